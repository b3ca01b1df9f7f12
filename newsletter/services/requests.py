"""What a form brings: a person, what they asked for, and the mail that answers. All of it or nothing is stored."""

from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.addresses import normalise
from core.limits import may_be_mailed
from core.sql import insert
from newsletter.attribution import source_of
from newsletter.models.guidebooks import GuidebookFile, GuidebookSubmission
from newsletter.models.people import Consent, NewsletterState, Person
from newsletter.services.consents import Origin, agree
from newsletter.services.downloads import issue_download
from newsletter.services.post import send_confirmation, send_download, send_welcome

NAME_ANSWERS = ("name", "full_name", "your_name")
NAME_PARTS = ("first_name", "last_name")
NOWHERE = Origin()
# Within this time the same form is a second press of the same button.
DOUBLE_PRESS = timedelta(minutes=1)


class Guidebook(Protocol):
    """What there is to know of a guidebook's page."""

    pk: Any
    title: str
    guidebook_file: GuidebookFile | None
    link_valid_days: int
    double_opt_in: bool
    mail_text: str


@transaction.atomic
def request_guidebook(
    guidebook: Guidebook,
    *,
    address: str,
    answers: dict[str, Any],
    wording: str = "",
    origin: Origin = NOWHERE,
    locale: str = "",
    key: UUID | None = None,
) -> GuidebookSubmission:
    """Stores the request and, with `wording`, the consent that stood beside the ticked box; then mails the link.

    A mail to an address that had enough for now is written and held back. `key` tells a form from all others: sent
    twice at once, it is one request.
    """
    person = known(address, locale, name_in(answers), origin, asks_for_newsletter=bool(wording))
    submission = GuidebookSubmission(
        uuid=key or uuid4(),
        page_id=guidebook.pk,
        person=person,
        form_data=answers,
        placement=origin.placement,
        shown_on_id=origin.shown_on_id,
        touch=origin.last_touch,
    )
    if not insert(submission, unless="uuid"):
        repeated = GuidebookSubmission.objects.get(uuid=key)
        if repeated.person_id == person.pk and is_recent(repeated.submit_time):
            return repeated
        submission.uuid = uuid4()
        insert(submission)
    is_agreed = False
    if wording:
        consent = agree(person, wording, origin, submission, double_opt_in=guidebook.double_opt_in)
        is_agreed = consent.action == Consent.Action.CONFIRMED
    if guidebook.guidebook_file:
        download = issue_download(submission, guidebook.guidebook_file, guidebook.link_valid_days)
        is_held = not may_be_mailed(person.email)
        send_download(download, guidebook.title, wording, guidebook.mail_text, is_agreed=is_agreed, is_held=is_held)
    return submission


@transaction.atomic
def sign_up(
    *,
    address: str,
    wording: str,
    origin: Origin = NOWHERE,
    locale: str = "",
    double_opt_in: bool = True,
    key: UUID | None = None,
) -> Consent:
    """Asks for the newsletter. A subscriber gets the same mail as a stranger, so that nothing is given away."""
    person = known(address, locale, origin=origin, asks_for_newsletter=True)
    repeated = Consent.objects.filter(uuid=key).first() if key else None
    if repeated and repeated.person_id == person.pk and is_recent(repeated.created_at):
        return repeated
    consent = agree(person, wording, origin, double_opt_in=double_opt_in, key=None if repeated else key)
    send = send_confirmation if consent.action == Consent.Action.GIVEN else send_welcome
    send(consent, is_held=not may_be_mailed(person.email))
    return consent


def is_recent(time: Any) -> bool:
    return time > timezone.now() - DOUBLE_PRESS


def known(address: str, locale: str, name: str = "", origin: Origin = NOWHERE, *, asks_for_newsletter: bool) -> Person:
    """The person at this address, new or not, with the row locked.

    A name that we have is not overwritten by a form, and neither is the way by which they came first.
    """
    new = Person(
        email=normalise(address),
        name=name,
        locale=locale or settings.LANGUAGE_CODE,
        newsletter=NewsletterState.ASKED if asks_for_newsletter else NewsletterState.NONE,
        source=source_of(origin.first_touch),
        first_touch=origin.first_touch,
        last_touch=origin.last_touch,
    )
    # Of several at once one row is made, and no failed INSERT has to be undone.
    if insert(new, unless="email"):
        return new
    person = Person.objects.select_for_update().get(email=new.email)
    learn(person, new)
    return person


def learn(person: Person, form: Person) -> None:
    """Adds what a form says to what we know."""
    changed = []
    if form.name and not person.name:
        person.name = form.name
        changed.append("name")
    if form.first_touch and not (person.first_touch or person.source):
        person.first_touch, person.source = form.first_touch, form.source
        changed += ["first_touch", "source"]
    if form.last_touch and form.last_touch != person.last_touch:
        person.last_touch = form.last_touch
        changed.append("last_touch")
    if changed:
        person.save(update_fields=changed)


def name_in(answers: dict[str, Any]) -> str:
    """What the person is called, where the form asks for it under one of the usual names."""
    whole = next((answers[key] for key in NAME_ANSWERS if answers.get(key)), "")
    parts = whole or " ".join(str(answers[key]) for key in NAME_PARTS if answers.get(key))
    return " ".join(str(parts).split())[:200]
