"""Makes a backup: all tables as of one moment, then the files that they name; then reads it through once."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.backup import archive, files, rows
from core.backup.errors import BackupError
from core.models import Backup

FORMAT = 1


@dataclass
class Made:
    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    missing: list[str] = field(default_factory=list)


def make(path: Path, passphrase: str) -> Made:
    """Writes the backup to `path`, where it appears once it is whole and was read through."""
    if path.exists():
        raise BackupError(f"There is a file called {path} already.")
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with unfinished.open("xb") as target:
            unfinished.chmod(0o600)
            with archive.writing(target, passphrase) as writer:
                made = write(writer)
            target.flush()
            os.fsync(target.fileno())
        for _ in archive.members(unfinished, passphrase):
            pass  # Reading to the end is what is wanted.
        unfinished.rename(path)
    except FileExistsError as error:
        raise BackupError(f"Another backup is being written to {path}, or one was broken off: {unfinished}.") from error
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise BackupError(f"The backup cannot be written: {error.strerror or error}.") from error
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    Backup.objects.create(name=path.name, size_in_bytes=path.stat().st_size, is_encrypted=bool(passphrase))
    return made


def write(writer: archive.Writer) -> Made:
    made = Made()
    with one_moment():
        writer.add_bytes(archive.HEAD, json.dumps(head(timezone.now())).encode())
        for label, model in rows.models().items():
            made.rows[label] = 0
            for number, (piece, count) in enumerate(rows.unload(model)):
                writer.add_bytes(f"rows/{label}/{number:06}.jsonl", piece)
                made.rows[label] += count
        for label, file_field in files.fields().items():
            for name in files.names(file_field):
                try:
                    stored = file_field.storage.open(name)
                except FileNotFoundError:
                    made.missing.append(name)
                else:
                    write_file(writer, f"files/{label}/{name}", stored)
                    made.files += 1
    writer.end({"rows": made.rows, "files": made.files})
    return made


def write_file(writer: archive.Writer, name: str, stored: File) -> None:
    with stored:
        writer.add(name, stored, stored.size)


def head(made_at: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": made_at.isoformat(),
        "site": settings.BASE_URL,
        "migrations": migrations(),
        "keys": keys(),
    }


def migrations() -> list[str]:
    """Those that the database has, which say what its tables are like."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def keys() -> list[str]:
    """By which a secret key is known again, and not found out."""
    every = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac("core.backup", "key", secret=key, algorithm="sha256").hexdigest() for key in every]


@contextmanager
def one_moment() -> Iterator[None]:
    """Within, the database is seen as it was at the beginning; on SQLite as on PostgreSQL, others may write."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    connection.ensure_connection()
    before = connection.transaction_mode  # type: ignore[attr-defined] # Of SQLite's alone.
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = before  # type: ignore[attr-defined]
