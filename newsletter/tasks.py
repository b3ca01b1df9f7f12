"""Work of the newsletter that must not happen inside a request."""

from datetime import timedelta

from core.drains import MayGoOn, drain
from core.scheduling import scheduled
from newsletter import outbox, retention, sending


@drain
def send_due_mails(may_go_on: MayGoOn) -> bool:
    """Sends what waits in the outbox."""
    return sending.send_due(may_go_on)


@scheduled(every=timedelta(minutes=5))
def give_up_on_lost_mails() -> None:
    """Ends the attempts at a mail that its workers do not survive."""
    outbox.give_up_on_lost()


@scheduled(every=timedelta(days=1))
def apply_retention() -> None:
    """Removes personal data whose time has come."""
    retention.run()
