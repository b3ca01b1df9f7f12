"""Web server and worker are killed again and again while forms come in and mails go out: nothing is lost or sent twice.

`CHAOS_KILLS=200 pytest -m slow tests/chaos` is the long run; ten kills take about a minute.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.bench import postgres
from tests.bench.island import LONGEST_START, Island, Server, new_folder, remove
from tests.bench.processes import descendants, parts
from tests.chaos import mailserver
from tests.chaos.readers import Readers

pytestmark = pytest.mark.slow
KILLS = int(os.environ.get("CHAOS_KILLS", "10"))
CONNECTIONS = 2
LONGEST_END = 240.0
BEGIN = """
from django_tasks_db.models import DBTaskResult
from newsletter.models import GuidebookPage
DBTaskResult.objects.all().delete()
print(GuidebookPage.objects.live().first().url)
"""
# What has waited long enough, as if hours had passed: a worker that is at work has nothing in hand for so long.
HURRY = """
import datetime, json
from django.utils import timezone
from newsletter.models import Delivery, GuidebookSubmission
from newsletter.outbox import LEASE
now = timezone.now()
waiting = Delivery.objects.filter(next_attempt_at__isnull=False)
waiting.filter(status="queued").update(next_attempt_at=now, attempts=0)
lost = waiting.filter(status="sending", next_attempt_at__lt=now + LEASE - datetime.timedelta(seconds=40))
lost.update(next_attempt_at=now, attempts=1)
print(json.dumps({
    "waiting": waiting.count(),
    "stored": list(GuidebookSubmission.objects.values_list("person__email", flat=True)),
    "mails": list(Delivery.objects.filter(to__endswith="@chaos.example").values_list("message_id", "to", "status")),
}))
"""


@dataclass
class Windy(Island):
    """A site whose mail goes to a server of the test's."""

    mail_port: int = 0

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}"}

    def ask(self, code: str) -> str:
        setting_up = "import sys, django; sys.path.insert(0, 'site'); django.setup()\n"
        return self.python("-c", setting_up + code)[0].strip().splitlines()[-1]


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = new_folder()
    yield folder
    remove(folder)


@pytest.fixture
def moody() -> Iterator[Any]:
    server = mailserver.Moody(seed=7)
    controller = mailserver.start(server)
    server.port = controller.port
    yield server
    controller.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "sqlite":
        yield ""
        return
    parameters = postgres.server()
    if parameters is None:
        pytest.skip(postgres.HOW_TO_GET_IT)
    with postgres.temporary_database(parameters) as address:
        yield address


def kill(server: Server, chance: random.Random) -> str:
    """Ends the web server or the worker, with all below it, as a machine without memory would."""
    found = parts(server.process.pid)
    if not found:
        return ""
    name = chance.choice(sorted(found))
    for process in [found[name], *descendants(found[name].pid)]:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    return name


def hurry_to_the_end(island: Windy) -> dict[str, Any]:
    """Lets all that waits be sent; what the site holds then."""
    until = time.monotonic() + LONGEST_END
    while (state := json.loads(island.ask(HURRY)))["waiting"] and time.monotonic() < until:
        time.sleep(3)
    return state


def test_nothing_is_lost_and_nothing_sent_twice_save_what_was_in_flight(folder, moody, database, capsys):
    island, chance, kills = Windy(folder, database, mail_port=moody.port), random.Random(11), []
    with island.serve() as server:
        page = island.address + island.ask(BEGIN).removeprefix(island.address)
        readers = [Readers(page, name) for name in ("ann", "bob")]
        for reader in readers:
            reader.start()
        while len(kills) < KILLS:
            server.wait_until_answering(time.monotonic() + LONGEST_START)
            time.sleep(chance.uniform(0.5, 4.0))
            kills += filter(None, [kill(server, chance)])
        time.sleep(5)
        for reader in readers:
            reader.stop()
        moody.is_kind = True
        state = hurry_to_the_end(island)
    accepted = {address for reader in readers for address in reader.accepted}
    due = {name: to for name, to, _ in state["mails"]}
    twice = {name for name, times in moody.taken.items() if times > 1}
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(kills)} kills, {kills.count('worker')} of the worker: {len(accepted)} forms accepted, "
            f"{len(state['stored'])} stored, {len(due)} mails due, {len(moody.taken)} taken, {len(twice)} twice\n"
        )
    assert len(accepted) > KILLS
    assert accepted <= set(state["stored"])
    assert accepted <= set(due.values())
    assert {status for _, _, status in state["mails"]} == {"sent"}
    assert due.keys() == moody.taken.keys()
    assert all(moody.recipients[name] == to for name, to in due.items())
    assert max(moody.taken.values()) <= 2
    assert len(twice) <= kills.count("worker") * CONNECTIONS
