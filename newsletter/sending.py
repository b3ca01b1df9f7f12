"""Sends what the outbox holds: one mail after the other over a connection that is kept, and noted one by one."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from smtplib import SMTPDataError, SMTPRecipientsRefused

from anymail.exceptions import AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections

from core.drains import MayGoOn
from core.mail import MailboxBackend
from newsletter import letters, outbox
from newsletter.models.mail import Delivery
from newsletter.sheets import Mail, mail_of

TURN = 10.0  # Seconds; a mail is begun within its worker's turn, so long before the lease ends.


class NotTakenError(Exception):
    """The backend says that it sent nothing, and not why."""


class Line:
    """A connection to the mail server, or whatever the mail backend has for one."""

    backend: BaseEmailBackend | None = None

    def open(self) -> None:
        if self.backend is None:
            backend = get_connection(settings.WORKER_EMAIL_BACKEND)
            backend.open()
            self.backend = backend

    def send(self, mail: Mail) -> None:
        backend = self.backend
        if isinstance(backend, smtp.EmailBackend) and backend.connection:
            backend.connection.sendmail(mail.sheet.envelope_sender, [mail.recipient], mail.as_bytes())
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
    """Sends for a turn, over a second connection too where there is more than one batch; whether more is due."""
    if not outbox.due().exists():
        return False
    until = time.monotonic() + TURN

    def in_turn() -> bool:
        return may_go_on() and time.monotonic() < until

    with ThreadPoolExecutor(1) as pool:
        is_backlog = outbox.due()[outbox.BATCH :].exists()
        others = [pool.submit(work_in_thread, in_turn)] if is_backlog else []
        answers = [work(in_turn), *(other.result() for other in others)]
    return all(answers) and outbox.due().exists()


def work_in_thread(may_go_on: MayGoOn) -> bool:
    try:
        return work(may_go_on)
    finally:
        connections.close_all()


def work(may_go_on: MayGoOn) -> bool:
    """Sends batch after batch; False when the mail server cannot be reached."""
    with closing(Line()) as line:
        while may_go_on() and (batch := outbox.claim()):
            if not send_batch(line, batch, may_go_on):
                return False
    return True


def send_batch(line: Line, batch: Sequence[Delivery], may_go_on: MayGoOn) -> bool:
    brand = letters.brand()
    for place, delivery in enumerate(batch):
        if not may_go_on():
            outbox.release(batch[place:])
            return True
        try:
            line.open()
        except Exception as error:  # noqa: BLE001 (every provider has errors of its own, and none may lose a mail)
            for waiting in batch[place:]:
                outbox.note_failure(waiting, error)
            return False
        try:
            line.send(mail_of(delivery, brand))
        except Exception as error:  # noqa: BLE001
            line.close()
            outbox.note_failure(delivery, error, is_final=is_final(error))
        else:
            outbox.mark_sent(delivery)
    return True


def is_final(error: Exception) -> bool:
    """Whether this mail was refused for good. A server that refuses us, as a sender, may think better of it."""
    codes = []
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    elif isinstance(error, SMTPDataError):
        codes = [error.smtp_code]
    return isinstance(error, AnymailRecipientsRefused) or any(500 <= code < 600 for code in codes)
