"""Settings for the open internet. Refuses to start on anything missing or unsafe, naming every fault at once."""

from collections.abc import Iterator
from importlib.util import find_spec
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import (
    ALLOWED_HOSTS,
    BASE_URL,
    LOG_FORMAT,
    MAIL,
    METRICS_TOKEN,
    REDIS_URL,
    SECRET_KEY_FALLBACKS,
    SENTRY_DSN,
    STAGING,
    TRUSTED_PROXIES,
    WORKER_EMAIL_BACKEND,
)

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")


FILLED_IN_LATER = ("changeme", "change-me", "change_me", "django-insecure", "example", "password", "replace", "secret")
LEAST_TOKEN = 20


def is_weak(key: str) -> bool:
    """Too short, of too few different characters, or a word that was to be replaced: chance hardly ever writes one."""
    return len(key) < 50 or len(set(key)) < 12 or any(word in key.lower() for word in FILLED_IN_LATER)


def faults() -> Iterator[str]:
    """What stands in the way of a safe start, a sentence each."""
    if is_weak(SECRET_KEY):
        yield "SECRET_KEY is missing or weak: it needs at least 50 random characters."
    if any(is_weak(key) for key in SECRET_KEY_FALLBACKS):
        yield "SECRET_KEY_FALLBACKS holds a weak key: links could be forged with it."
    if METRICS_TOKEN and len(METRICS_TOKEN) < LEAST_TOKEN:
        yield f"METRICS_TOKEN can be guessed: it needs at least {LEAST_TOKEN} random characters."
    if LOG_FORMAT not in {"console", "json"}:
        yield "LOG_FORMAT must be console or json."
    if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
        yield "REDIS_URL must be an address such as redis://127.0.0.1:6379/0."
    yield from faults_of_addresses()
    yield from faults_of_mail()


def faults_of_addresses() -> Iterator[str]:
    if not ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS is missing: name the hosts this site answers to."
    if any(host in {"*", "."} for host in ALLOWED_HOSTS):
        yield "ALLOWED_HOSTS must not be '*'."
    base = urlsplit(BASE_URL)
    if base.scheme not in {"http", "https"} or not base.hostname:
        yield "BASE_URL is missing: give the public address, such as https://www.example.com."
    elif ALLOWED_HOSTS and not validate_host(base.hostname, ALLOWED_HOSTS):
        yield "BASE_URL must be of a host in ALLOWED_HOSTS: links in mails would lead to a refusal."
    if any(network.prefixlen < 7 for network in TRUSTED_PROXIES):
        yield "TRUSTED_PROXIES holds half the world: readers would be believed whatever they say of their address."


def faults_of_mail() -> Iterator[str]:
    backend = MAIL["EMAIL_BACKEND"]
    if WORKER_EMAIL_BACKEND == "core.mail.MailboxBackend" and not STAGING:
        yield "EMAIL_URL is missing: mail would stay in the local mailbox."
    elif backend == "django.core.mail.backends.smtp.EmailBackend" and not MAIL.get("EMAIL_HOST"):
        yield "EMAIL_URL names no mail server."
    elif backend.startswith("anymail.") and not is_there(backend.rpartition(".")[0]):
        yield "EMAIL_URL names a provider that django-anymail does not know."
    if not env.text("DEFAULT_FROM_EMAIL"):
        yield "DEFAULT_FROM_EMAIL is missing: readers must see who writes to them."


def is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


if found := list(faults()):
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
if SECURE and not SECURE_SSL_REDIRECT:
    SILENCED_SYSTEM_CHECKS.append("security.W008")  # Left to the proxy.
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
CSRF_TRUSTED_ORIGINS = [BASE_URL]
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

if SENTRY_DSN:
    from config import sentry

    sentry.start(SENTRY_DSN)
