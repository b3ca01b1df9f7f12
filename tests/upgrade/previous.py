"""A site as the release before this one left it: its database, with the demonstration and some leads.

How the two files were made, with the previous release checked out and its packages installed: `manage.py migrate`,
`load_demo`, `seed_content --articles 10 --authors 2 --leads 40 --seed 7`; on SQLite then `VACUUM INTO`, on PostgreSQL
`pg_dump --inserts --no-owner --no-privileges | grep -v '^[\\]'`; both through `xz -9e`. Made anew after
each release.
"""

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

FOLDER = Path(__file__).parent


def as_sqlite(folder: Path) -> Path:
    file = folder / "db.sqlite3"
    file.write_bytes(lzma.decompress((FOLDER / "previous.sqlite3.xz").read_bytes()))
    return file


def load_into_postgres(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(lzma.decompress((FOLDER / "previous.sql.xz").read_bytes()))


def migrations(folder: Path) -> set[tuple[str, str]]:
    """Those that the previous release had."""
    with closing(sqlite3.connect(as_sqlite(folder))) as connection:
        return set(connection.execute("SELECT app, name FROM django_migrations"))
