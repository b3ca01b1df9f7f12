"""The two commands as somebody calls them, and what there is before and after."""

from hashlib import sha256
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from core.backup import rows


def backup(file: Path) -> str:
    out = StringIO()
    call_command("backup", str(file), stdout=out, stderr=out)
    return out.getvalue()


def restore(file: Path) -> str:
    out = StringIO()
    call_command("restore", str(file), "--no-input", stdout=out, stderr=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    return {label: model._base_manager.count() for label, model in rows.models().items()}


def file_hashes() -> dict[str, str]:
    folders = [Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_ROOT)]
    found = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return {str(file): sha256(file.read_bytes()).hexdigest() for file in found}
