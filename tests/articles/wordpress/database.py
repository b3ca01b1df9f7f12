"""All that there is, to be compared before and after."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection

REPORTS = {"articles_importrun", "articles_importentry", "sqlite_sequence"}


def contents() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for the reports of imports."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - REPORTS):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found


def files(folder: str | Path) -> dict[str, str]:
    """Every file below the folder, with what it holds."""
    found = [path for path in Path(folder).rglob("*") if path.is_file()]
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in found}
