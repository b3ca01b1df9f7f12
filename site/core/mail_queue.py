"""Mail of Django's and Wagtail's own, such as a new password or a notice of a workflow, leaves by the worker.

A request writes a row and a task; the mail server may be slow or away. Readers' mail has an outbox of its own.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from email.utils import make_msgid, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from core.models import QueuedMail

logger = logging.getLogger(__name__)

# The pauses after a first, second, … failed attempt; after the last there is no further one.
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))


class QueuedBackend(BaseEmailBackend):
    """Puts each mail into the queue, in the transaction of what it is about."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            for message in email_messages:
                send_queued_mail.enqueue(QueuedMail.objects.create(message=packed(message)).pk)
        return len(email_messages)


@task(backend="jobs")
def send_queued_mail(mail_id: int) -> None:
    """Sends one mail. Safe to repeat: a mail that was sent is gone.

    It may go out twice in one case: when the worker dies between the server's acceptance and the removal of the row.
    Both then bear the same Message-ID. Raises after the last attempt, so that the task counts as failed.
    """
    mail = QueuedMail.objects.filter(pk=mail_id).first()
    if mail is None:
        return
    try:
        unpacked(mail.message).send()
    except Exception as error:
        if not try_again(mail, error):
            raise
    else:
        mail.delete()


def try_again(mail: QueuedMail, error: Exception) -> bool:
    """Notes the failure and queues the next attempt, if there is to be one."""
    mail.attempts += 1
    mail.last_error = f"{type(error).__name__}: {error}".replace("\x00", "")[:2000]
    pauses = BACK_OFF[mail.attempts - 1 : mail.attempts]
    with transaction.atomic():
        mail.save()
        for pause in pauses:
            send_queued_mail.using(run_after=timezone.now() + pause).enqueue(mail.pk)
    logger.log(
        logging.WARNING if pauses else logging.ERROR,
        "Mail %s: attempt %s failed with %s%s.",
        mail.pk,
        mail.attempts,
        type(error).__name__,
        "" if pauses else ", which was the last",
    )
    return bool(pauses)


def packed(message: EmailMessage) -> dict[str, Any]:
    """The mail as JSON. Nothing here sends attachments, which would swell the database."""
    if message.attachments:
        raise ValueError("A mail with attachments cannot be queued.")
    headers = {name: str(value) for name, value in message.extra_headers.items()}
    domain = parseaddr(message.from_email)[1].rpartition("@")[2] or "localhost"
    return {
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": str(message.from_email),
        **{name: [str(address) for address in getattr(message, name)] for name in ("to", "cc", "bcc", "reply_to")},
        "headers": {"Message-ID": make_msgid(domain=domain), **headers},
        "alternatives": [[str(content), kind] for content, kind in getattr(message, "alternatives", [])],
        "subtype": message.content_subtype,
    }


def unpacked(packed_message: dict[str, Any]) -> EmailMultiAlternatives:
    fields = dict(packed_message)
    subtype, alternatives = fields.pop("subtype"), fields.pop("alternatives")
    connection = get_connection(settings.WORKER_EMAIL_BACKEND)
    mail = EmailMultiAlternatives(**fields, alternatives=alternatives, connection=connection)
    mail.content_subtype = subtype
    return mail
