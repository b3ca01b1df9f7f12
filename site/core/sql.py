"""Writing, where many rows come at once: an INSERT that is put together once for each model, and a queue for SQLite.

Django puts a statement together anew for each row, which takes longer than everything else about it. SQLite lets one
write and has the others sleep, ever longer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.core.files import locks
from django.db import connection
from django.db.models import Field, Model

MOST_ROWS_LOOKED_AT = 400  # Of each index.


class Insert(NamedTuple):
    """The statement up to its values, and the fields that they are of."""

    statement: str
    fields: tuple[Field, ...]


@cache
def insert_into(model: type[Model]) -> Insert:
    quote = connection.ops.quote_name
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return Insert(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})", fields)  # noqa: S608 (the model's names)


def insert(row: Model, unless: str = "") -> bool:
    """As `save()` for a new row of a model with one table, though nobody is signalled; whether it was inserted.

    With `unless`, the name of a unique column, nothing is inserted where a row has its value already.
    """
    statement, fields = insert_into(type(row))
    quote, key = connection.ops.quote_name, row._meta.pk
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    conflict = f"ON CONFLICT ({quote(unless)}) DO NOTHING" if unless else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} {conflict} RETURNING {quote(str(key.column))}", values)
        returned = cursor.fetchone()
    if returned is None:
        return False
    row.pk, row._state.adding, row._state.db = returned[0], False, connection.alias
    return True


def count_rows() -> None:
    """Has SQLite look at its tables, so that it knows which of them are small. PostgreSQL does that by itself.

    https://sqlite.org/lang_analyze.html
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {MOST_ROWS_LOOKED_AT}")
            cursor.execute("ANALYZE")


@contextmanager
def turn() -> Iterator[None]:
    """Where those who write to SQLite in quick succession wait for each other, and are woken at once.

    A lock on a file, since they are of several processes: those of the web server, and the worker.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with (settings.DATA_DIR / "writing.lock").open("w") as file:  # Closing it lets the next one in.
        locks.lock(file, locks.LOCK_EX)
        yield
