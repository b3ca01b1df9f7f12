"""Alive, and ready: what a load balancer asks."""

from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from core import health
from core.models import ScheduledJob
from core.scheduling import run_due_jobs

pytestmark = pytest.mark.django_db


def seen(minutes_ago: float) -> None:
    then = timezone.now() - timedelta(minutes=minutes_ago)
    ScheduledJob.objects.create(name="some.job", next_run_at=then, last_finished_at=then)


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
    assert probe.get("/readyz").json() == {"database": True, "cache": True, "worker": True}


@pytest.mark.parametrize("path", ["/healthz/", "/healthz/a", "//healthz", "/readyz/../", "/"])
def test_nothing_else_is_answered_to_a_strange_name(path):
    assert Client(headers={"host": "10.0.0.7"}).get(path).status_code == 400


def test_a_probe_names_neither_host_nor_version_nor_anything_else_of_the_site():
    response = Client(headers={"host": "10.0.0.7"}).get("/readyz")
    assert set(response.json()) == {"database", "cache", "worker"}
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
    assert response.json() == {"database": True, "cache": True, "worker": True}


def test_it_is_not_ready_before_the_worker_was_seen(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": True, "cache": True, "worker": False}


def test_it_is_not_ready_when_the_worker_has_fallen_silent(client):
    seen(minutes_ago=3)
    assert client.get("/readyz").json()["worker"] is False


def test_a_worker_that_does_its_rounds_is_seen(client):
    run_due_jobs()
    assert client.get("/readyz").json()["worker"] is True


def test_it_is_not_ready_without_its_database(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise DatabaseError("away")

    monkeypatch.setattr(health, "connection", SimpleNamespace(cursor=refuse))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": False, "cache": True, "worker": False}


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
