"""Lets search on SQLite find other forms of a word, as PostgreSQL does: the index gets SQLite's Porter stemmer."""

from typing import Any

from django.db import migrations

INDEX = "wagtailsearch_indexentry_fts"


def rebuild(tokenizer: str) -> Any:
    def operation(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "sqlite":
            return
        schema_editor.execute(f"DROP TABLE {INDEX}")
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE {INDEX} USING fts5(autocomplete, body, title, tokenize='{tokenizer}')"
        )
        schema_editor.execute(
            f"INSERT INTO {INDEX}(rowid, title, body, autocomplete) "  # noqa: S608 (a constant)
            "SELECT id, title, body, autocomplete FROM wagtailsearch_indexentry"
        )

    return operation


class Migration(migrations.Migration):
    dependencies = [("core", "0002_images_and_settings"), ("wagtailsearch", "0010_add_text_fields")]
    operations = [migrations.RunPython(rebuild("porter unicode61"), rebuild("unicode61"))]
