"""Settings for the open internet. Refuses to start on anything missing or unsafe, naming every fault at once."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import (
    ALLOWED_HOSTS,
    BASE_URL,
    SECRET_KEY_FALLBACKS,
    SENTRY_DSN,
    STAGING,
    TRUSTED_PROXIES,
    WORKER_EMAIL_BACKEND,
)

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")


def is_weak(key: str) -> bool:
    return len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure-")


def faults() -> list[str]:
    """What stands in the way of a safe start, a sentence each."""
    found = []
    if is_weak(SECRET_KEY):
        found.append("SECRET_KEY is missing or weak: it needs at least 50 random characters.")
    if any(is_weak(key) for key in SECRET_KEY_FALLBACKS):
        found.append("SECRET_KEY_FALLBACKS holds a weak key: links could be forged with it.")
    if not ALLOWED_HOSTS:
        found.append("ALLOWED_HOSTS is missing: name the hosts this site answers to.")
    if any(host in {"*", "."} for host in ALLOWED_HOSTS):
        found.append("ALLOWED_HOSTS must not be '*'.")
    if urlsplit(BASE_URL).scheme not in {"http", "https"} or not urlsplit(BASE_URL).hostname:
        found.append("BASE_URL is missing: give the public address, such as https://www.example.com.")
    if WORKER_EMAIL_BACKEND == "core.mail.MailboxBackend" and not STAGING:
        found.append("EMAIL_URL is missing: mail would stay in the local mailbox.")
    if not env.text("DEFAULT_FROM_EMAIL"):
        found.append("DEFAULT_FROM_EMAIL is missing: readers must see who writes to them.")
    return found


if found := faults():
    raise ImproperlyConfigured("The site will not start:\n- " + "\n- ".join(found))

SECURE = urlsplit(BASE_URL).scheme == "https"
# Only a proxy that is named is believed when it says that a reader came by https. Without one the site takes every
# request for plain http, and sending readers to https would send them in circles: that is then left to the proxy.
SECURE_SSL_REDIRECT = SECURE and bool(TRUSTED_PROXIES)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
# Other hosts of the domain, and the browsers' own list of it, are for its owner to decide on, not for one site.
# Our own middleware for tokens (decision 0007) is not known to Django; the admin shows previews in frames of its own.
SILENCED_SYSTEM_CHECKS = ["security.W003", "security.W005", "security.W019", "security.W021"]
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
CSRF_TRUSTED_ORIGINS = [BASE_URL]
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

if SENTRY_DSN:
    from config import sentry

    sentry.start(SENTRY_DSN)
