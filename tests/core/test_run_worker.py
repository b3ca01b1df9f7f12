"""The worker: tasks and repeating jobs in turn, until it is told to stop."""

import signal
from unittest.mock import Mock

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from core import scheduling
from core.management.commands import run_worker
from core.models import ScheduledJob
from core.page_store.clearing import own_store
from core.tasks import make_page_renditions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("worker_within_the_test", "own_signals")]


@pytest.fixture
def own_signals():
    """The command takes over the signals of the process that it runs in."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def nothing_of_its_own(monkeypatch):
    """The pages that every site begins with have no cards yet, which a repeating job would queue."""
    monkeypatch.setattr("core.tasks.without_card", lambda most: [])


def statuses() -> list[str]:
    return list(DBTaskResult.objects.values_list("status", flat=True))


def test_a_batch_runs_what_is_waiting_and_ends():
    for _ in range(25):
        make_page_renditions.enqueue(0)
    call_command("run_worker", "--batch")
    assert statuses() == ["SUCCESSFUL"] * 25


def test_a_batch_with_nothing_to_do_ends_at_once():
    call_command("run_worker", "--batch")
    assert statuses() == []


def test_repeating_jobs_get_their_turn_before_the_tasks():
    call_command("run_worker", "--batch")
    assert ScheduledJob.objects.filter(last_finished_at__isnull=False).count() == len(scheduling.JOBS)


def test_one_task_that_fails_does_not_stop_the_worker():
    make_page_renditions.enqueue("too", "many", "arguments")
    bad = DBTaskResult.objects.get()
    make_page_renditions.enqueue(0)
    call_command("run_worker", "--batch")
    bad.refresh_from_db()
    assert bad.status == "FAILED"
    assert "TypeError" in bad.exception_class_path
    assert sorted(statuses()) == ["FAILED", "SUCCESSFUL"]


def test_tasks_of_other_queues_are_left_to_others():
    make_page_renditions.enqueue(0)
    DBTaskResult.objects.update(backend_name="elsewhere")
    call_command("run_worker", "--batch")
    assert statuses() == ["READY"]


def test_a_database_that_does_not_answer_is_waited_for(monkeypatch, capsys):
    answers = iter([OperationalError("database is locked"), None])

    def due():
        answer = next(answers)
        if answer:
            raise answer

    monkeypatch.setattr(run_worker, "run_due_jobs", due)
    monkeypatch.setattr(run_worker, "waiting", iter([True, True, False, False, False]).__next__)
    slept = []
    monkeypatch.setattr(run_worker.time, "sleep", slept.append)
    call_command("run_worker", "--batch")
    assert slept[0] == 2
    assert "database is locked" in capsys.readouterr().err


def test_a_signal_ends_the_worker_after_the_task_it_is_at(monkeypatch):
    """A task that is cut off would be lost; one that has not begun is left for the next worker."""
    make_page_renditions.enqueue(0)
    make_page_renditions.enqueue(0)

    class Interrupted(run_worker.Round):
        def run_task(self, result):
            self.running_task = True
            signal.raise_signal(signal.SIGTERM)
            super().run_task(result)

    monkeypatch.setattr(run_worker, "Round", Interrupted)
    call_command("run_worker")
    assert sorted(statuses()) == ["READY", "SUCCESSFUL"]


@pytest.mark.parametrize(("seconds", "times"), [(0.5, 1), (40, 2), (70, 4)])
def test_a_worker_at_rest_gives_back_what_is_free_once_a_minute(monkeypatch, seconds, times):
    """It rests four times; the first time at once, since its start has left most."""
    now, given = [100.0], []

    def rest(_seconds: float) -> None:
        now[0] += seconds
        if now[0] >= 100 + 4 * seconds:
            raise KeyboardInterrupt

    monkeypatch.setattr(run_worker, "time", Mock(sleep=rest, monotonic=lambda: now[0]))
    monkeypatch.setattr(run_worker, "run_due_jobs", lambda: None)
    monkeypatch.setattr(run_worker, "give_back", lambda: given.append(now[0]))
    with pytest.raises(KeyboardInterrupt):
        call_command("run_worker")
    assert len(given) == times


def test_a_worker_keeps_no_page_in_memory(monkeypatch):
    monkeypatch.setattr(own_store(), "most_bytes", 1)
    call_command("run_worker", "--batch")
    assert own_store().most_bytes == 0


def test_an_idle_worker_asks_few_questions_and_locks_nothing(django_assert_num_queries, monkeypatch):
    """A lock twice a second would stand in the way of every editor."""
    monkeypatch.setattr(run_worker, "run_due_jobs", lambda: None)
    with django_assert_num_queries(4) as queries:  # One is the outbox’s, one the WordPress import’s.
        call_command("run_worker", "--batch")
    assert all(query["sql"].startswith("SELECT") for query in queries)


@pytest.fixture
def looks_at_the_schedule(monkeypatch):
    looks = []
    monkeypatch.setattr(run_worker, "run_due_jobs", lambda: looks.append(statuses()))
    return looks


def test_however_long_tasks_take_scheduled_jobs_get_their_turn_between_them(monkeypatch, looks_at_the_schedule):
    """Twenty pictures of twenty seconds each would keep a page waiting that was to appear now."""
    monkeypatch.setattr(run_worker, "LONGEST_ROUND", 0)  # Any task is longer.
    for _ in range(3):
        make_page_renditions.enqueue(0)
    call_command("run_worker", "--batch")
    assert [statuses.count("SUCCESSFUL") for statuses in looks_at_the_schedule] == [0, 1, 2]


def test_many_short_tasks_share_one_look_at_the_schedule(looks_at_the_schedule):
    """A look costs more than a short task."""
    for _ in range(30):
        make_page_renditions.enqueue(0)
    call_command("run_worker", "--batch")
    assert len(looks_at_the_schedule) == 1


def test_all_rounds_of_a_worker_have_one_name(monkeypatch):
    monkeypatch.setattr(run_worker, "LONGEST_ROUND", 0)
    for _ in range(3):
        make_page_renditions.enqueue(0)
    call_command("run_worker", "--batch")
    names = {tuple(ids) for ids in DBTaskResult.objects.values_list("worker_ids", flat=True)}
    assert len(names) == 1


def test_a_signal_lets_what_a_queue_of_an_app_is_at_come_to_its_end(monkeypatch):
    ended = []

    def work(may_go_on):
        assert may_go_on()
        signal.raise_signal(signal.SIGTERM)
        ended.append(may_go_on())
        return True

    monkeypatch.setattr("core.drains.DRAINS", {"tests.work": work})
    make_page_renditions.enqueue(0)
    call_command("run_worker")
    assert ended == [False]
    assert statuses() == ["READY"]


def test_a_batch_ends_when_no_queue_has_more(monkeypatch):
    answers = [True, True, False]
    monkeypatch.setattr("core.drains.DRAINS", {"tests.work": lambda may_go_on: answers.pop(0)})
    call_command("run_worker", "--batch")
    assert answers == []
