"""Repeating jobs. The worker runs what is due between two tasks; each job leaves a row that says how it went.

A job is registered in an app's `tasks.py`. It must be short (longer work is a task that it queues) and safe to repeat.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from core.models import ScheduledJob

SKEW = timedelta(hours=1)  # By which the clocks of two machines may differ.
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    name: str
    every: timedelta
    run: Callable[[], None]
    label: str | Promise = ""  # What it does, for those who look after the site.


JOBS: dict[str, Job] = {}


def scheduled(every: timedelta, label: str | Promise = "") -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Registers a function to be run by the worker once every so often, under its dotted name."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        name = f"{function.__module__}.{function.__name__}"
        JOBS[name] = Job(name, every, function, label)
        return function

    return register


def run_due_jobs(jobs: Iterable[Job] | None = None) -> None:
    """Runs each job whose time has come; one that fails is logged, shown in its row, and tried again next time."""
    now = timezone.now()
    waiting = dict(ScheduledJob.objects.values_list("name", "next_run_at"))
    for job in JOBS.values() if jobs is None else jobs:
        if is_due(job, waiting.get(job.name, now), now) and claim(job, now):
            run(job)


def is_due(job: Job, next_run_at: datetime, now: datetime) -> bool:
    """Also when it waits for longer than it ever should: then the clock was wrong, and has been put right."""
    return not now < next_run_at <= now + job.every + SKEW


def claim(job: Job, now: datetime) -> bool:
    """Moves the job's next run on, and says whether this worker is the one to run it now."""
    with transaction.atomic():
        ScheduledJob.objects.get_or_create(name=job.name, defaults={"next_run_at": now})
        same = ScheduledJob.objects.filter(name=job.name)
        due = same.filter(Q(next_run_at__lte=now) | Q(next_run_at__gt=now + job.every + SKEW))
        return bool(due.update(next_run_at=now + job.every, last_started_at=now))


def run(job: Job) -> None:
    error = ""
    try:
        job.run()
    except Exception as exception:
        logger.exception("The scheduled job %s failed.", job.name)
        error = f"{type(exception).__name__}: {exception}"
    ScheduledJob.objects.filter(name=job.name).update(last_finished_at=timezone.now(), last_error=error, warned_at=None)


def run_now(job: Job) -> None:
    """Has the worker run the job on its next round."""
    now = timezone.now()
    ScheduledJob.objects.update_or_create(name=job.name, defaults={"next_run_at": now})


def overdue(patience: timedelta) -> QuerySet[ScheduledJob]:
    """The jobs that should have run by so much time ago."""
    return ScheduledJob.objects.filter(name__in=JOBS, next_run_at__lt=timezone.now() - patience)
