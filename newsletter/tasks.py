"""Work of the newsletter that must not happen inside a request."""

from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _

from core.drains import MayGoOn, drain
from core.queues import DONE, FAILED, HELD, RUNNING, WAITING, Queue, register_queue
from core.scheduling import scheduled
from newsletter import outbox, retention, sending
from newsletter.models.mail import Delivery

STATES = {"queued": WAITING, "sending": RUNNING, "sent": DONE, "failed": FAILED, "held": HELD}


@drain
def send_due_mails(may_go_on: MayGoOn) -> bool:
    """Sends what waits in the outbox."""
    return sending.send_due(may_go_on)


@scheduled(every=timedelta(minutes=5), label=_("Give up on mails that no worker survives"))
def give_up_on_lost_mails() -> None:
    """Ends the attempts at a mail that its workers do not survive, and has none wait longer than it should."""
    outbox.bring_forward()
    outbox.give_up_on_lost()


@scheduled(every=timedelta(days=1), label=_("Remove personal data whose time has come"))
def apply_retention() -> None:
    """Removes personal data whose time has come."""
    retention.run()


def mails_by_state() -> dict[str, int]:
    counted = Delivery.objects.order_by().values_list("status").annotate(number=Count("pk"))
    return {STATES[status]: number for status, number in counted}


def mails_due_since() -> datetime | None:
    """When the mail server is away, what was due stays due."""
    return outbox.due().order_by().aggregate(first=Min("next_attempt_at"))["first"]


register_queue(Queue("mail", _("Mail to readers"), mails_by_state, mails_due_since, timedelta(minutes=15)))
