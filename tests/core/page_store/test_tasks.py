"""What the worker does for the page store, and what caches in front of it are told."""

import time
from unittest.mock import Mock
from urllib.request import Request

import pytest
from django.db import OperationalError

from core import watch
from core.models import ScheduledJob
from core.page_store import clearing, tasks
from core.page_store.clearing import clear
from core.page_store.setup import page_store
from core.page_store.store import TIDY_EVERY, Store
from core.page_store.tags import EVERYTHING
from core.page_store.tasks import render_cleared_pages, tidy_page_store
from core.page_store.wsgi import PageStore
from tests.core.page_store.conftest import HIT, STORED, ask, kept_connection
from tests.factories import ArticleFactory, AuthorFactory

pytestmark = pytest.mark.django_db
PROXY = {"front": {"BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend", "LOCATION": "http://proxy:6081"}}


@pytest.fixture
def worker(process, monkeypatch) -> Store:
    """The worker's own store, on the same machine."""
    application = process(dropped=clearing.purge)
    monkeypatch.setattr(tasks, "own_page_store", lambda: application)
    monkeypatch.setattr(tasks, "own_store", lambda: application.store)
    return application.store


def drain() -> None:
    with kept_connection():
        assert render_cleared_pages(lambda: True) is False


def test_the_worker_renders_what_was_cleared(site, worker):
    for path in ("/", "/articles/", "/articles/feed/"):
        ask(site, path)
    clear(EVERYTHING)
    drain()
    assert [ask(site, path).cache for path in ("/", "/articles/", "/articles/feed/")] == [HIT] * 3
    assert worker.files.cleared(9) == []


def test_what_nobody_ever_asked_for_is_not_rendered(site, worker):
    ArticleFactory()
    drain()
    assert worker.files.cleared(9) == []
    assert ask(site, "/").cache == STORED


def test_what_is_gone_is_forgotten(site, worker):
    article = ArticleFactory(parent=AuthorFactory(slug="ann"))
    ask(site, article.url)
    article.unpublish()
    drain()
    assert worker.files.cleared(9) == []
    assert worker.files.index.execute("SELECT COUNT(*) FROM entry WHERE name LIKE '%/ann/%'").fetchone() == (0,)


def test_it_stops_when_the_worker_is_told_to(site, worker):
    ask(site, "/")
    clear(EVERYTHING)
    with kept_connection():
        render_cleared_pages(lambda: False)
    assert len(worker.files.cleared(9)) == 1


def test_it_does_a_little_at_a_time(site, worker, monkeypatch):
    monkeypatch.setattr(tasks, "RENDERED_AT_ONCE", 1)
    for path in ("/", "/articles/"):
        ask(site, path)
    clear(EVERYTHING)
    drain()
    assert [key.path for key in worker.files.cleared(9)] == ["/articles/"]


def test_without_a_store_there_is_nothing_to_do(settings, django_assert_num_queries):
    settings.PAGE_STORE = False
    with django_assert_num_queries(0):
        drain()
        tidy_page_store()
    application = object()
    assert page_store(application) is application


def test_with_one_it_stands_in_front(db, monkeypatch):
    monkeypatch.setattr("core.page_store.setup.connection.close", lambda: None)
    store = page_store(object())
    assert isinstance(store, PageStore)
    assert store.parameters >= {"page", "p", "for", "thanks"}


# What holds no more although nothing was cleared


def files_of(store: Store) -> list[str]:
    return [file.name for file in store.files.public.rglob("*.html")]


def test_the_worker_tidies_its_own_machine_in_each_round(site, worker):
    """Not as a job, which one of all workers has."""
    ask(site, "/")
    worker.files.index.execute("UPDATE entry SET version = 'before'")
    ScheduledJob.objects.all().delete()
    drain()
    assert files_of(worker) == []
    assert not ScheduledJob.objects.exists()


def test_a_web_process_tidies_a_machine_without_a_worker(site, process, monkeypatch):
    ask(site, "/")
    store = process(version="upgraded").store
    monkeypatch.setattr(watch, "own_store", lambda: store)
    monkeypatch.setattr(watch, "connection", Mock())
    monkeypatch.setattr(store.log, "start", lambda: None)  # Its thread would have no part in the test's transaction.
    watch.look_after_pages()
    assert files_of(store) == []


def test_it_looks_now_and_then(site, worker, monkeypatch):
    looks = []
    monkeypatch.setattr(worker.files, "tidy", lambda: looks.append("look"))
    for seconds in (0, 1, TIDY_EVERY - 2, TIDY_EVERY + 1):
        now = time.monotonic() + seconds
        with monkeypatch.context() as patch:
            patch.setattr("core.page_store.store.time.monotonic", lambda now=now: now)
            worker.tidy()
    assert len(looks) == 2


def test_while_the_database_is_away_the_last_good_one_stays(site, worker, monkeypatch):
    def refuse(*arguments) -> None:
        raise OperationalError

    ask(site, "/")
    worker.files.index.execute("UPDATE entry SET expires = ?", (time.time() - 1,))
    with monkeypatch.context() as away:
        away.setattr(worker.log, "read", refuse)
        worker.tidy()
    assert files_of(worker) == ["index.html"]
    worker.tidy()
    assert files_of(worker) == []


# Caches in front


def work(run_jobs) -> list:
    with kept_connection():
        return run_jobs()


@pytest.fixture
def purged(monkeypatch) -> list[str]:
    """What a proxy was told."""
    told: list[str] = []

    def note(request: Request) -> None:
        assert request.get_method() == "PURGE"
        told.append(f"{request.headers['Host']} {request.selector}")

    monkeypatch.setattr("wagtail.contrib.frontend_cache.backends.http.urlopen", note)
    return told


def test_a_cache_in_front_is_told_of_exactly_what_was_cleared(site, worker, settings, purged, run_jobs):
    settings.WAGTAILFRONTENDCACHE = PROXY
    article = ArticleFactory(parent=AuthorFactory(slug="święty"))
    ask(site, article.url)
    ask(site, "/articles/?page=1")
    ask(site, "/robots.txt")
    worker.log.check()
    clear("published:articles.articlepage")
    worker.log.check()
    work(run_jobs)
    assert purged == ["localhost /articles/?page=1"]
    clear(EVERYTHING)
    worker.log.check()
    work(run_jobs)
    assert f"localhost {article.url}" in purged


def test_a_cache_in_front_is_told_of_what_has_had_its_time(site, worker, settings, purged, run_jobs):
    settings.WAGTAILFRONTENDCACHE = PROXY
    ask(site, "/")
    worker.files.index.execute("UPDATE entry SET expires = ?", (time.time() - 1,))
    worker.tidy()
    work(run_jobs)
    assert purged == ["localhost /"]


def test_where_there_is_none_nobody_is_told(site, worker, purged, run_jobs):
    ask(site, "/")
    clear(EVERYTHING)
    worker.log.check()
    assert work(run_jobs) == []
    assert purged == []
