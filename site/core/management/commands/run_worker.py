import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from core.drains import work_off
from core.memory import give_back, hold_little
from core.page_store.clearing import own_store
from core.scheduling import run_due_jobs

BACKEND = "jobs"
LONGEST_ROUND = 5  # Seconds of tasks before the next look at the schedule.
GIVES_BACK_EVERY = 60  # Seconds, at the next rest.


class Command(BaseCommand):
    help = "Runs background tasks and scheduled jobs until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=0.5, help="Seconds between two looks at an empty queue.")
        parser.add_argument("--batch", action="store_true", help="Stop once the queue is empty.")

    def handle(self, *args: Any, interval: float, batch: bool, **options: Any) -> None:
        hold_little()
        own_store().most_bytes = 0  # What the worker renders it gives to others.
        worker_id, gave_back_at = get_random_string(32), -float("inf")
        while True:
            worker = new_worker(worker_id)
            worker.configure_signals()
            more = False
            try:
                more = work_between_tasks(worker)
                if worker.running and waiting():
                    worker.run()
            except OperationalError as error:  # A database that is locked or away comes back; the worker waits for it.
                self.stderr.write(f"The database did not answer: {error}")
                time.sleep(2)
            close_old_connections()
            if not worker.running or (batch and not more and not waiting()):
                return
            if not more and not waiting():
                if time.monotonic() - gave_back_at >= GIVES_BACK_EVERY:
                    give_back()  # What pictures and jobs have left.
                    gave_back_at = time.monotonic()
                time.sleep(interval)


def work_between_tasks(worker: Worker) -> bool:
    """Scheduled jobs, then the apps' own queues; whether there is more in them. A signal lets them come to an end."""
    worker.running_task = True
    try:
        run_due_jobs()
        return work_off(lambda: worker.running)
    finally:
        worker.running_task = False


class Round(Worker):
    """Returns when the queue is empty or the round's time is over, so that scheduled jobs get their turn.

    Bound by time, since one task takes a millisecond and another twenty seconds.
    """

    def run(self) -> None:
        self.ends_at = time.monotonic() + LONGEST_ROUND
        super().run()

    def run_task(self, result: DBTaskResult) -> None:
        """Looks after the apps' queues in between, since a reader may wait for a mail."""
        super().run_task(result)
        work_off(lambda: self.running)
        if time.monotonic() >= self.ends_at:
            self.max_tasks = 1  # It has run that many, and so returns.


def new_worker(worker_id: str) -> Round:
    return Round(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name=BACKEND,
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    )


def waiting() -> bool:
    """Asked before the queue is locked, so that an idle worker holds no lock."""
    return DBTaskResult.objects.ready().filter(backend_name=BACKEND).exists()
