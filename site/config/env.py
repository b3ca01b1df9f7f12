"""Reads settings from environment variables, strictly: a value that cannot be meant is an error, never a guess."""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The variable, stripped of surrounding white space, or `default` when it is unset."""
    return os.environ.get(name, default).strip()


def boolean(name: str, default: bool = False) -> bool:
    """True for 1/true/yes/on, False for 0/false/no/off; anything else raises `ImproperlyConfigured`."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be one of 1, true, yes, on, 0, false, no, off; it is {value!r}.")


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty items."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """A comma-separated list of IP addresses and networks; a name is refused, since its address may change."""
    try:
        return [ip_network(word, strict=False) for word in words(name)]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} must hold IP addresses or networks, such as 10.0.0.0/8: {error}."
        ) from error


# Set up for real use: WAL, each commit on the disk, a patient lock, no upgrade of read locks. Each connection keeps
# 0.5 MiB of what it has read instead of 2: the system has it too, once for all processes.
SQLITE = {
    "CONN_MAX_AGE": 60,
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-512;",
    },
}


def database(name: str, default: str) -> dict[str, Any]:
    """A `postgres://` or `sqlite://` address as an entry for `DATABASES`, which may have options of its own."""
    address = text(name) or default
    if urlsplit(address).scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must begin with postgres:// or sqlite://.")
    entry = dict(environ.Env.db_url_config(address))
    if entry["ENGINE"] == "django.db.backends.sqlite3":
        return {**entry, **SQLITE}
    given = entry.get("OPTIONS", {})
    own = {
        # To compile a statement takes seconds, and ours are over in milliseconds; estimates are wrong on new tables.
        "options": f"{given.get('options', '')} -c jit=off".strip(),
        "connect_timeout": 3,
        # A server that is away is tried about once a second, by whoever waits for it, so it is noticed once it is back.
        "pool": {"min_size": 1, "max_size": 8, "timeout": 3, "reconnect_timeout": 2},
        "prepare_threshold": 5,  # Of what goes through `core.sql.run`; all else is bound here, and never prepared.
    }
    # Each connection is tried as it is taken from the pool, since the server may have been restarted meanwhile.
    return {**entry, "CONN_HEALTH_CHECKS": True, "OPTIONS": {**given, **own}}


def storages(bucket: str, endpoint: str, *, media_url: str, private_root: Path) -> dict[str, dict[str, Any]]:
    """Where uploads and private files lie: in the bucket that is named, or on this machine's disk."""
    if not text(bucket):
        on_disk = "django.core.files.storage.FileSystemStorage"
        private = {"location": private_root, "base_url": None, "file_permissions_mode": 0o600}
        return {"default": {"BACKEND": on_disk}, "private": {"BACKEND": on_disk, "OPTIONS": private}}
    options = {
        "bucket_name": text(bucket),
        "endpoint_url": text(endpoint) or None,
        "file_overwrite": False,
        "max_memory_size": 5 * 1024 * 1024,
    }
    in_bucket = "core.storages.BucketStorage"
    return {
        "default": {"BACKEND": in_bucket, "OPTIONS": {**options, "base_url": media_url}},
        "private": {"BACKEND": in_bucket, "OPTIONS": {**options, "location": "private"}},
    }


def email(name: str, default: str) -> dict[str, Any]:
    """The mail settings that an address stands for.

    `mailbox://` writes each mail as a file into the local mailbox, `smtp://`, `smtp+tls://` and `smtp+ssl://`
    speak to a server, and `anymail://<provider>?<setting>=<value>` to a provider's API, where provider and settings
    are those of django-anymail without the provider's prefix: `anymail://postmark?server_token=…`.
    """
    address = text(name) or default
    parts = urlsplit(address)
    if parts.scheme == "mailbox":
        return {"EMAIL_BACKEND": "core.mail.MailboxBackend"}
    if parts.scheme == "anymail":
        provider = parts.netloc
        keys = {f"{provider}_{key}".upper(): value for key, value in parse_qsl(parts.query)}
        return {"EMAIL_BACKEND": f"anymail.backends.{provider}.EmailBackend", "ANYMAIL": keys}
    if parts.scheme not in {"smtp", "smtp+tls", "smtp+ssl"}:
        raise ImproperlyConfigured(
            f"{name} must begin with smtp://, smtp+tls://, smtp+ssl://, anymail:// or mailbox://."
        )
    return {
        key: value for key, value in environ.Env.email_url_config(address).items() if key.isupper() and key != "OPTIONS"
    }
