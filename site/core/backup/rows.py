"""The rows of all tables, as JSON that is the same on SQLite and PostgreSQL, and back."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Field, JSONField, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast
from wagtail.fields import StreamField

# Sessions would let people in again who have signed out; the index that editors search is of another kind on each
# database, and is built anew; clearings and backups are told of the place, and not of its content.
LEFT_OUT = {"sessions.Session", "wagtailsearch.IndexEntry", "wagtailsearch.SQLiteFTSIndexEntry"}
STAYING = {"core.Clearing", "core.Backup"}
ROWS_AT_ONCE = 200
MOST_BYTES = 4 * 1024**2
AS_THEY_ARE = (bool, int, float, str, type(None))


def models() -> dict[str, type[Model]]:
    """Those that a backup holds, by label; a page has rows in two of them."""
    every = apps.get_models(include_auto_created=True)
    return {model._meta.label: model for model in every if model._meta.label not in LEFT_OUT | STAYING}


def tables_to_empty() -> list[str]:
    """Wagtail's full-text table on SQLite is emptied by triggers of the one that it belongs to."""
    left_out = [apps.get_model(label) for label in LEFT_OUT - {"wagtailsearch.SQLiteFTSIndexEntry"}]
    return [model._meta.db_table for model in (*models().values(), *left_out)]


def fields_of(model: type[Model]) -> list[Field]:
    return list(model._meta.local_concrete_fields)


def is_json(field: Field) -> bool:
    """Kept as the text it is in the database, with blocks that the code no longer knows, and NULL told from `null`."""
    return isinstance(field, JSONField | StreamField)


def unload(model: type[Model]) -> Iterator[tuple[bytes, int]]:
    """Pieces of some megabytes, a row on each line, and how many rows each has."""
    fields, piece, number = fields_of(model), bytearray(), 0
    columns = [Cast(field.attname, TextField()) if is_json(field) else field.attname for field in fields]
    for row in QuerySet(model).order_by("pk").values_list(*columns).iterator(chunk_size=ROWS_AT_ONCE):
        values = {field.attname: value for field, value in zip(fields, row, strict=True)}
        piece += json.dumps({field.attname: packed(field, values) for field in fields}, ensure_ascii=False).encode()
        piece += b"\n"
        number += 1
        if len(piece) > MOST_BYTES:
            yield bytes(piece), number
            piece, number = bytearray(), 0
    if piece:
        yield bytes(piece), number


def packed(field: Field, values: dict[str, Any]) -> Any:
    value = values[field.attname]
    return value if isinstance(value, AS_THEY_ARE) else field.value_to_string(SimpleNamespace(**values))  # type: ignore[arg-type] # Has what it asks a row for.


def load(model: type[Model], lines: bytes) -> int:
    """Inserts the rows of one piece as they were: nobody is signalled, and no date is set anew."""
    fields = fields_of(model)
    rows = [unpacked(fields, json.loads(line)) for line in lines.split(b"\n") if line]
    size = max(1, min(connection.ops.bulk_batch_size(fields, rows), ROWS_AT_ONCE))
    for start in range(0, len(rows), size):
        # What `bulk_create` calls, which refuses models with more than one table.
        QuerySet(model)._insert(rows[start : start + size], fields=fields, using=connection.alias, raw=True)  # type: ignore[attr-defined]
    return len(rows)


def unpacked(fields: list[Field], row: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(**{field.attname: value_of(field, row[field.attname]) for field in fields})


def value_of(field: Field, value: Any) -> Any:
    if is_json(field):
        return None if value is None else Value(json.loads(value), JSONField())
    return field.to_python(value)
