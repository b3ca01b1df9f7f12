"""Finds the pages right below another without looking at all that stand below those: the menu's, on every page.

Wagtail has no index for this, and its model is not ours, so that the index is the database's alone.
"""

from typing import Any

from django.db import migrations

NAME = "page_by_depth"


def add(apps: Any, schema_editor: Any) -> None:
    path = "path varchar_pattern_ops" if schema_editor.connection.vendor == "postgresql" else "path"
    schema_editor.execute(f"CREATE INDEX {NAME} ON wagtailcore_page (depth, {path})")


def remove(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):
    dependencies = [("core", "0010_social_cards"), ("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(add, remove)]
