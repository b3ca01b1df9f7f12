"""What is true in every environment. Values that differ come from environment variables, read through `config.env`."""

from base64 import b64encode
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env

# Paths

BASE_DIR = Path(__file__).resolve().parents[3]
DATA_DIR = Path(env.text("DATA_DIR") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

# Applications, highest layer first

INSTALLED_APPS = [
    "home",
    "newsletter",
    "articles",
    "core",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.table_block",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.locales",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_modeladmin",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "core.staging.StagingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.IsolationMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.ContentSecurityPolicyMiddleware",
    "core.middleware.HealthMiddleware",
    "core.middleware.CompressionMiddleware",
    "core.middleware.BadRequestMiddleware",
    "core.middleware.PrivateMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.middleware.PublicFormCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "core.staff_sessions.TwoFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.staff_sessions.IdleMiddleware",
    "core.middleware.PublishGateMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.redirects.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

STAGING = env.boolean("STAGING")  # A copy for trials: its mail stays here, and nobody finds it.

# Earlier values of SECRET_KEY: links in mails and stop marks that were made under them stay good.

SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")

# Hosts and addresses

HOST = env.text("HOST") or "127.0.0.1"
PORT = env.text("PORT") or "8000"
BASE_URL = env.text("BASE_URL").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")

# Database: what DATABASE_URL says, or SQLite.

DATABASES: dict[str, dict[str, Any]] = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
DATABASE_ROUTERS = []
if env.text("DATABASE_REPLICA_URL"):
    DATABASES["replica"] = {**env.database("DATABASE_REPLICA_URL", ""), "TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["core.replicas.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    INSTALLED_APPS += ["django.contrib.postgres"]

# Cache, sessions: without Redis in files, which web processes and worker share.

REDIS_URL = env.text("REDIS_URL")
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {
            "BACKEND": "core.caches.ForgetfulCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(DATA_DIR / "cache")}
    )
}

# The page store keeps public pages as they were rendered until something in them changes (docs/page-store.md).

PAGE_STORE = env.boolean("PAGE_STORE", default=True)
if env.text("PURGE_URL"):
    WAGTAILFRONTENDCACHE = {
        "front": {"BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend", "LOCATION": env.text("PURGE_URL")}
    }

# Tasks: index updates stay in the request's own database (decision 0004); what leaves it is a job for the worker.

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []},
}

# Users

AUTH_USER_MODEL = "core.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
STAFF_IDLE_AGE = timedelta(hours=8)
REQUIRE_TWO_FACTOR = env.boolean("REQUIRE_TWO_FACTOR")
OTP_TOTP_ISSUER = "Leaders Island"
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0  # Its delays have no end; `core.two_factor` limits.

# Languages and time

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("pl", _("Polish"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "site" / "locale"]
TIME_ZONE = env.text("TIME_ZONE") or "Europe/Warsaw"
USE_I18N = True
USE_TZ = True

# Files: public media, static files with hashed names, and private documents that have no address at all

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "site" / "static"]
WHITENOISE_MAX_AGE = 60 * 60
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
PRIVATE_ROOT = DATA_DIR / "private"
S3_BUCKET = env.text("S3_BUCKET")
STORAGES: dict[str, dict[str, Any]] = {
    **env.storages("S3_BUCKET", "S3_ENDPOINT_URL", media_url=MEDIA_URL, private_root=PRIVATE_ROOT),
    "staticfiles": {"BACKEND": "core.staticfiles.BundledStaticFilesStorage"},
}
WORDPRESS_AT_LOOPBACK = False  # Whether the admin's import may fetch files from a site on this machine.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Mail: whatever a request sends goes into a queue, and the worker sends it as EMAIL_URL says.

MAIL = {"EMAIL_BACKEND": "core.mail.MailboxBackend"} if STAGING else env.email("EMAIL_URL", "mailbox://")
vars().update(MAIL)
EMAIL_BACKEND = "core.mail_queue.QueuedBackend"
WORKER_EMAIL_BACKEND: str | None = MAIL["EMAIL_BACKEND"]
EMAIL_FILE_PATH = DATA_DIR / "mailbox"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL") or "Leaders Island <hello@leadersisland.example>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Security headers

X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
DEVICES = ["browsing-topics", "camera", "display-capture", "geolocation", "microphone", "payment", "usb"]
PERMISSIONS_POLICY = ", ".join(f"{device}=()" for device in DEVICES)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
FIRST_SCRIPT = (BASE_DIR / "templates" / "components" / "theme.js").read_bytes()
CONTENT_SECURITY_POLICY: dict[str, dict[str, list[str]]] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, f"'sha256-{b64encode(sha256(FIRST_SCRIPT).digest()).decode()}'"],
        "img-src": [SELF, "data:"],
        "frame-src": [SELF, "https://www.youtube-nocookie.com", "https://player.vimeo.com"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
# Wagtail's admin still writes inline scripts and styles, so it has a policy of its own.
ADMIN_CONTENT_SECURITY_POLICY: dict[str, list[str]] = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
}

# Wagtail

WAGTAIL_SITE_NAME = "Leaders Island"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USER_TIME_ZONES = ["Europe/Warsaw", "Europe/London", "Europe/Berlin", "America/New_York", "UTC"]
WAGTAIL_DATE_FORMAT = "%Y-%m-%d"
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "core.search_backend", "SEARCH_CONFIG": "english"},
    "readers": {"BACKEND": "home.search_index"},
}
WAGTAILIMAGES_IMAGE_MODEL = "core.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.forms.SiteImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_AVIF_QUALITY = 44  # Two fifths less to load than at 60, and no difference that one sees.
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # Never by a redirect to the storage, which asks nobody's permission.
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # All are attachments.
WAGTAILDOCS_DOCUMENT_FORM_BASE = "core.forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "epub", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024

# Logging: Django says nothing of errors when DEBUG is off, so both formats are set here.

LOG_FORMAT = env.text("LOG_FORMAT") or "console"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "console": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "{asctime}{levelname}{name}{message}{request_id}",
            "style": "{",
        },
    },
    "handlers": {"default": {"class": "config.logs.Handler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["default"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["default"], "level": "INFO", "propagate": False},
        "wagtail": {"level": "WARNING"},  # Each edit is in the page's history already.
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
    },
}
SENTRY_DSN = env.text("SENTRY_DSN")
METRICS_TOKEN = env.text("METRICS_TOKEN")
