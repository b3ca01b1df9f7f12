"""Repeating jobs: run when due, by one worker, and a row that says how it went."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core import scheduling
from core.models import ScheduledJob
from core.scheduling import JOBS, Job, claim, run_due_jobs, scheduled

pytestmark = pytest.mark.django_db
START = "2026-03-02T08:00:00+00:00"


@pytest.fixture
def calls(monkeypatch):
    """The only job there is, and how often it ran."""
    made: list[int] = []
    job = Job("tests.count", timedelta(minutes=5), lambda: made.append(1))
    monkeypatch.setattr(scheduling, "JOBS", {job.name: job})
    return made


@pytest.fixture
def row(calls):
    return lambda: ScheduledJob.objects.get(name="tests.count")


def test_a_job_that_has_never_run_is_due(calls):
    run_due_jobs()
    assert calls == [1]


def test_a_job_runs_again_only_when_its_time_has_come(calls):
    with time_machine.travel(START, tick=False) as clock:
        run_due_jobs()
        clock.shift(timedelta(minutes=4, seconds=59))
        run_due_jobs()
        assert calls == [1]
        clock.shift(timedelta(seconds=1))
        run_due_jobs()
        assert calls == [1, 1]


def test_a_job_that_was_missed_many_times_runs_once(calls):
    with time_machine.travel(START, tick=False) as clock:
        run_due_jobs()
        clock.shift(timedelta(days=3))
        run_due_jobs()
        run_due_jobs()
        assert calls == [1, 1]


def test_the_row_says_when_it_ran_and_when_it_will(calls, row):
    with time_machine.travel(START, tick=False):
        run_due_jobs()
        now = timezone.now()
        assert row().last_started_at == row().last_finished_at == now
        assert row().next_run_at == now + timedelta(minutes=5)
        assert row().last_error == ""


def test_of_two_workers_one_claims_a_job(calls):
    now = timezone.now()
    (job,) = scheduling.JOBS.values()
    assert claim(job, now) is True
    assert claim(job, now) is False


def test_two_workers_that_looked_at_the_same_time_run_a_job_once(calls, monkeypatch):
    """Both have read that the job is due; only the row decides."""
    monkeypatch.setattr(scheduling, "claim", lambda job, now: claim(job, now) and not claim(job, now))
    run_due_jobs()
    assert calls == [1]


def test_a_job_that_fails_leaves_its_error_and_is_tried_again(monkeypatch, caplog):
    def fail() -> None:
        raise ValueError("no wind")

    job = Job("tests.fail", timedelta(minutes=1), fail)
    monkeypatch.setattr(scheduling, "JOBS", {job.name: job})
    with time_machine.travel(START, tick=False) as clock:
        run_due_jobs()
        row = ScheduledJob.objects.get(name="tests.fail")
        assert row.last_error == "ValueError: no wind"
        assert row.last_finished_at == timezone.now()
        assert "tests.fail failed" in caplog.text
        monkeypatch.setattr(scheduling, "JOBS", {job.name: Job(job.name, job.every, lambda: None)})
        clock.shift(timedelta(minutes=1))
        run_due_jobs()
        row.refresh_from_db()
        assert row.last_error == ""


def test_a_job_that_fails_does_not_keep_the_others_from_running(calls, monkeypatch):
    def fail() -> None:
        raise ValueError("no wind")

    bad = Job("tests.bad", timedelta(minutes=1), fail)
    monkeypatch.setattr(scheduling, "JOBS", {bad.name: bad, **scheduling.JOBS})
    run_due_jobs()
    assert calls == [1]


def test_a_function_registers_under_its_dotted_name(monkeypatch):
    monkeypatch.setattr(scheduling, "JOBS", {})

    @scheduled(every=timedelta(hours=1))
    def sweep() -> None: ...

    (job,) = scheduling.JOBS.values()
    assert job.name == f"{__name__}.sweep"
    assert job.every == timedelta(hours=1)
    assert job.run is sweep


def test_looking_for_due_jobs_costs_one_query_while_none_is_due(calls, django_assert_num_queries):
    run_due_jobs()
    with django_assert_num_queries(1):
        run_due_jobs()


def test_the_jobs_of_the_ground_are_registered_at_start():
    """Without them nothing is published on time, no lost task is found again and the tables grow."""
    assert {
        "core.tasks.publish_scheduled_pages": timedelta(seconds=20),
        "core.tasks.recover_lost_tasks": timedelta(minutes=1),
        "core.tasks.remove_old_rows": timedelta(days=1),
    }.items() <= {name: job.every for name, job in JOBS.items()}.items()


def test_every_registered_job_runs(caplog):
    run_due_jobs()
    rows = ScheduledJob.objects.all()
    assert {row.name for row in rows} == set(JOBS)
    assert [row.name for row in rows if not row.last_finished_at] == []
    assert [f"{row.name}: {row.last_error}" for row in rows if row.last_error] == []
    assert str(rows[0]) == rows[0].name
