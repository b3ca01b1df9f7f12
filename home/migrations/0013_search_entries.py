"""What readers find pages by: a `tsvector` on PostgreSQL, and beside the table a full-text one on SQLite."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import home.fields

TABLE, INDEX = "home_searchentry", "home_searchentry_fts"
ADD = f"INSERT INTO {INDEX}(rowid, tokens) VALUES (new.page_id, new.tokens)"
# An external-content table forgets what it is told that there was: https://www.sqlite.org/fts5.html, 4.4.3
REMOVE = f"INSERT INTO {INDEX}({INDEX}, rowid, tokens) VALUES ('delete', old.page_id, old.tokens)"
SQLITE = [
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(tokens, content='{TABLE}', content_rowid='page_id', detail='none', "
    "tokenize='unicode61 remove_diacritics 0')",
    f"CREATE TRIGGER {INDEX}_insert AFTER INSERT ON {TABLE} BEGIN {ADD}; END",
    f"CREATE TRIGGER {INDEX}_delete AFTER DELETE ON {TABLE} BEGIN {REMOVE}; END",
    f"CREATE TRIGGER {INDEX}_update AFTER UPDATE ON {TABLE} BEGIN {REMOVE}; {ADD}; END",
]
# Tokens and texts stand apart from the rows, so that the dates of all that a common word finds are read at once.
POSTGRESQL = [
    f"CREATE INDEX {TABLE}_tokens ON {TABLE} USING gin (tokens)",
    f"ALTER TABLE {TABLE} SET (toast_tuple_target = 128)",
]


def prepare(apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def take_away(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TABLE {INDEX}")


class Migration(migrations.Migration):

    dependencies = [
        ('home', '0012_words_of_social_images'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_entry', serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('published_at', models.DateTimeField(verbose_name='published')),
                ('language', models.CharField(max_length=2, verbose_name='language')),
                ('tokens', home.fields.TokensField(verbose_name='what it is found by')),
                ('text', models.TextField(blank=True, verbose_name='text that a passage is taken from')),
            ],
            options={
                'verbose_name': 'entry of the search',
                'verbose_name_plural': 'entries of the search',
                'default_permissions': (),
            },
        ),
        migrations.RunPython(prepare, take_away),
    ]
