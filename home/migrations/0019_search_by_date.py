"""SQLite's full-text table in the order of publication, so that the newest of many are found without reading all."""

from typing import Any

from django.db import migrations

TABLE, INDEX = "home_searchentry", "home_searchentry_fts"
OLD = f"""CREATE VIRTUAL TABLE {INDEX} USING fts5(tokens, content='{TABLE}', content_rowid='page_id', detail='none',
    tokenize='unicode61 remove_diacritics 0')"""
NEW = f"""CREATE VIRTUAL TABLE {INDEX} USING fts5(tokens, content='', detail='none',
    tokenize='unicode61 remove_diacritics 0')"""
# The second of its publication, and then its key, in 31 bits, as `home.fields` reads it.
PLACE = "(CAST(strftime('%s', {row}.published_at) AS INTEGER) << 31) + {row}.page_id"


def keep(place: str) -> list[str]:
    """A full-text table that has no texts of its own forgets what it is told that there was.

    https://www.sqlite.org/fts5.html#contentless_tables
    """
    add = f"INSERT INTO {INDEX}(rowid, tokens) VALUES ({place.format(row='new')}, new.tokens)"
    remove = f"INSERT INTO {INDEX}({INDEX}, rowid, tokens) VALUES ('delete', {place.format(row='old')}, old.tokens)"
    return [
        f"CREATE TRIGGER {INDEX}_insert AFTER INSERT ON {TABLE} BEGIN {add}; END",
        f"CREATE TRIGGER {INDEX}_delete AFTER DELETE ON {TABLE} BEGIN {remove}; END",
        f"CREATE TRIGGER {INDEX}_update AFTER UPDATE ON {TABLE} BEGIN {remove}; {add}; END",
        f"INSERT INTO {INDEX}(rowid, tokens) SELECT {place.format(row=TABLE)}, tokens FROM {TABLE}",  # noqa: S608 (ours)
    ]


def take_away() -> list[str]:
    triggers = [f"DROP TRIGGER {INDEX}_{event}" for event in ("insert", "delete", "update")]
    return [*triggers, f"DROP TABLE {INDEX}"]


def forwards(apps: Any, schema_editor: Any) -> None:
    run(schema_editor, [*take_away(), NEW, *keep(PLACE)])


def backwards(apps: Any, schema_editor: Any) -> None:
    run(schema_editor, [*take_away(), OLD, *keep("{row}.page_id")])


def run(schema_editor: Any, statements: list[str]) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for statement in statements:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("home", "0018_who_edits_article_templates")]
    operations = [migrations.RunPython(forwards, backwards)]
