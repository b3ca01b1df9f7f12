"""The transactional outbox: a mail is a row until a mail server has taken it, and the rows are the queue.

A row is due while `next_attempt_at` lies in the past, and only rows that wait or are being sent have one. A worker
claims some of them for the time of a lease; what a killed worker had in hand is due again when its lease is over.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from core.scheduling import SKEW
from core.sql import turn
from newsletter.models.mail import Delivery

logger = logging.getLogger(__name__)

Status = Delivery.Status

# The pauses after a first, second, … failed attempt; after the last there is no further one.
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
MOST_ATTEMPTS = len(BACK_OFF) + 1
# Longer than a worker's turn (`newsletter.sending`) and all timeouts of one attempt together.
LEASE = timedelta(minutes=5)
BATCH = 50
LONGEST_PAUSE = 5.0
# Written out, since it is run for each single mail, and Django takes longer to put it together than the rest to send.
MARK_SENT = f"""
    UPDATE {Delivery._meta.db_table}
    SET status = '{Status.SENT.value}', sent_at = %s, next_attempt_at = NULL, last_error = ''
    WHERE id = %s
"""  # noqa: S608 (no value comes from outside)

NOTES = {
    "sqlite": ("PRAGMA synchronous = NORMAL", "PRAGMA synchronous = FULL"),
    "postgresql": ("SET synchronous_commit = off", "RESET synchronous_commit"),
}


def due() -> QuerySet[Delivery]:
    """Mails whose time has come, the longest waiting first."""
    waiting = Delivery.objects.filter(next_attempt_at__lte=timezone.now(), attempts__lt=MOST_ATTEMPTS)
    return waiting.order_by("next_attempt_at", "pk")


@contextmanager
def quick_notes() -> Iterator[None]:
    """Within, nobody waits for the disk: what is noted outlives a killed process, and not a power cut.

    After one, the mails of the last second or so would be sent again, with the Message-ID that they had. To wait for
    the disk after each mail would take longer than to send it (https://www.sqlite.org/pragma.html#pragma_synchronous,
    https://www.postgresql.org/docs/current/wal-async-commit.html).
    """
    before, after = NOTES[connection.vendor]
    if connection.in_atomic_block:  # Whose end decides, and SQLite changes nothing within.
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(before)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(after)


def claim() -> list[Delivery]:
    """Takes some mails that are due, so that of several workers one has them.

    A mail that was in hand when a worker was lost is taken alone: should it be the cause, it takes no other with it.
    """
    with turn(), transaction.atomic():
        rows = list(due().select_for_update(skip_locked=True, of=("self",)).select_related("person")[:BATCH])
        was_lost = bool(rows) and rows[0].status == Status.SENDING
        batch = rows[:1] if was_lost else [row for row in rows if row.status == Status.QUEUED]
        Delivery.objects.filter(pk__in=[row.pk for row in batch]).update(
            status=Status.SENDING, attempts=F("attempts") + 1, next_attempt_at=timezone.now() + LEASE
        )
    for row in batch:
        row.attempts += 1
    return batch


def release(deliveries: Sequence[Delivery]) -> None:
    """Gives back what was claimed and not begun."""
    mine = Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries], status=Status.SENDING)
    mine.update(status=Status.QUEUED, attempts=F("attempts") - 1, next_attempt_at=timezone.now())


def mark_sent(delivery: Delivery) -> None:
    """Notes that a server has the mail, however long the database takes: a mail without the note is sent again."""
    pause = 0.05
    while True:
        try:
            with turn(), connection.cursor() as cursor:
                cursor.execute(MARK_SENT, [connection.ops.adapt_datetimefield_value(timezone.now()), delivery.pk])
        except (OperationalError, InterfaceError) as error:
            logger.warning("Delivery %s is sent, and cannot be marked yet: %s", delivery.uuid, error)
            connection.close_if_unusable_or_obsolete()
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            return


def note_failure(delivery: Delivery, error: Exception, *, is_final: bool = False) -> None:
    """Puts the mail back for later, or gives up; the log says which mail, and not whose."""
    again = None if is_final else next_attempt(delivery.attempts)
    logger.warning("Delivery %s: attempt %s failed with %s.", delivery.uuid, delivery.attempts, type(error).__name__)
    Delivery.objects.filter(pk=delivery.pk).update(
        status=Status.QUEUED if again else Status.FAILED,
        next_attempt_at=again,
        last_error=f"{type(error).__name__}: {error}".replace("\x00", "")[:2000],
    )


def next_attempt(attempts: int) -> datetime | None:
    """When to try again after so many attempts, or None when there were enough."""
    return timezone.now() + BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None


def requeue(delivery: Delivery) -> None:
    """Makes a mail that was not sent as good as new; one that a worker has in hand is left to it."""
    Delivery.objects.filter(pk=delivery.pk).exclude(status__in=[Status.SENT, Status.SENDING]).update(
        status=Status.QUEUED, attempts=0, last_error="", next_attempt_at=timezone.now()
    )


def bring_forward() -> None:
    """What waits for longer than it ever should, since the clock was wrong and has been put right, is due now."""
    longest = timezone.now() + max(*BACK_OFF, LEASE) + SKEW
    Delivery.objects.filter(next_attempt_at__gt=longest).update(next_attempt_at=timezone.now())


def give_up_on_lost() -> None:
    """Fails what was in hand each time that a worker was lost: it may be the cause."""
    lost = Delivery.objects.filter(next_attempt_at__lte=timezone.now(), attempts__gte=MOST_ATTEMPTS)
    lost.update(
        status=Status.FAILED, next_attempt_at=None, last_error=f"The worker was lost with it {MOST_ATTEMPTS} times."
    )
