"""Mails made from printed sheets: what many mails share is rendered and encoded once, what is personal is put in.

A sheet is a letter with marks where its links belong. The marks are random, so that no text can contain one. In the
encoded body (quoted-printable) a link stands between two soft line breaks, which keeps every line within the limit of
RFC 2045 whatever the link's length.
"""

import json
import re
import secrets
from dataclasses import dataclass
from email.quoprimime import body_encode
from email.utils import formatdate, parseaddr
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import forbid_multi_line_headers, sanitize_address
from django.utils.html import escape

from newsletter import letters
from newsletter.letters import Brand, Urls
from newsletter.models.mail import Delivery
from newsletter.tokens import Purpose

MARK = secrets.token_hex(8)
MARKED = re.compile(f"{MARK}_([a-z_-]+)_{MARK}")
BOUNDARY = f"=_{MARK}"  # Cannot stand in quoted-printable text, where "=" is followed by digits or ends the line.
PART = '--{}\r\nContent-Type: text/{}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
LONGEST_LINE = 75
SOFT_BREAK = b"=\r\n"
ENCODING = "utf-8"

# What all share, and between two pieces of it the purpose of a link.
Pieces = tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    sender: str
    subject: str
    text: Pieces
    html: Pieces
    head: bytes
    body: tuple[bytes | tuple[str, bool], ...]
    envelope_sender: str


@dataclass(frozen=True)
class Mail:
    """One mail, ready for any of Django's mail backends, or byte for byte for SMTP."""

    sheet: Sheet
    to: str
    message_id: str
    urls: Urls

    @property
    def recipient(self) -> str:
        """The address as a mail server takes it."""
        return self.to if self.to.isascii() else sanitize_address(self.to, ENCODING)

    def as_message(self) -> EmailMultiAlternatives:
        headers = {**shared_headers(self.urls), **self.personal_headers()}
        text, html = filled(self.sheet.text, self.urls), filled(self.sheet.html, escaped(self.urls))
        message = EmailMultiAlternatives(self.sheet.subject, text, self.sheet.sender, [self.to], headers=headers)
        message.attach_alternative(html, "text/html")
        return message

    def as_bytes(self) -> bytes:
        headers = {"To": self.to, "Date": formatdate(), **self.personal_headers()}
        lines = (": ".join(forbid_multi_line_headers(name, value, ENCODING)) for name, value in headers.items())
        plain = {purpose: quoted(url) for purpose, url in self.urls.items()}
        html = {purpose: quoted(url) for purpose, url in escaped(self.urls).items()}
        body = [
            piece if isinstance(piece, bytes) else (html if piece[1] else plain)[piece[0]] for piece in self.sheet.body
        ]
        return b"".join([self.sheet.head, "\r\n".join(lines).encode(), b"\r\n\r\n", *body])

    def personal_headers(self) -> dict[str, str]:
        leave = self.urls.get(Purpose.UNSUBSCRIBE)
        return {"Message-ID": self.message_id, **({"List-Unsubscribe": f"<{leave}>"} if leave else {})}


def mail_of(delivery: Delivery, brand: Brand) -> Mail:
    urls = letters.urls(delivery)
    sheet = printed(
        delivery.kind,
        delivery.person.locale,
        delivery.subject,
        json.dumps(delivery.context["values"], sort_keys=True),
        tuple(urls),
        brand,
        settings.DEFAULT_FROM_EMAIL,
        settings.BASE_URL,
    )
    return Mail(sheet, delivery.to, delivery.message_id, urls)


@lru_cache(maxsize=64)
def printed(
    kind: str, locale: str, subject: str, values: str, links: tuple[str, ...], brand: Brand, sender: str, base_url: str
) -> Sheet:
    """The sheet for all mails that differ in nothing but their links; `base_url` is one of the things they share."""
    marks = {purpose: f"{MARK}_{purpose}_{MARK}" for purpose in links}
    letter = letters.compose(kind, locale, json.loads(values), marks, brand)
    return make_sheet(sender, subject, letter, marks)


def make_sheet(sender: str, subject: str, letter: letters.Letter, links: Urls) -> Sheet:
    text, html = (tuple(MARKED.split(part)) for part in (letter.text, letter.html))
    return Sheet(
        sender=sender,
        subject=subject,
        text=text,
        html=html,
        head=head(sender, subject, shared_headers(links)),
        body=(
            PART.format(BOUNDARY, "plain").encode(),
            *encoded(text, is_html=False),
            b"\r\n" + PART.format(BOUNDARY, "html").encode(),
            *encoded(html, is_html=True),
            f"\r\n--{BOUNDARY}--\r\n".encode(),
        ),
        envelope_sender=parseaddr(sanitize_address(sender, ENCODING))[1],
    )


def shared_headers(links: Urls) -> dict[str, str]:
    can_leave = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if Purpose.UNSUBSCRIBE in links else {}
    return {"Auto-Submitted": "auto-generated", **can_leave}


def head(sender: str, subject: str, headers: dict[str, str]) -> bytes:
    """The headers that all share, as Django writes them."""
    message = EmailMultiAlternatives(subject, "", sender, headers={**headers, "Message-ID": "-", "Date": "-"})
    message.attach_alternative("", "text/html")
    mime: Any = message.message()  # Of Django's own class, whose `as_bytes` takes line ends.
    for name in ("Message-ID", "Date", "To"):
        del mime[name]
    mime.set_boundary(BOUNDARY)
    return bytes(mime.as_bytes(linesep="\r\n")).partition(b"\r\n\r\n")[0] + b"\r\n"


def encoded(pieces: Pieces, *, is_html: bool) -> list[bytes | tuple[str, bool]]:
    """The pieces in quoted-printable, with a soft line break before and after each link."""
    found: list[bytes | tuple[str, bool]] = []
    for place, piece in enumerate(pieces):
        if place % 2:
            found += [(piece, is_html), SOFT_BREAK]
        else:
            is_last = place == len(pieces) - 1
            found.append(quoted(piece) + (b"" if is_last or piece[-1:] in {"", "\r", "\n"} else SOFT_BREAK))
    return found


def quoted(text: str) -> bytes:
    return body_encode(text.encode().decode("latin-1"), maxlinelen=LONGEST_LINE, eol="\r\n").encode("ascii")


def filled(pieces: Pieces, urls: Urls) -> str:
    return "".join(urls[piece] if place % 2 else piece for place, piece in enumerate(pieces))


def escaped(urls: Urls) -> dict[str, str]:
    return {purpose: escape(url) for purpose, url in urls.items()}
