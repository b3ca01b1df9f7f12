"""Repeating jobs. The worker runs what is due between two tasks; each job leaves a row that says how it went.

A job is registered in an app's `tasks.py`. It must be short (longer work is a task that it queues) and safe to repeat.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.models import ScheduledJob

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    name: str
    every: timedelta
    run: Callable[[], None]


JOBS: dict[str, Job] = {}


def scheduled(every: timedelta) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Registers a function to be run by the worker once every so often, under its dotted name."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        name = f"{function.__module__}.{function.__name__}"
        JOBS[name] = Job(name, every, function)
        return function

    return register


def run_due_jobs() -> None:
    """Runs each job whose time has come; one that fails is logged, shown in its row, and tried again next time."""
    now = timezone.now()
    waiting = dict(ScheduledJob.objects.values_list("name", "next_run_at"))
    for job in JOBS.values():
        if waiting.get(job.name, now) <= now and claim(job, now):
            run(job)


def claim(job: Job, now: datetime) -> bool:
    """Moves the job's next run on, and says whether this worker is the one to run it now."""
    with transaction.atomic():
        ScheduledJob.objects.get_or_create(name=job.name, defaults={"next_run_at": now})
        due = ScheduledJob.objects.filter(name=job.name, next_run_at__lte=now)
        return bool(due.update(next_run_at=now + job.every, last_started_at=now))


def run(job: Job) -> None:
    error = ""
    try:
        job.run()
    except Exception as exception:
        logger.exception("The scheduled job %s failed.", job.name)
        error = f"{type(exception).__name__}: {exception}"
    ScheduledJob.objects.filter(name=job.name).update(last_finished_at=timezone.now(), last_error=error)
