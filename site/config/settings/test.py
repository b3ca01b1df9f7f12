"""Settings for the test suite; every override has its reason."""

import atexit
import shutil
import tempfile
from pathlib import Path

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, STORAGES, TEMPLATES

# The values that dev and production take from the environment.
SECRET_KEY = "only-for-tests-" + "x" * 40
BASE_URL = "http://localhost"
WAGTAILADMIN_BASE_URL = BASE_URL
ALLOWED_HOSTS = ["localhost", "testserver", "127.0.0.1"]

# A run leaves nothing behind, and two at once do not meet.
DATA_DIR = Path(tempfile.mkdtemp(prefix="leadersisland-tests-"))
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()
MEDIA_ROOT = DATA_DIR / "media"
PRIVATE_ROOT = DATA_DIR / "private"
EMAIL_FILE_PATH = DATA_DIR / "mailbox"
STORAGES["private"]["OPTIONS"] = {"location": PRIVATE_ROOT, "base_url": None, "file_permissions_mode": 0o600}

# Templates and pages name static files that only collectstatic would have hashed.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# A file, since a live server's threads and --reuse-db share it; the pool would keep test databases open.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] = {**DATABASES["default"], "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")}}
else:
    DATABASES["default"]["OPTIONS"].pop("pool", None)

# Hashing passwords slowly is of no use here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# The coverage plugin for templates needs their debug information.
TEMPLATES[0]["OPTIONS"] = {**TEMPLATES[0]["OPTIONS"], "debug": True}

# Tests of the store switch it on; all others ask for pages as they are now.
PAGE_STORE = False

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WORKER_EMAIL_BACKEND = None  # The same, so that a test replaces but one.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if env.text("REDIS_URL"):
    # A database of its own for each worker, since a test may clear the cache.
    worker = int(env.text("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
    location = f"{env.text('REDIS_URL').rsplit('/', 1)[0]}/{8 + worker}"
    CACHES["default"] = {"BACKEND": "core.caches.ForgetfulCache", "LOCATION": location}
