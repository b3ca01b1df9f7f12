"""The local mailbox: mail as files, for a site that has no mail server yet."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils.text import slugify


class MailboxBackend(BaseEmailBackend):
    """Writes each mail into `EMAIL_FILE_PATH` as an `.eml` file (RFC 5322) that any mail program opens."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            self.keep(str(message.subject), as_bytes(message))
        return len(email_messages)

    def keep(self, subject: str, message: bytes) -> None:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        file = folder / f"{stamp}-{slugify(subject)[:60]}-{uuid4().hex[:6]}.eml"
        unfinished = file.with_suffix(".part")
        unfinished.write_bytes(message)
        unfinished.replace(file)


def as_bytes(message: EmailMessage) -> bytes:
    """The message byte for byte as Django's SMTP backend sends it."""
    mime: Any = message.message()  # Of Django's own class, whose `as_bytes` takes line ends.
    return bytes(mime.as_bytes(linesep="\r\n"))
