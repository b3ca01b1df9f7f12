"""Collects static files only when they have changed, so that a second start takes seconds."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import OutputWrapper

from core import staticfiles


def collect_if_changed(output: OutputWrapper) -> None:
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    state = fingerprint()
    if stamp.exists() and stamp.read_text() == state:
        return
    output.write("Collecting static files …")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(state)


def fingerprint() -> str:
    """All that `collectstatic` finds, by time and size, and the code that makes other files of it."""
    digest = hashlib.sha256(Path(staticfiles.__file__).read_bytes())
    for package in ("django", "whitenoise", "lightningcss"):
        digest.update(f"{package}={version(package)}".encode())
    found = [Path(storage.path(path)) for finder in get_finders() for path, storage in finder.list([])]
    for file in sorted(found):
        state = file.stat()
        digest.update(f"{file}:{state.st_mtime_ns}:{state.st_size}".encode())
    return digest.hexdigest()
