"""Writing mails and having them sent. The caller asks first whether the address had enough (`newsletter.throttle`)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from newsletter import outbox
from newsletter.letters import compose, link
from newsletter.models.guidebooks import GuidebookDownload
from newsletter.models.mail import Delivery
from newsletter.models.people import Consent, Person
from newsletter.tasks import send_delivery
from newsletter.tokens import Purpose

Kind = Delivery.Kind


def post(delivery: Delivery, is_held: bool = False) -> Delivery:
    """Queues the task in the transaction that holds the mail, so that neither is without the other."""
    if is_held:
        delivery.status, delivery.next_attempt_at = Delivery.Status.HELD, None
        delivery.save(update_fields=["status", "next_attempt_at"])
    else:
        send_delivery.enqueue(delivery.pk)
    return delivery


def write(
    kind: Delivery.Kind,
    person: Person,
    links: dict[Purpose, UUID],
    values: dict[str, Any],
    *,
    to: str = "",
    is_held: bool = False,
) -> Delivery:
    """Puts a mail into the outbox; `links` name the row that each of the mail's links leads to."""
    to = to or person.email
    urls = {f"{purpose.replace('-', '_')}_url": link(purpose, row, to) for purpose, row in links.items()}
    delivery = outbox.add(kind, person, compose(kind, person, {**urls, **values}))
    delivery.to = to
    if is_held:
        delivery.status, delivery.next_attempt_at = Delivery.Status.HELD, None
    delivery.save(update_fields=["to", "status", "next_attempt_at"])
    return delivery if is_held else post(delivery)


def send_confirmation(consent: Consent, *, is_held: bool = False) -> Delivery:
    """The mail with the link that confirms."""
    context = {"confirm_url": link(Purpose.CONFIRM, consent.uuid, consent.person.email), "wording": consent.wording}
    letter = compose(Delivery.Kind.CONFIRMATION, consent.person, context)
    return post(outbox.add(Delivery.Kind.CONFIRMATION, consent.person, letter, consent.submission), is_held)


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

    `wording` is the newsletter consent that pressing it confirms, if any, or with `is_agreed` the one that holds.
    """
    person = download.person
    if person is None:
        raise ValueError("A link without a person cannot be mailed.")
    context = {
        "download_url": link(Purpose.DOWNLOAD, download.uuid, person.email),
        "title": title,
        "file": download.file,
        "days": round((download.expires_at - download.issued_at) / timedelta(days=1)),
        "wording": wording,
        "is_agreed": is_agreed,
    }
    letter = compose(Delivery.Kind.GUIDEBOOK, person, context)
    return post(outbox.add(Delivery.Kind.GUIDEBOOK, person, letter, download.submission), is_held)


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
