"""Sends what the outbox holds, over connections that are kept; each mail is noted before its connection has another.

Two connections take turns in one thread: while a server thinks about one mail, the other has the next.
"""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SMTPBackend

from core.drains import MayGoOn
from core.mail import MailboxBackend
from newsletter import letters, outbox, smtp
from newsletter.letters import Brand
from newsletter.models.mail import Delivery
from newsletter.notes import Notes
from newsletter.sheets import mail_of

TURN = 10.0  # Seconds; a mail is begun within its worker's turn, so long before the lease ends.
CONNECTIONS = 2


class NotTakenError(Exception):
    """The backend says that it sent nothing, and not why."""


class Line:
    """A connection to the mail server, or whatever the mail backend has for one, and the mail that is on it."""

    backend: BaseEmailBackend | None = None
    delivery: Delivery | None = None
    steps: Iterator[None]

    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def open(self) -> None:
        if self.backend is None:
            backend = get_connection(settings.WORKER_EMAIL_BACKEND)
            backend.open()
            self.backend = backend

    def begin(self, delivery: Delivery, brand: Brand) -> None:
        self.delivery, self.steps = delivery, self.send(delivery, brand)
        self.go_on()

    def go_on(self) -> None:
        """One step of the mail, as far as the server's next answer; in the end it is noted what became of it."""
        delivery = self.delivery
        if delivery is None:
            return
        try:
            next(self.steps)
        except StopIteration:
            self.delivery = None
            self.notes.write(delivery)
        except Exception as error:  # noqa: BLE001 (every provider has errors of its own, and none may lose a mail)
            self.delivery = None
            self.close()
            outbox.note_failure(delivery, error, is_final=is_final(error))

    def send(self, delivery: Delivery, brand: Brand) -> Iterator[None]:
        mail, backend = mail_of(delivery, brand), self.backend
        if isinstance(backend, SMTPBackend) and backend.connection:
            yield from smtp.send(backend.connection, mail.sheet.envelope_sender, mail.recipient, mail.as_bytes())
        elif isinstance(backend, MailboxBackend):
            backend.keep(mail.sheet.subject, mail.as_bytes())
        elif not (backend and backend.send_messages([mail.as_message()])):
            raise NotTakenError

    def close(self) -> None:
        if self.backend:
            with suppress(Exception):  # It may be what has just failed.
                self.backend.close()
        self.backend = None


def send_due(may_go_on: MayGoOn) -> bool:
    """Sends for a turn; whether more is due that should go at once."""
    if not outbox.due().exists():
        return False
    until = time.monotonic() + TURN

    def in_turn() -> bool:
        return may_go_on() and time.monotonic() < until

    with outbox.quick_notes():
        return work(in_turn) and outbox.due().exists()


def work(may_go_on: MayGoOn) -> bool:
    """Sends batch after batch, a full one over all connections; False when the mail server cannot be reached.

    Also after a short one: what comes in meanwhile waits for the worker's next look, and costs less in company.
    """
    notes = Notes()
    lines = [Line(notes) for _ in range(CONNECTIONS)]
    try:
        while may_go_on() and (batch := outbox.claim()):
            with notes.being_heard():
                reached = send_batch(lines if len(batch) == outbox.BATCH else lines[:1], batch, may_go_on)
            if not reached:
                return False
            is_short = len(batch) < outbox.BATCH and not any(delivery.attempts > 1 for delivery in batch)
            if is_short and may_go_on():
                return False
    finally:
        for line in lines:
            line.close()
    return True


def send_batch(lines: Sequence[Line], batch: Sequence[Delivery], may_go_on: MayGoOn) -> bool:
    brand, waiting, usable = letters.brand(), deque(batch), list(lines)
    while waiting or any(line.delivery for line in usable):
        for line in tuple(usable):
            line.go_on()
            while waiting and not line.delivery:
                if not may_go_on():
                    outbox.release([*waiting])
                    waiting.clear()
                elif error := error_of_opening(line):
                    usable.remove(line)
                    if not usable:
                        for delivery in waiting:
                            outbox.note_failure(delivery, error)
                        return False
                    break
                else:
                    line.begin(waiting.popleft(), brand)
    return True


def error_of_opening(line: Line) -> Exception | None:
    try:
        line.open()
    except Exception as error:  # noqa: BLE001
        return error
    return None


def is_final(error: Exception) -> bool:
    """Whether this mail was refused for good. A server that refuses us, as a sender, may think better of it."""
    from anymail.exceptions import AnymailRecipientsRefused  # With much that a mail server needs not.

    codes = []
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    elif isinstance(error, SMTPDataError):
        codes = [error.smtp_code]
    return isinstance(error, AnymailRecipientsRefused) or any(500 <= code < 600 for code in codes)
