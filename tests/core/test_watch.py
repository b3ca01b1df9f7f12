"""The worker stops: the web processes notice, and write one mail."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import Permission
from django.db import DatabaseError
from django.utils import timezone

from core import scheduling, watch
from core.models import ScheduledJob
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
    """Its thread ends here with the third minute."""
    done = []
    minutes = iter([None, None])
    monkeypatch.setattr(watch, "time", Mock(sleep=lambda seconds: (done.append(seconds), next(minutes))))
    monkeypatch.setattr(watch, "look", lambda: done.append("look"))
    monkeypatch.setattr(watch, "give_back", lambda: done.append("give back"))
    with pytest.raises(StopIteration):
        watch.keep_watching()
    assert done == [60.0, "look", "give back"] * 2 + [60.0]


def test_with_nobody_to_write_to_the_log_says_so(mailoutbox, caplog, later):
    run_due_jobs()
    later(minutes=6)
    watch.look()
    assert mailoutbox == []
    assert "nobody was told" in caplog.text


def test_every_job_says_in_words_what_it_does():
    assert [name for name, job in JOBS.items() if not job.label] == []
    assert timedelta(minutes=1) == JOBS[watch.NAME].every
