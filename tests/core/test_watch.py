"""The worker stops: the web processes notice, and write one mail."""

import threading
from datetime import timedelta
from functools import partial
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import Permission
from django.db import DatabaseError
from django.utils import timezone

from core import scheduling, watch
from core.models import ScheduledJob
from core.page_store.store import Store
from core.scheduling import JOBS, run_due_jobs
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_connection(monkeypatch):
    """A thread of its own closes its connection, which here is that of the test."""
    monkeypatch.setattr(watch, "connection", type("Open", (), {"close": staticmethod(lambda: None)}))


@pytest.fixture
def operator():
    user = UserFactory(email="operator@example.com")
    user.user_permissions.add(Permission.objects.get(codename="view_scheduledjob"))
    return user


@pytest.fixture
def stopped(operator, later):
    """The worker has run, and then it has not."""
    UserFactory(email="editor@example.com")
    run_due_jobs()
    later(minutes=6)


def test_the_web_writes_to_those_who_look_after_the_site(stopped, mailoutbox):
    watch.look()
    (mail,) = mailoutbox
    assert mail.to == ["operator@example.com"]
    assert mail.subject == "Leaders Island: scheduled jobs are overdue"
    assert "Publish and withdraw what is scheduled" in mail.body
    assert "http://localhost/admin/reports/operations/" in mail.body
    assert "Remove personal data" not in mail.body, "Its time has not come."


def test_it_writes_once_until_the_worker_has_run_again(stopped, mailoutbox, later):
    for _ in range(3):
        watch.look()
        later(hours=7)
    assert len(mailoutbox) == 1
    run_due_jobs()
    assert not ScheduledJob.objects.exclude(warned_at=None).exists()
    later(minutes=6)
    watch.look()
    assert len(mailoutbox) == 2


def test_of_many_web_processes_one_writes(stopped, mailoutbox):
    assert scheduling.claim(JOBS[watch.NAME], timezone.now()), "Another one has just begun."
    watch.look()
    assert mailoutbox == []


def test_a_mail_that_could_not_be_sent_is_tried_again(stopped, mailoutbox, monkeypatch, later):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(watch, "get_connection", refuse)
        watch.look()
    assert mailoutbox == []
    assert "ConnectionRefusedError" in ScheduledJob.objects.get(name=watch.NAME).last_error
    later(minutes=2)
    watch.look()
    assert len(mailoutbox) == 1


def test_a_worker_that_runs_is_nothing_to_write_about(operator, mailoutbox, later):
    for _ in range(8):
        run_due_jobs()
        later(minutes=1)
        watch.look()
    assert mailoutbox == []


def test_a_worker_that_never_was_is_missed_too(operator, mailoutbox, later):
    watch.look()
    later(minutes=6)
    watch.look()
    assert len(mailoutbox) == 1


def test_it_waits_for_a_database_that_is_away(monkeypatch, caplog):
    def refuse():
        raise DatabaseError("away")

    monkeypatch.setattr(watch, "note_new_jobs", refuse)
    watch.look()
    assert "DatabaseError" in caplog.text


def test_a_web_process_gives_back_what_is_free_each_minute(monkeypatch):
    """And looks after its stored pages, before anything else. Its thread ends here with the third minute."""
    done = []
    moments = iter([None] * 6)
    monkeypatch.setattr(watch, "time", Mock(sleep=lambda seconds: (done.append(seconds), next(moments))))
    for name in ("look_after_pages", "look", "give_back"):
        monkeypatch.setattr(watch, name, partial(done.append, name))
    with pytest.raises(StopIteration):
        watch.keep_watching()
    minute = ["look_after_pages", 20.0] * 3 + ["look", "give_back"]
    assert done == minute * 2 + ["look_after_pages", 20.0]


def test_a_web_process_hears_of_changes_from_its_start(monkeypatch, settings, tmp_path):
    """Before anybody asks it for a page, which may be never as long as nginx has its files."""
    own = Store(tmp_path / "pages", "tests")
    monkeypatch.setattr(watch, "own_store", lambda: own)
    hears = threading.Event()
    monkeypatch.setattr(own.log, "keep_reading", hears.set)
    settings.PAGE_STORE = False
    watch.look_after_pages()
    assert own.log.thread is None
    settings.PAGE_STORE = True
    watch.look_after_pages()
    assert hears.wait(10)


def test_a_cache_in_front_that_cannot_be_told_ends_no_watch(monkeypatch, settings, caplog):
    settings.PAGE_STORE = True
    monkeypatch.setattr(watch, "own_store", lambda: Mock(tidy=Mock(side_effect=DatabaseError("away"))))
    watch.look_after_pages()
    assert "DatabaseError" in caplog.text


def test_with_nobody_to_write_to_the_log_says_so(mailoutbox, caplog, later):
    run_due_jobs()
    later(minutes=6)
    watch.look()
    assert mailoutbox == []
    assert "nobody was told" in caplog.text


def test_every_job_says_in_words_what_it_does():
    assert [name for name, job in JOBS.items() if not job.label] == []
    assert timedelta(minutes=1) == JOBS[watch.NAME].every
