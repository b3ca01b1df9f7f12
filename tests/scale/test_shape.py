"""Three web servers and two workers on PostgreSQL, Redis and a bucket; one of each is lost while readers come.

Runs where the tests have PostgreSQL and Redis. `SCALE_SECONDS=120` lets the readers come for longer.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from urllib.error import URLError
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from psycopg import sql

from tests.bench import postgres
from tests.chaos import mailserver
from tests.chaos.readers import Readers
from tests.factories import ArticleFactory
from tests.factories.newsletter import GuidebookPageFactory
from tests.scale.machines import HOST, Balancer, Machine, web, worker

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql" or not settings.REDIS_URL,
        reason="Asks for DATABASE_URL=postgres://… and REDIS_URL.",
    ),
]
SECONDS = float(os.environ.get("SCALE_SECONDS", "4"))
LONGEST_END = 60.0
STORED = "SELECT email FROM newsletter_guidebooksubmission JOIN newsletter_person p ON p.id = person_id"
# A stored page is one copy of a form for all, which serves five times where connections cannot be told apart.
HELD = "SELECT address FROM newsletter_suspect WHERE reasons = '[\"stamp-reused\"]'::jsonb"
IN_HAND = 2  # Mails that a worker may have given to the server without having noted it.


@contextmanager
def copy_of_the_database() -> Iterator[str]:
    """What the test has committed, in a database that others may use: migrating one takes longer than all the rest."""
    own = connection.settings_dict["NAME"]
    connection.close()
    parameters, name = postgres.server(), f"leadersisland_scale_{uuid4().hex[:8]}"
    assert parameters
    with psycopg.connect(**parameters, autocommit=True) as other:
        other.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(own)))
        try:
            yield postgres.address(parameters, name)
        finally:
            other.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


class Visitor(threading.Thread):
    """Reads one page after the other; `answers` are the statuses."""

    def __init__(self, balancer: Balancer, paths: list[str]) -> None:
        super().__init__(daemon=True)
        self.balancer, self.paths, self.answers, self.is_over = balancer, paths, [], threading.Event()

    def run(self) -> None:
        while not self.is_over.is_set():
            for path in self.paths:
                try:
                    self.answers.append(self.balancer.open(f"http://{HOST}{path}").status)
                except (URLError, OSError, HTTPException) as error:
                    self.answers.append(repr(error))
                time.sleep(0.05)


@pytest.fixture
def moody() -> Iterator[mailserver.Moody]:
    server = mailserver.Moody(seed=3)
    server.is_kind = True
    controller = mailserver.start(server)
    server.port = controller.port
    yield server
    controller.stop()


@pytest.fixture
def machines() -> Iterator[list[Machine]]:
    """Those that the test starts."""
    started: list[Machine] = []
    yield started
    for machine in started:
        with suppress(ProcessLookupError):
            machine.kill()
    cache.clear()  # Pages lie in Redis, too.


def hurry_to_the_end(database: str) -> list[tuple[str, str, str]]:
    """Lets what the lost worker had in hand be due, as it is five minutes later; what became of all mails."""
    until = time.monotonic() + LONGEST_END
    with psycopg.connect(database, autocommit=True) as own:
        time.sleep(1)
        own.execute("UPDATE newsletter_delivery SET next_attempt_at = now() WHERE status = 'sending'")
        while time.monotonic() < until:
            mails = own.execute('SELECT message_id, "to", status FROM newsletter_delivery').fetchall()
            if all(status == "sent" for _, _, status in mails):
                break
            time.sleep(0.2)
    return mails


def addresses(database: str, statement: str) -> set[str]:
    with psycopg.connect(database) as own:
        return {address for (address,) in own.execute(statement)}


def test_one_web_server_and_one_worker_may_go_and_nobody_notices(tmp_path, machines, bucket, moody):
    article, guidebook = ArticleFactory(), GuidebookPageFactory()
    paths = ["/", article.url, guidebook.url]
    with copy_of_the_database() as database:
        environment = {
            **bucket.environment,
            "DATABASE_URL": database,
            "REDIS_URL": settings.CACHES["default"]["LOCATION"],
            "EMAIL_URL": f"smtp://127.0.0.1:{moody.port}",
        }
        webs = [web(tmp_path / f"web{number}", environment) for number in range(3)]
        workers = [worker(tmp_path / f"worker{number}", environment) for number in range(2)]
        machines += webs + workers
        balancer = Balancer(webs)
        balancer.wait_until_answering()
        visitor, reader = Visitor(balancer, paths), Readers(f"http://{HOST}{guidebook.url}", "ann")
        reader.opener = balancer
        visitor.start()
        reader.start()
        time.sleep(SECONDS / 2)
        webs[0].kill()
        workers[0].kill()
        time.sleep(SECONDS / 2)
        reader.stop()
        visitor.is_over.set()
        visitor.join(30)  # Before the database goes.
        mails = hurry_to_the_end(database)
        stored, held = addresses(database, STORED), addresses(database, HELD)
    assert set(visitor.answers) == {200}
    assert reader.accepted
    assert set(reader.accepted) <= stored | held
    assert stored & set(reader.accepted)
    assert {status for _, _, status in mails} == {"sent"}
    assert {to for _, to, _ in mails} == stored
    assert len(mails) == len(stored)
    assert moody.taken.keys() == {name for name, _, _ in mails}
    assert sum(times - 1 for times in moody.taken.values()) <= IN_HAND
