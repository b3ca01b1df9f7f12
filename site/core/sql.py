"""Writing, where much comes in at once: an INSERT that is put together once for each model, and a queue for SQLite.

Django puts a statement together anew for each row, which takes longer than everything else about it, and PostgreSQL
reads it and plans it anew each time. SQLite lets one write and has the others sleep, ever longer.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files import locks
from django.db import DEFAULT_DB_ALIAS, connection, connections
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
    database = connections[DEFAULT_DB_ALIAS]  # Not the proxy, of which each field would ask anew which one is meant.
    quote, key = database.ops.quote_name, row._meta.pk
    values = [field.get_db_prep_save(field.pre_save(row, add=True), database) for field in fields]
    conflict = f"ON CONFLICT ({quote(unless)}) DO NOTHING" if unless else ""
    returned = run(f"{statement} {conflict} RETURNING {quote(str(key.column))}", values)
    if not returned:
        return False
    row.pk, row._state.adding, row._state.db = returned[0][0], False, database.alias
    return True


def run(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What a statement returns that is always the same but for its values; PostgreSQL keeps it, read and planned."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    if database.vendor == "postgresql":
        from django.db.backends.postgresql.base import ServerBindingCursor

        database.ensure_connection()
        bound_there = ServerBindingCursor(database.connection)  # type: ignore[call-arg] # The stubs know of no parent.
        cursor = database._prepare_cursor(bound_there)
    else:
        cursor = database.cursor()
    with cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def count_rows() -> None:
    """Has the database look at its tables, so that it knows which of them are small.

    PostgreSQL does that by itself too, but only minutes after many rows have come.
    https://sqlite.org/lang_analyze.html, https://www.postgresql.org/docs/current/populate.html#POPULATE-ANALYZE
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
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
