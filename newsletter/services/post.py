"""Writing mails. The caller asks first whether the address had enough (`core.limits`).

A row holds what the mail is made of; its text and its links are made when it is sent (`newsletter.letters`).
"""

from datetime import timedelta
from email.utils import parseaddr
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone

from core.sql import insert
from newsletter import letters
from newsletter.models.guidebooks import GuidebookDownload, GuidebookSubmission
from newsletter.models.mail import Delivery
from newsletter.models.people import Consent, Person
from newsletter.tokens import Purpose

Kind = Delivery.Kind


def write(
    kind: Delivery.Kind,
    person: Person,
    links: dict[Purpose, UUID],
    values: dict[str, Any],
    *,
    submission: GuidebookSubmission | None = None,
    to: str = "",
    is_held: bool = False,
) -> Delivery:
    """Puts a mail into the outbox, in the caller's transaction; a held one waits for somebody to send it by hand.

    `links` name the row that each of the mail's links leads to. `values` are what else its templates say, and nothing
    in them may be the person's own: mails with the same values are rendered once.
    """
    uuid = uuid4()
    delivery = Delivery(
        uuid=uuid,
        kind=kind,
        person=person,
        submission=submission,
        to=to or person.email,
        subject=letters.subject(kind, person.locale, values),
        context={"links": {purpose: row.hex for purpose, row in links.items()}, "values": values},
        message_id=f"<{uuid.hex}@{sender_domain()}>",
        status=Delivery.Status.HELD if is_held else Delivery.Status.QUEUED,
        next_attempt_at=None if is_held else timezone.now(),
    )
    insert(delivery)
    return delivery


def sender_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def send_confirmation(consent: Consent, *, is_held: bool = False) -> Delivery:
    """The mail with the link that confirms."""
    return write(
        Kind.CONFIRMATION,
        consent.person,
        {Purpose.CONFIRM: consent.uuid},
        {"wording": consent.wording},
        submission=consent.submission,
        is_held=is_held,
    )


def send_download(
    download: GuidebookDownload,
    title: str,
    wording: str,
    text: str = "",
    *,
    is_agreed: bool = False,
    is_held: bool = False,
) -> Delivery:
    """The mail with the link to the file.

    `text` is what marketing says above its button; `wording` the newsletter consent that pressing it confirms, if any,
    or with `is_agreed` the one that holds.
    """
    if download.person is None:
        raise ValueError("A link without a person cannot be mailed.")
    days = round((download.expires_at - download.issued_at) / timedelta(days=1))
    return write(
        Kind.GUIDEBOOK,
        download.person,
        {Purpose.DOWNLOAD: download.uuid},
        {"title": title, "days": days, "wording": wording, "is_agreed": is_agreed, "text": text},
        submission=download.submission,
        is_held=is_held,
    )


def send_welcome(consent: Consent, *, is_held: bool = False) -> Delivery:
    """The mail to somebody who is on the list by the form alone: what they agreed to, and how to leave."""
    return write(Kind.WELCOME, consent.person, {}, {"wording": consent.wording}, is_held=is_held)


def send_my_data(person: Person) -> Delivery:
    """The mail with the link to all that we hold of the person."""
    return write(Kind.MY_DATA, person, {Purpose.MY_DATA: person.uuid}, {})


def send_change_address(person: Person) -> Delivery:
    """The mail to the new address, with the link that confirms it."""
    return write(Kind.CHANGE_ADDRESS, person, {Purpose.CHANGE_ADDRESS: person.uuid}, {}, to=person.pending_email)


def send_address_changed(person: Person, old: str, *, is_held: bool = False) -> Delivery:
    """The notice to the old address."""
    return write(Kind.ADDRESS_CHANGED, person, {}, {}, to=old, is_held=is_held)
