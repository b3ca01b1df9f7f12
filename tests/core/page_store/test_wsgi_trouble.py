"""Many at once, and a database that is away."""

import threading
from functools import partial

import pytest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import OperationalError
from django.http import HttpResponse

from core.page_store import wsgi
from core.page_store.clearing import clear
from core.page_store.recording import depends_on, stored
from core.page_store.tags import EVERYTHING
from tests.core.page_store.conftest import STORED, ask
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
DOWN = "leadersisland; hit; detail=database-down"


class Slow:
    """An application whose one page takes until `go` is set, and says how often it was rendered."""

    def __init__(self) -> None:
        self.renders, self.go, self.is_entered = 0, threading.Event(), threading.Event()

    def __call__(self, environ, start_response):
        response = stored(self.view)(WSGIRequest(environ))
        start_response(f"{response.status_code} OK", list(response.items()))
        return [response.content]

    def view(self, request):
        self.renders += 1
        depends_on("thing:1")
        self.is_entered.set()
        self.go.wait(10)
        return HttpResponse(f"Render {self.renders}. " * 50)


@pytest.fixture
def no_database(monkeypatch):
    """Threads of a test have no part in its transaction."""
    monkeypatch.setattr("core.page_store.log.Log.read", lambda log: None)


def at_once(site, number: int) -> list:
    answers: list = []
    threads = [threading.Thread(target=lambda: answers.append(ask(site, "/"))) for _ in range(number)]
    for thread in threads:
        thread.start()
    return [threads, answers]


def test_one_renders_and_the_others_wait(process, no_database, monkeypatch):
    monkeypatch.setattr(wsgi, "LONGEST_WAIT", 60)
    slow = Slow()
    here, there = process(slow), process(slow)
    threads, answers = at_once(here, 5)
    more, elsewhere = at_once(there, 3)
    slow.is_entered.wait(5)
    slow.go.set()
    for thread in [*threads, *more]:
        thread.join(60)
    assert slow.renders == 1
    assert {answer.body for answer in [*answers, *elsewhere]} == {b"Render 1. " * 50}
    assert sum(answer.cache == STORED for answer in [*answers, *elsewhere]) == 1


def test_whoever_has_waited_long_enough_gets_the_last_good_one(process, no_database, monkeypatch):
    slow = Slow()
    slow.go.set()
    site = process(slow)
    first = ask(site, "/")
    monkeypatch.setattr(site.store.log, "has_cleared", lambda entry: True)
    monkeypatch.setattr(wsgi, "LONGEST_WAIT", 0.1)
    slow.go.clear()
    slow.is_entered.clear()
    threads, _ = at_once(site, 1)
    slow.is_entered.wait(5)
    waited = ask(site, "/")
    slow.go.set()
    threads[0].join(10)
    assert waited.body == first.body
    assert waited.cache == "leadersisland; hit; detail=being-rendered"


def test_pages_that_are_not_stored_are_rendered_side_by_side(process, no_database):
    """Nobody waits for somebody else's search."""
    barrier = threading.Barrier(2, timeout=10)

    def application(environ, start_response):
        barrier.wait()
        start_response("200 OK", [])
        return [b"Found"]

    threads, answers = at_once(process(application), 2)
    for thread in threads:
        thread.join(20)
    assert [answer.body for answer in answers] == [b"Found"] * 2


def test_a_render_that_fails_lets_the_next_one_try(process, no_database):
    class Broken(Slow):
        def view(self, request):
            self.renders += 1
            if self.renders == 1:
                raise ZeroDivisionError
            return HttpResponse("Well " * 50)

    site = process(Broken())
    with pytest.raises(ZeroDivisionError):
        ask(site, "/")
    assert ask(site, "/").cache == STORED


# The database


@pytest.fixture
def article(db):
    return ArticleFactory(title="The second meeting")


@pytest.fixture
def away(monkeypatch):
    def go() -> None:
        def refuse(*arguments) -> None:
            raise OperationalError("The database is away.")

        monkeypatch.setattr("core.page_store.log.Log.read", refuse)
        monkeypatch.setattr("home.views.route", refuse)

    return go


def test_without_the_database_the_pages_are_there_and_say_so(site, article, away):
    before = ask(site, article.url)
    away()
    answer = ask(site, article.url, accept_encoding="gzip")
    assert (answer.status, answer.cache) == (200, DOWN)
    assert ask(site, article.url).body == before.body
    assert ask(site, article.url, if_none_match=before.headers["etag"]).status == 304


def test_without_the_database_the_last_good_one_is_better_than_nothing(site, article, away):
    """Even after a change, and in a process that has just been started."""
    before = ask(site, article.url)
    clear(EVERYTHING)
    site.store.log.check()
    away()
    assert (ask(site, article.url).cache, ask(site, article.url).body) == (DOWN, before.body)


def test_a_process_that_starts_without_the_database_has_the_pages_too(site, process, article, away):
    before = ask(site, article.url)
    away()
    assert (ask(process(), article.url).cache, ask(process(), article.url).body) == (DOWN, before.body)


def test_nor_does_it_ask_for_the_database_or_read_the_file_with_each_request(site, process, article, away, monkeypatch):
    """Each time would take as long as the database may, and hold a thread meanwhile."""
    ask(site, article.url)
    away()
    fresh, done = process(), []
    for place, name in ((fresh.store.log, "read"), (fresh.store.files, "get")):
        monkeypatch.setattr(place, name, partial(noting, done, name, getattr(place, name)))
    monkeypatch.setattr(fresh.store.log, "is_current", lambda: bool(done) and False)
    fresh.store.log.check()
    assert [ask(fresh, article.url).cache for _ in range(3)] == [DOWN] * 3
    assert done == ["read", "get"]


def noting(done, name, function, *arguments):
    done.append(name)
    return function(*arguments)


def test_what_was_never_stored_is_an_error_as_ever(site, article, away):
    away()
    answer = ask(site, article.url)
    assert (answer.status, answer.cache) == (503, "")


def test_a_database_that_goes_while_a_page_is_rendered_costs_nothing(process, article, monkeypatch):
    site = process()
    before = ask(site, article.url)
    clear(EVERYTHING)

    def leave(environ, start_response):
        def refuse(log) -> None:
            raise OperationalError

        monkeypatch.setattr("core.page_store.log.Log.read", refuse)
        start_response("500 Internal Server Error", [])
        return [b"Sorry"]

    site.application = leave
    assert (ask(site, article.url).cache, ask(site, article.url).body) == (DOWN, before.body)


def test_an_error_of_ours_is_not_hidden(process, article):
    """Only a database that is away is a reason to show what may be old."""
    site = process()
    ask(site, article.url)
    clear(EVERYTHING)

    def broken(environ, start_response):
        start_response("500 Internal Server Error", [])
        return [b"Sorry"]

    site.application = broken
    assert ask(site, article.url).status == 500
    site.application = WSGIHandler()
    assert ask(site, article.url).cache == STORED
