"""What waits for the worker, told alike for all queues: on the operator's page, in the metrics, and to `/readyz`."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tasks_db.models import DBTaskResult

from core.mail_queue import BACK_OFF
from core.models import QueuedMail

WAITING, RUNNING, DONE, FAILED, HELD = "waiting", "running", "done", "failed", "held"
STATES = {
    WAITING: pgettext_lazy("tasks or mails in a queue", "waiting"),
    RUNNING: pgettext_lazy("tasks or mails in a queue", "in hand"),
    DONE: pgettext_lazy("tasks or mails in a queue", "done"),
    FAILED: pgettext_lazy("tasks or mails in a queue", "failed"),
    HELD: pgettext_lazy("tasks or mails in a queue", "held back"),
}


@dataclass(frozen=True)
class Queue:
    """`due_since` is the time of the oldest that could have been done by now; `patience`, how old that may be."""

    name: str
    label: str | Promise
    states: Callable[[], dict[str, int]]
    due_since: Callable[[], datetime | None]
    patience: timedelta

    @property
    def is_late(self) -> bool:
        since = self.due_since()
        return since is not None and since < timezone.now() - self.patience


QUEUES: dict[str, Queue] = {}


def register_queue(queue: Queue) -> None:
    QUEUES[queue.name] = queue


def tasks_by_state() -> dict[str, int]:
    names = {"READY": WAITING, "RUNNING": RUNNING, "SUCCESSFUL": DONE, "FAILED": FAILED}
    counted = DBTaskResult.objects.order_by().values_list("status").annotate(number=Count("pk"))
    return {names[status]: number for status, number in counted}


def tasks_due_since() -> datetime | None:
    """Of those that somebody waits for: thousands of renditions may take their time."""
    now = timezone.now()
    due = DBTaskResult.objects.ready().filter(priority__gte=0).order_by()
    found = due.aggregate(  # What was not put off has a date far in the future.
        first=Min("enqueued_at", filter=Q(run_after__gt=now)), put_off=Min("run_after", filter=Q(run_after__lte=now))
    )
    return min((moment for moment in found.values() if moment), default=None)


def staff_mail_by_state() -> dict[str, int]:
    """A mail that was sent is gone."""
    states = Counter(
        FAILED if attempts > len(BACK_OFF) else WAITING
        for attempts in QueuedMail.objects.order_by().values_list("attempts", flat=True).iterator()
    )
    return dict(states)


def staff_mail_due_since() -> datetime | None:
    """Before its first attempt; a mail server that is away for a while is what the later ones are for."""
    return QueuedMail.objects.filter(attempts=0).aggregate(first=Min("created_at"))["first"]


register_queue(Queue("tasks", _("Tasks"), tasks_by_state, tasks_due_since, timedelta(minutes=15)))
register_queue(
    Queue("staff_mail", _("Mail to staff"), staff_mail_by_state, staff_mail_due_since, timedelta(minutes=15))
)
