"""From PostgreSQL to SQLite and back again."""

import json
import shutil
from pathlib import Path

import pytest
from django.db import connection

from core.backup import rows
from tests import database
from tests.bench.island import Island
from tests.core.backup.commands import backup, counts, file_hashes, restore
from tests.core.backup.test_drill import lose_everything
from tests.factories import CommentFactory
from tests.factories.newsletter import subscriber
from tests.home.test_public_pages import build

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(database.is_sqlite(), reason="The run on PostgreSQL does it, with SQLite as the other."),
]


@pytest.fixture
def on_sqlite(tmp_path: Path, request: pytest.FixtureRequest) -> Island:
    """A site that begins with the database that the run on SQLite has left, or else makes one."""
    island = Island(tmp_path / "island")
    island.folder.mkdir()
    kept = database.kept_database(request.config.cache.mkdir("databases"))
    if kept.exists():
        shutil.copyfile(kept, island.folder / "db.sqlite3")
    return island


def contents() -> dict[str, list[bytes]]:
    return {label: [piece for piece, _number in rows.unload(model)] for label, model in rows.models().items()}


def test_a_backup_goes_into_the_other_database_and_back(file, on_sqlite):
    build()
    CommentFactory()
    subscriber()
    before = counts(), contents(), file_hashes()
    connection.close()  # As a command begins.
    backup(file)
    back = file.with_name("back")
    said = on_sqlite.python(str(Path(__file__).with_name("elsewhere.py")), str(file), str(back))[0]
    assert json.loads(said) == before[0]
    lose_everything()
    restore(back)
    assert (counts(), contents(), file_hashes()) == before
