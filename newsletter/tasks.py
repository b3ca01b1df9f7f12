"""Work of the newsletter that must not happen inside a request."""

from datetime import timedelta

from django_tasks import task

from core.scheduling import scheduled
from newsletter import limits, outbox


@task(backend="jobs")
def send_delivery(delivery_id: int) -> None:
    """Sends one mail. Safe to repeat: a mail that was sent, is being sent or is gone is left alone."""
    outbox.send(delivery_id)


@scheduled(every=timedelta(minutes=1))
def send_waiting_deliveries() -> None:
    """Queues every mail whose next attempt is due, also those that a killed worker had in hand."""
    for delivery_id in outbox.sweep():
        send_delivery.enqueue(delivery_id)


@scheduled(every=timedelta(hours=6))
def forget_old_counts() -> None:
    """Removes numbers that no limit asks for any more."""
    limits.forget_old_counts()
