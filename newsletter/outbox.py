"""The transactional outbox: a mail is a row until a mail server has taken it.

`add` writes the row in the caller's transaction. `send` is what the task does with it; `sweep` finds what was left
lying, by a worker that was killed or a mail server that was away. A mail may go out twice in one case only: when the
worker dies between the server's acceptance and the note of it. Both then bear the same Message-ID.
"""

import logging
from datetime import datetime, timedelta
from email.utils import parseaddr
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F
from django.utils import timezone

from newsletter.letters import Letter
from newsletter.models.guidebooks import GuidebookSubmission
from newsletter.models.mail import Delivery
from newsletter.models.people import Person

logger = logging.getLogger(__name__)

# The pauses after a first, second, … failed attempt; after the last there is no further one.
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
# Longer than all timeouts of one attempt together, so that a slow attempt is not taken for a dead one.
LEASE = timedelta(minutes=10)
# How long a task may wait its turn before the sweep queues another.
PATIENCE = timedelta(minutes=2)
SWEEP_LIMIT = 500


def add(kind: Delivery.Kind, person: Person, letter: Letter, submission: GuidebookSubmission | None = None) -> Delivery:
    """Writes a mail; the caller queues the task that sends it, in the same transaction."""
    uuid = uuid4()
    return Delivery.objects.create(
        uuid=uuid,
        kind=kind,
        person=person,
        submission=submission,
        to=person.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        headers=letter.headers,
        message_id=f"<{uuid.hex}@{sender_domain()}>",
        next_attempt_at=timezone.now() + PATIENCE,
    )


def sender_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def send(delivery_id: int) -> None:
    """Sends the mail unless another worker has it or it is sent. Never raises for what a mail server says."""
    if not claim(delivery_id):
        return
    delivery = Delivery.objects.get(pk=delivery_id)
    try:
        message(delivery).send()
    except Exception as error:  # noqa: BLE001 (every provider has errors of its own, and none may lose the mail)
        note_failure(delivery, error)
    else:
        Delivery.objects.filter(pk=delivery_id).update(
            status=Delivery.Status.SENT, sent_at=timezone.now(), next_attempt_at=None, last_error=""
        )


def claim(delivery_id: int) -> bool:
    """Takes the mail by one conditional UPDATE, so that of two workers one has it."""
    waiting = Delivery.objects.filter(pk=delivery_id, status=Delivery.Status.QUEUED)
    return bool(
        waiting.update(
            status=Delivery.Status.SENDING, attempts=F("attempts") + 1, next_attempt_at=timezone.now() + LEASE
        )
    )


def message(delivery: Delivery) -> EmailMultiAlternatives:
    headers = {**delivery.headers, "Message-ID": delivery.message_id}
    connection = get_connection(settings.WORKER_EMAIL_BACKEND)  # This is the worker: no second queue.
    mail = EmailMultiAlternatives(
        delivery.subject, delivery.text, to=[delivery.to], headers=headers, connection=connection
    )
    if delivery.html:
        mail.attach_alternative(delivery.html, "text/html")
    return mail


def note_failure(delivery: Delivery, error: Exception) -> None:
    """Puts the mail back for later, or gives up; the log says which mail, and not whose."""
    again = next_attempt(delivery.attempts)
    logger.warning("Delivery %s: attempt %s failed with %s.", delivery.uuid, delivery.attempts, type(error).__name__)
    Delivery.objects.filter(pk=delivery.pk).update(
        status=Delivery.Status.QUEUED if again else Delivery.Status.FAILED,
        next_attempt_at=again,
        last_error=f"{type(error).__name__}: {error}".replace("\x00", "")[:2000],
    )


def next_attempt(attempts: int) -> datetime | None:
    """When to try again after so many attempts, or None when there were enough."""
    return timezone.now() + BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None


def requeue(delivery: Delivery) -> None:
    """Makes a mail that was not sent as good as new."""
    Delivery.objects.filter(pk=delivery.pk).exclude(status=Delivery.Status.SENT).update(
        status=Delivery.Status.QUEUED, attempts=0, last_error="", next_attempt_at=timezone.now() + PATIENCE
    )


def sweep() -> list[int]:
    """Mails whose time has come, marked as queued anew; the caller queues a task for each."""
    now = timezone.now()
    left_lying = (Delivery.Status.QUEUED, Delivery.Status.SENDING)
    due = Delivery.objects.filter(status__in=left_lying, next_attempt_at__lte=now)
    ids = list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:SWEEP_LIMIT])
    # The condition stands in the UPDATE too: a mail that a worker has taken up in between is not due any more.
    due.filter(pk__in=ids).update(status=Delivery.Status.QUEUED, next_attempt_at=now + LEASE)
    return ids
