"""What web processes do besides answering: they notice that jobs are overdue, and keep the page store tidy.

When the worker has stopped it can write no more, so the web processes look too: a thread of each asks once a minute
whether it is its turn, which the job's row decides, and sends the mail itself, past the queue that nobody works off.
When both have stopped, nobody here is left to write; whoever asks `/readyz` from outside hears of that.
"""

import logging
import threading
import time
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import Error, connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from core.memory import give_back
from core.models import ScheduledJob, User
from core.page_store.clearing import own_store
from core.page_store.store import TIDY_EVERY
from core.scheduling import JOBS, overdue, run_due_jobs, scheduled

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=1)
PATIENCE = timedelta(minutes=5)  # One long task may hold the schedule up for a while.
NAME = f"{__name__}.warn_of_overdue_jobs"


@scheduled(every=EVERY, label=_("Look for jobs that are overdue"))
def warn_of_overdue_jobs() -> None:
    """One mail, until all the jobs that it names have run again. Noted when it has been sent, not before."""
    if ScheduledJob.objects.filter(name__in=JOBS, warned_at__isnull=False).exists():
        return
    late = list(overdue(PATIENCE).exclude(name=NAME))
    if not late:
        return
    logger.error("Scheduled jobs are overdue: %s.", ", ".join(job.name for job in late))
    write_to_operators(late)
    for job in late:  # Not one that has run meanwhile.
        ScheduledJob.objects.filter(pk=job.pk, last_finished_at=job.last_finished_at).update(warned_at=timezone.now())


def note_new_jobs() -> None:
    """From when on a job is waited for that has never run: perhaps there never was a worker."""
    known, now = set(ScheduledJob.objects.values_list("name", flat=True)), timezone.now()
    new = [ScheduledJob(name=name, next_run_at=now) for name in JOBS.keys() - known]
    ScheduledJob.objects.bulk_create(new, ignore_conflicts=True)


def write_to_operators(late: Sequence[ScheduledJob]) -> None:
    people = list(operators())
    if not people:
        logger.error("Nobody who may see the scheduled jobs has an e-mail address, so nobody was told.")
    for user in people:
        with override(user.language):
            EmailMessage(
                subject=gettext("%(site)s: scheduled jobs are overdue") % {"site": settings.WAGTAIL_SITE_NAME},
                body=text(late),
                to=[user.email],
                connection=get_connection(settings.WORKER_EMAIL_BACKEND),
            ).send()


def operators() -> QuerySet[User]:
    backend = "django.contrib.auth.backends.ModelBackend"
    people = User.objects.with_perm("core.view_scheduledjob", backend=backend).exclude(email="")
    return people.select_related("wagtail_userprofile").order_by("pk")


def text(late: Sequence[ScheduledJob]) -> str:
    lines = [f"- {JOBS[job.name].label}: {timezone.localtime(job.next_run_at):%Y-%m-%d %H:%M}" for job in late]
    said = gettext(
        "These jobs should have run and have not. As a rule this means that the worker has stopped: until it runs "
        "again, no mail leaves and nothing is published on time."
    )
    address = settings.BASE_URL + reverse("core_operations")
    return "\n\n".join([said, "\n".join(lines), gettext("How things stand: %(address)s") % {"address": address}, ""])


# In the web processes


def start_watching() -> None:
    threading.Thread(target=keep_watching, name="watch", daemon=True).start()


def keep_watching() -> None:
    while True:
        for _moment in range(round(EVERY.total_seconds() / TIDY_EVERY)):
            look_after_pages()
            time.sleep(TIDY_EVERY)
        look()
        give_back()  # What renders and pictures have left.


def look_after_pages() -> None:
    """Each machine has its own, which nginx may serve for long before anybody asks here; and maybe no worker."""
    try:
        if settings.PAGE_STORE:
            store = own_store()
            store.log.start()
            store.tidy()
    except Error as error:
        logger.warning("Caches in front could not be told of pages that have ended: %s", type(error).__name__)
    finally:
        connection.close()


def look() -> None:
    try:
        note_new_jobs()
        run_due_jobs([JOBS[NAME]])
    except Error as error:  # Without the database nothing is known; `/readyz` says so.
        logger.warning("The jobs could not be looked at: %s", type(error).__name__)
    finally:
        connection.close()
