"""The database of the tests: kept migrated between runs, and put in order after a test that empties it."""

import hashlib
import shutil
import sqlite3
import sys
from contextlib import closing
from importlib.metadata import distributions
from pathlib import Path
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction


def is_sqlite() -> bool:
    return settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"


def own_database() -> Path:
    """This process's: the name ends with that of the worker when several run at once."""
    return Path(settings.DATABASES["default"]["TEST"]["NAME"])


def kept_database(folder: Path) -> Path:
    """Where the database with exactly these migrations is kept."""
    return folder / f"migrated-{fingerprint()}.sqlite3"


def fingerprint() -> str:
    """Of all packages by version, and of our own migrations by content."""
    digest = hashlib.sha256(f"{sys.version}{sqlite3.sqlite_version}".encode())
    for package in sorted(f"{found.name}={found.version}" for found in distributions()):
        digest.update(package.encode())
    for app in apps.get_app_configs():
        folder = Path(app.path)
        if settings.BASE_DIR in folder.parents and settings.BASE_DIR / ".venv" not in folder.parents:
            for file in sorted((folder / "migrations").glob("*.py")):
                digest.update(f"{app.label}/{file.name}".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def take(kept: Path) -> bool:
    """Begins with the kept database, if there is one."""
    if not kept.exists():
        return False
    shutil.copyfile(kept, own_database())
    return True


def keep(kept: Path) -> None:
    """Keeps the database for the next run, instead of any older one; not one that somebody has emptied meanwhile."""
    if "django_migrations" not in connection.introspection.table_names():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    for outdated in kept.parent.glob("migrated-*.sqlite3"):
        outdated.unlink(missing_ok=True)
    unfinished = kept.with_suffix(f".{uuid4().hex}")
    with closing(sqlite3.connect(unfinished)) as target:
        connection.connection.backup(target)
    unfinished.replace(kept)


class Copy:
    """All that the tables hold, to be put back as it was: without signals, and without a thought for what it means."""

    def __init__(self) -> None:
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            self.whole = sqlite3.connect(":memory:", check_same_thread=False)
            connection.connection.backup(self.whole)
        else:
            self.tables = {table: unload(table) for table in connection.introspection.table_names()}

    def put_back(self) -> None:
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            self.whole.backup(connection.connection)
        else:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"TRUNCATE {', '.join(map(connection.ops.quote_name, self.tables))}")
                for table, rows in self.tables.items():
                    load(table, rows)
        ContentType.objects.clear_cache()


def unload(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as copy:
        return b"".join(copy)


def load(table: str, rows: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT BINARY)') as copy:
        copy.write(rows)
