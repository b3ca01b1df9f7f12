"""Three web processes on one machine, and edits of every kind: no stale answer once a second is over.

`TWIN_EDITS=1000 pytest -m slow tests/core/page_store` is the long run.
"""

import json
import os
import sys

import pytest

from tests.bench import postgres
from tests.bench.island import Island, new_folder, remove

pytestmark = pytest.mark.slow
EDITS = os.environ.get("TWIN_EDITS", "50")


@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
def test_no_process_is_stale_after_a_second(database):
    server = postgres.server() if database == "PostgreSQL" else None
    if database == "PostgreSQL" and server is None:
        pytest.skip(postgres.HOW_TO_GET_IT)
    if server is None:
        return watch("")
    with postgres.temporary_database(server) as address:
        return watch(address)


def watch(database_url: str) -> None:
    folder = new_folder()
    try:
        island = Island(folder, database_url)
        island.manage("migrate", "-v0", timeout=600)
        island.manage("load_demo", timeout=600)
        island.manage("collectstatic", "--noinput", "-v0")
        said, _ = island.python("-m", "tests.core.page_store.processes", "--edits", EDITS, timeout=60 * int(EDITS))
    finally:
        remove(folder)
    result = json.loads(said)
    sys.stdout.write(f"{result}\n")
    assert result["stale"] == []
