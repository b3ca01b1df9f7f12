"""Restores a backup: reads it through first, then puts all of it back in one transaction, or nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.exceptions import SuspiciousOperation
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, transaction

from core.backup import archive, making, rows
from core.backup.errors import BackupError
from core.backup.files import Restored, fields
from core.page_store.clearing import clear
from core.page_store.tags import EVERYTHING
from core.signal_handlers import set_site_address


def check(path: Path, passphrase: str) -> dict[str, Any]:
    """What the backup says of itself, once all of it was read. Raises `BackupError` if it cannot be restored here."""
    head: dict[str, Any] = {}
    for name, content in archive.members(path, passphrase):
        if not head:
            if name != archive.HEAD:
                raise BackupError("The file is no backup of this site.")
            head = json.loads(content.read())
            check_version(head)
        elif name != archive.END:
            kind, label, _ = place(name)
            if label not in (rows.models() if kind == "rows" else fields()):
                raise BackupError(f"The backup holds {name}, which this version of the site does not know.")
    return head


def check_version(head: dict[str, Any]) -> None:
    if head.get("format") != making.FORMAT:
        raise BackupError("The backup was made by another version of the site, in a format that is not known here.")
    theirs, ours = set(head.get("migrations", [])), set(making.migrations())
    if theirs != ours:
        raise BackupError(
            "The backup was made by another version of the site: install that version, restore, then upgrade. "
            + difference("Only the backup has", theirs - ours)
            + difference("Only this database has", ours - theirs)
        )


def difference(words: str, migrations: set[str]) -> str:
    some = sorted(migrations)[-3:]
    return f"{words} {', '.join(some)}{' and others' if len(migrations) > len(some) else ''}. " if migrations else ""


def restore(path: Path, passphrase: str) -> tuple[int, int]:
    """Replaces all rows, adds the files; how many of each. The backup must have been checked."""
    restored = Restored()
    try:
        with transaction.atomic():
            number_of_rows = put_back(path, passphrase, restored)
    except (IntegrityError, DataError) as error:
        restored.undo()
        raise BackupError(f"The database does not take the backup, and is as it was: {error}") from error
    except SuspiciousOperation as error:
        restored.undo()
        raise BackupError(f"The backup names a file that lies outside of the storage: {error}") from error
    except BaseException:
        restored.undo()
        raise
    ContentType.objects.clear_cache()
    cache.clear()
    if restored.differing:
        for name, content in archive.members(path, passphrase):
            if name.startswith("files/"):
                _, label, file_name = place(name)
                restored.replace(label, file_name, content)
    return number_of_rows, restored.number


def put_back(path: Path, passphrase: str, restored: Restored) -> int:
    every = rows.models()
    execute(connection.ops.sql_flush(no_style(), rows.tables_to_empty()))
    number = 0
    for name, content in members(path, passphrase):
        kind, label, rest = place(name)
        if kind == "rows":
            number += rows.load(every[label], content.read())
        else:
            restored.add(label, rest, content)
    execute(connection.ops.sequence_reset_sql(no_style(), list(every.values())))
    ContentType.objects.clear_cache()
    call_command("update_index", backend_name="default", verbosity=0)
    set_site_address(sender=None)  # The backup may be of the site at another address.
    clear(EVERYTHING)
    connection.check_constraints()
    return number


def members(path: Path, passphrase: str) -> Iterator[tuple[str, Any]]:
    ours = {archive.HEAD, archive.END}
    return ((name, content) for name, content in archive.members(path, passphrase) if name not in ours)


def place(name: str) -> tuple[str, str, str]:
    """`rows`, the model and a number; or `files`, the field and the name."""
    kind, label, rest = (*name.split("/", 2), "", "")[:3]
    if kind not in {"rows", "files"} or not rest:
        raise BackupError(f"The backup holds {name}, which does not belong there.")
    return kind, label, rest


def execute(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
