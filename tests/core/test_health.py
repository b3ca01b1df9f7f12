"""Alive, and ready: what a load balancer asks."""

from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core import health, watch
from core.mail_queue import send_queued_mail
from core.models import QueuedMail, ScheduledJob
from core.scheduling import JOBS, run_due_jobs
from core.tasks import make_page_renditions
from tests.factories.newsletter import subscriber

pytestmark = pytest.mark.django_db
READY = dict.fromkeys(["database", "cache", "storage", "worker", "tasks", "staff_mail", "mail"], True)


def seen(minutes_ago: float, name: str = "some.job") -> None:
    then = timezone.now() - timedelta(minutes=minutes_ago)
    ScheduledJob.objects.create(name=name, next_run_at=then, last_finished_at=then)


def test_a_process_that_answers_is_alive(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert response["Content-Type"] == "text/plain"


@pytest.mark.parametrize("host", ["10.0.0.7:8000", "island-7", "a_b!", ""])
def test_a_probe_may_call_the_machine_by_any_name(host):
    """A load balancer knows its IP address alone; and what it is told is the same for everybody."""
    seen(minutes_ago=1)
    probe = Client(headers={"host": host})
    assert probe.get("/healthz").content == b"ok"
    assert probe.get("/readyz").json() == READY


@pytest.mark.parametrize("path", ["/healthz/", "/healthz/a", "//healthz", "/readyz/../", "/"])
def test_nothing_else_is_answered_to_a_strange_name(path):
    assert Client(headers={"host": "10.0.0.7"}).get(path).status_code == 400


def test_a_probe_names_neither_host_nor_version_nor_anything_else_of_the_site():
    response = Client(headers={"host": "10.0.0.7"}).get("/readyz")
    assert set(response.json()) == set(READY)
    assert "10.0.0.7" not in str(response.headers)
    assert "localhost" not in str(response.headers)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nobody_keeps_the_answer(client, path):
    assert "no-store" in client.get(path)["Cache-Control"]
    assert not client.get(path).cookies


def test_it_is_ready_when_database_cache_and_worker_answer(client):
    seen(minutes_ago=1)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == READY


def test_it_is_not_ready_before_the_worker_was_seen(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {**READY, "worker": False}


def test_it_is_not_ready_when_the_worker_has_fallen_silent(client):
    seen(minutes_ago=3)
    assert client.get("/readyz").json()["worker"] is False


def test_the_job_that_web_processes_run_is_no_sign_of_the_worker(client):
    seen(minutes_ago=3)
    run_due_jobs([JOBS[watch.NAME]])
    assert client.get("/readyz").json()["worker"] is False


def test_it_is_not_ready_while_tasks_or_mails_wait_too_long(client, later):
    make_page_renditions.enqueue(0)
    send_queued_mail.enqueue(0)
    subscriber()
    QueuedMail.objects.create(message={})
    seen(minutes_ago=0)
    assert client.get("/readyz").json() == READY
    later(minutes=16)
    seen(minutes_ago=0, name="another.job")
    late = {"tasks": False, "staff_mail": False, "mail": False}
    assert client.get("/readyz").json() == {**READY, **late}
    DBTaskResult.objects.filter(task_path__endswith="send_queued_mail").delete()
    assert client.get("/readyz").json()["tasks"] is True, "Renditions may take their time."


def test_it_is_not_ready_without_room_on_the_disk(client, monkeypatch):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: SimpleNamespace(free=1024))
    assert client.get("/readyz").json()["storage"] is False


def test_it_is_not_ready_when_the_bucket_is_away(client, monkeypatch, settings):
    settings.S3_BUCKET = "island"
    asked = Mock(side_effect=ConnectionError)
    monkeypatch.setattr(health, "default_storage", SimpleNamespace(exists=asked))
    monkeypatch.setattr(health.time, "time", lambda: 1_000_000.0)
    health.bucket_answers.cache_clear()
    for _ in range(2):
        assert client.get("/readyz").json()["storage"] is False
    assert asked.call_count == 1
    health.bucket_answers.cache_clear()


def test_a_worker_that_does_its_rounds_is_seen(client):
    run_due_jobs()
    assert client.get("/readyz").json()["worker"] is True


def test_it_is_not_ready_without_its_database(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise DatabaseError("away")

    monkeypatch.setattr(health, "connection", SimpleNamespace(cursor=refuse))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert {name for name, works in response.json().items() if works} == {"cache", "storage"}


@pytest.mark.parametrize("kept", [None, "something else"])
def test_it_is_not_ready_when_the_cache_keeps_nothing(client, monkeypatch, kept):
    monkeypatch.setattr(health, "cache", Mock(**{"get.return_value": kept}))
    assert client.get("/readyz").json()["cache"] is False


def test_it_is_not_ready_when_the_cache_is_away(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionError("away")

    monkeypatch.setattr(health, "cache", SimpleNamespace(set=refuse, get=refuse))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["cache"] is False
