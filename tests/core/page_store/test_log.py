"""What one process knows of the clearings, in whatever order they are committed."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from core.models import Clearing
from core.page_store import clearing
from core.page_store.entries import Entry, Key, Knowledge
from core.page_store.log import LAST, LATE, Log
from core.page_store.tags import EVERYTHING, number

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> list[list[tuple[int, list[str]]]]:
    return []


@pytest.fixture
def log(tmp_path, heard) -> Log:
    return Log(tmp_path, heard.append, in_background=False)


def entry(knowledge: Knowledge, *names: str) -> Entry:
    tags = [number(name) for name in (EVERYTHING, *names)]
    return Entry.make(Key("http", "localhost", "/", ""), [], b"", tags=tags, knowledge=knowledge)


def test_a_change_clears_what_showed_it_and_nothing_else(log, heard):
    log.check()
    with_topic, without = entry(log.knowledge, "topic:1"), entry(log.knowledge, "topic:2")
    clearing.clear("topic:1", "author:7")
    log.check()
    assert log.has_cleared(with_topic)
    assert not log.has_cleared(without)
    assert [names for _, names in heard[0]] == [["author:7", "topic:1"]]
    assert not log.has_cleared(entry(log.knowledge, "topic:1"))


def test_what_is_rendered_while_a_change_is_committed_is_not_good(log):
    log.check()
    before = log.knowledge
    clearing.clear("topic:1")
    log.check()
    assert log.has_cleared(entry(before, "topic:1"))


def test_everything_is_everything(log):
    log.check()
    known = entry(log.knowledge)
    clearing.clear(EVERYTHING)
    log.check()
    assert log.has_cleared(known)


def test_a_process_that_begins_later_knows_what_was_before(log, tmp_path):
    log.check()
    old = entry(log.knowledge, "topic:1")
    clearing.clear("topic:1")
    other = Log(tmp_path, print, in_background=False)
    other.check()
    assert other.has_cleared(old)
    assert not other.has_cleared(entry(other.knowledge, "topic:1"))


def test_a_transaction_that_is_committed_late_is_heard_of(log):
    """Its row was made before that of another, which was seen first."""
    clearing.clear("topic:3")
    newest = Clearing.objects.latest("pk")
    late, newest.pk = newest.pk, newest.pk + 1
    Clearing.objects.filter(pk=late).delete()
    newest.save(force_insert=True)
    log.check()
    assert log.knowledge.missing[-1:] == (late,)
    known = entry(log.knowledge, "topic:1")
    Clearing.objects.create(pk=late, tags="topic:1")
    log.check()
    assert log.has_cleared(known)
    assert late not in log.knowledge.missing
    assert not log.has_cleared(entry(log.knowledge, "topic:1"))


def test_nobody_looks_for_what_is_missing_for_ever(log):
    for _ in range(3):
        clearing.clear("topic:1")
    Clearing.objects.update(made_at=timezone.now() - 2 * LATE)
    log.check()
    newest = Clearing.objects.latest("pk").pk
    assert log.floor == newest - 1
    clearing.clear("topic:2")
    log.check()
    assert log.knowledge == Knowledge(newest + 1)
    assert log.seen == {newest + 1}


def test_one_old_row_is_all_there_is_to_know(log):
    """As on a site where nothing has changed for days, after millions of changes."""
    Clearing.objects.create(pk=10_000_000, tags="topic:1")
    Clearing.objects.update(made_at=timezone.now() - 2 * LATE)
    log.check()
    assert log.knowledge == Knowledge(10_000_000)


def test_what_is_known_stays_good_when_nothing_has_happened_for_long(log, heard):
    for _ in range(3):
        clearing.clear("topic:1")
    Clearing.objects.update(made_at=timezone.now() - 2 * LATE)
    log.check()
    known = entry(log.knowledge, "topic:1")
    heard.clear()
    for _ in range(3):
        assert log.check()
    assert heard == []
    assert not log.has_cleared(known)


def test_nothing_is_read_while_nothing_is_new(log, django_assert_num_queries):
    clearing.clear("topic:1")
    log.check()
    with django_assert_num_queries(1):
        log.check()
    version = log.version
    with django_assert_num_queries(1):
        log.check()
    assert log.version == version


def test_the_database_of_another_day_begins_anew(log, heard):
    """A backup was put back: what is stored is of a time that has not been."""
    for _ in range(3):
        clearing.clear("topic:1")
    log.check()
    known = entry(log.knowledge, "topic:9")
    Clearing.objects.order_by("-pk").first().delete()
    Clearing.objects.order_by("-pk").first().delete()
    log.check()
    assert log.has_cleared(known)
    assert [(LAST, [EVERYTHING])] in heard
    log.check()
    assert not log.has_cleared(entry(log.knowledge, "topic:9"))


def test_much_at_once_is_everything(log, monkeypatch):
    monkeypatch.setattr("core.page_store.log.MOST", 10)
    log.check()
    known = entry(log.knowledge, "topic:99")
    clearing.clear(*(f"topic:{key}" for key in range(20)))
    log.check()
    assert log.has_cleared(known)
    assert not log.has_cleared(entry(log.knowledge, "topic:99"))


def test_who_knows_more_than_we_do_is_not_believed(log):
    log.check()
    assert log.has_cleared(entry(Knowledge(10**9)))


def test_a_nudge_has_the_log_read_at_once(log, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("core.page_store.log.FRESH", 60)
    assert log.is_current()
    with django_assert_num_queries(0):
        assert log.is_current()
    log.nudge()
    with django_assert_num_queries(1):
        assert log.is_current()


def test_a_database_that_is_away_is_said_to_be(log, monkeypatch):
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(log, "read", away)
    assert not log.is_current()
    monkeypatch.undo()
    assert log.is_current()


def test_nobody_waits_for_a_database_that_was_away_when_it_was_last_asked(tmp_path, monkeypatch):
    """However long ago that was: the thread asks again, and says when it has an answer."""
    log = Log(tmp_path, print)
    monkeypatch.setattr(log, "start", lambda: None)
    log.failed_at = began = time.monotonic() - 30
    assert not log.is_current()
    assert not log.answers()
    assert time.monotonic() - began < 31


def test_a_render_does_not_wait_while_the_database_is_asked(log):
    log.check()
    with log.reading, ThreadPoolExecutor() as others:
        assert others.submit(lambda: log.knowledge).result(10) == log.knowledge


def test_a_change_that_is_rolled_back_clears_nothing(log):
    log.check()
    with transaction.atomic():
        clearing.clear("topic:1")
        transaction.set_rollback(True)
    assert not Clearing.objects.exists()


def test_nothing_is_written_where_there_is_no_store(settings):
    settings.PAGE_STORE = False
    clearing.clear("topic:1")
    assert not Clearing.objects.exists()


def test_old_clearings_go_and_the_newest_stays(settings):
    from core.page_store.tasks import tidy_page_store

    for _ in range(3):
        clearing.clear("topic:1")
    Clearing.objects.update(made_at=timezone.now() - timedelta(days=3))
    tidy_page_store()
    assert Clearing.objects.count() == 1
