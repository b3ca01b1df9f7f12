"""From the previous release to this one, with its data, and while the old version still answers."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter

from tests.bench import postgres
from tests.bench.island import Island
from tests.upgrade import previous

OURS = {"articles", "core", "home", "newsletter"}
# Those for which the site has to stand still, and why: the notes of the release must say so.
WITH_STANDSTILL: dict[tuple[str, str], str] = {}


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    """The previous release's site, on the kind of database that the tests run on."""
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        previous.as_sqlite(tmp_path)
        yield Island(tmp_path)
        return
    parameters = postgres.server()
    assert parameters
    with postgres.temporary_database(parameters) as address:
        previous.load_into_postgres(address)
        yield Island(tmp_path, address)


def test_the_previous_release_moves_up_with_all_that_it_holds(island):
    said = json.loads(island.python(str(Path(__file__).with_name("open_pages.py")))[0].splitlines()[-1])
    assert said["before"]["wagtailcore_page"] > 30
    assert said["before"]["newsletter_person"] >= 40
    assert {table: said["after"].get(table) for table in said["before"]} == said["before"]
    assert {path: status for path, status in said["answers"].items() if status != 200} == {}
    assert len(said["answers"]) > 30


@pytest.mark.django_db
def test_new_migrations_run_while_the_old_version_answers(tmp_path, capsys):
    """No column goes or is renamed, and none is demanded that the old version does not fill."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite makes the whole table anew; it is PostgreSQL where several versions meet.")
    known = previous.migrations(tmp_path)
    linter = MigrationLinter(path=str(settings.BASE_DIR), no_cache=True)
    new = [
        migration
        for key, migration in sorted(MigrationLoader(connection).disk_migrations.items())
        if key[0] in OURS and key not in known and key not in WITH_STANDSTILL
    ]
    for migration in new:
        linter.lint_migration(migration)
    assert not linter.has_errors, capsys.readouterr().out
    assert linter.nb_total == len(new)


@pytest.mark.django_db
def test_what_would_stop_the_old_version_is_noticed(tmp_path, capsys):
    if connection.vendor != "postgresql":
        pytest.skip("As above.")
    linter = MigrationLinter(path=str(settings.BASE_DIR), no_cache=True)
    linter.get_sql = lambda app, name: ['ALTER TABLE "core_scheduledjob" DROP COLUMN "last_error" CASCADE;']
    linter.lint_migration(MigrationLoader(connection).disk_migrations["core", "0014_operations"])
    assert linter.has_errors
