"""Collects static files only when they have changed, so that a second start takes seconds."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import OutputWrapper


def collect_if_changed(output: OutputWrapper) -> None:
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    state = fingerprint()
    if stamp.exists() and stamp.read_text() == state:
        return
    output.write("Collecting static files …")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(state)


def fingerprint() -> str:
    """Our own files by time and size, packages by version."""
    digest = hashlib.sha256()
    for package in ("wagtail", "django", "wagtail-modeladmin", "whitenoise", "lightningcss"):
        digest.update(f"{package}={version(package)}".encode())
    for folder in settings.STATICFILES_DIRS:
        for file in sorted(Path(folder).rglob("*")):
            if file.is_file():
                digest.update(f"{file.relative_to(folder)}:{file.stat().st_mtime_ns}:{file.stat().st_size}".encode())
    return digest.hexdigest()
