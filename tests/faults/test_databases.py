"""The database itself: PostgreSQL that is restarted, and SQLite on a disk that is full."""

import time
from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, Thread
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, close_old_connections, connection
from django.db.utils import ConnectionHandler
from django.urls import reverse

from config import env
from home import views
from newsletter.models import GuidebookSubmission
from tests import database
from tests.bench import postgres
from tests.factories import ArticleFactory
from tests.factories.newsletter import fill_in
from tests.faults.test_faults import is_told_to_try_again
from tests.form_data import page_form

on_postgres = pytest.mark.skipif(database.is_sqlite(), reason="For the run on PostgreSQL.")
on_sqlite = pytest.mark.skipif(not database.is_sqlite(), reason="For the run on SQLite.")


# PostgreSQL, of which a restart ends all connections


@pytest.fixture
def server() -> dict[str, str]:
    parameters = postgres.server()
    if parameters is None:
        pytest.skip(postgres.HOW_TO_GET_IT)
    return parameters


def end_connections(server: dict[str, str], name: str) -> int:
    """To all there are to one database; how many those were."""
    with psycopg.connect(**server, autocommit=True) as other:
        sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        return len(other.execute(sql, [name]).fetchall())


@pytest.mark.django_db
def test_after_the_database_was_restarted_all_requests_have_connections_that_work(server, monkeypatch):
    with postgres.temporary_database(server) as address:
        monkeypatch.setenv("DATABASE_URL", address)
        handler = ConnectionHandler({"default": env.database("DATABASE_URL", "")})
        try:
            first = backends(handler)
            assert end_connections(server, address.rpartition("/")[2]) == len(first) == 4
            began = time.monotonic()
            assert backends(handler).isdisjoint(first)
            assert time.monotonic() - began < 5
        finally:
            handler["default"].close_pool()


def backends(handler: ConnectionHandler) -> set[int]:
    """Which ones four requests have that come together: each takes one from the pool and gives it back."""
    found, together = set(), Barrier(4)

    def ask() -> None:
        with handler["default"].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            found.add(cursor.fetchone()[0])
            together.wait(5)
        handler["default"].close()

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_a_form_that_was_being_sent_is_not_stored_and_its_reader_is_told(
    server, client, guidebook, as_answered, monkeypatch
):
    route, name = views.route, connection.settings_dict["NAME"]

    def route_meanwhile(*arguments):
        assert end_connections(server, name)
        return route(*arguments)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(views, "route", route_meanwhile)
        assert is_told_to_try_again(as_answered(client).post(guidebook.url, {"email": "ann@example.com"}))
    close_old_connections()  # As at the end of each request.
    assert fill_in(client, guidebook.url, email="ann@example.com").status_code == 303
    assert GuidebookSubmission.objects.count() == 1


# SQLite, on a disk that is full


@pytest.fixture
def full_database():
    """From when it is called, the file of the database does not grow, and nothing in it is free."""

    def fill() -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1")  # No less than there are.
            cursor.execute("CREATE TABLE IF NOT EXISTS filler (x)")
            with suppress(OperationalError):
                while True:
                    cursor.execute("INSERT INTO filler VALUES (zeroblob(3000))")

    yield fill
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 4294967294")
        cursor.execute("DROP TABLE IF EXISTS filler")


def until_refused(ask: Callable[[int], Any], welcome: int) -> tuple[int, Any]:
    """How many find a place in what is left between the rows, and what the first is told that finds none."""
    for number in range(100):
        answer = ask(number)
        if answer.status_code != welcome:
            return number, answer
    raise AssertionError("There was room for all.")


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_on_a_full_disk_nobody_is_thanked_for_what_is_not_stored(full_database, client, guidebook, as_answered):
    article = ArticleFactory()
    full_database()
    sender = as_answered(client)
    stored, answer = until_refused(lambda number: fill_in(sender, guidebook.url, email=f"a{number}@example.com"), 303)
    assert is_told_to_try_again(answer)
    assert GuidebookSubmission.objects.count() == stored
    for path in ("/", article.url, guidebook.url, "/search/?q=tide"):
        assert client.get(path).status_code == 200


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_on_a_full_disk_a_page_is_not_saved_and_its_editor_is_told(full_database, admin_client, as_answered):
    article = ArticleFactory()
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    data = page_form(admin_client.get(address).content.decode(), article)
    full_database()
    editor = as_answered(admin_client)
    stored, answer = until_refused(lambda number: editor.post(address, {**data, "title": f"Draft {number}"}), 302)
    assert is_told_to_try_again(answer)
    assert article.revisions.count() == stored
