"""What a form brings: a person, what they asked for, and the mail that answers. All of it or nothing is stored."""

from typing import Any, Protocol

from django.conf import settings
from django.db import transaction

from newsletter.addresses import normalise
from newsletter.models.guidebooks import GuidebookFile, GuidebookSubmission
from newsletter.models.people import Consent, Person
from newsletter.services.consents import Origin, agree
from newsletter.services.downloads import issue_download
from newsletter.services.post import send_confirmation, send_download
from newsletter.throttle import has_had_enough

NAME_ANSWERS = ("name", "full_name", "your_name")
NAME_PARTS = ("first_name", "last_name")
NOWHERE = Origin()


class Guidebook(Protocol):
    """What there is to know of a guidebook's page."""

    pk: Any
    title: str
    guidebook_file: GuidebookFile | None
    link_valid_days: int
    double_opt_in: bool


@transaction.atomic
def request_guidebook(
    guidebook: Guidebook,
    *,
    address: str,
    answers: dict[str, Any],
    wording: str = "",
    origin: Origin = NOWHERE,
    locale: str = "",
) -> GuidebookSubmission:
    """Stores the request and, with `wording`, the consent that stood beside the ticked box; then mails the link.

    An address that had enough mail for now gets no further one; its request is stored all the same.
    """
    person = known(address, locale, name_in(answers))
    submission = GuidebookSubmission.objects.create(
        page_id=guidebook.pk,
        person=person,
        form_data=answers,
        placement=origin.placement,
        shown_on_id=origin.shown_on_id,
        touch=origin.last_touch,
    )
    is_confirmed = False
    if wording:
        consent = agree(person, wording, origin, submission, double_opt_in=guidebook.double_opt_in)
        is_confirmed = consent.action == Consent.Action.CONFIRMED
    if guidebook.guidebook_file and not has_had_enough(person):
        download = issue_download(submission, guidebook.guidebook_file, guidebook.link_valid_days)
        send_download(download, guidebook.title, "" if is_confirmed else wording)
    return submission


@transaction.atomic
def sign_up(
    *, address: str, wording: str, origin: Origin = NOWHERE, locale: str = "", double_opt_in: bool = True
) -> Consent:
    """Asks for the newsletter. A subscriber gets the same mail as a stranger, so that nothing is given away."""
    person = known(address, locale)
    consent = agree(person, wording, origin, double_opt_in=double_opt_in)
    if consent.action == Consent.Action.GIVEN and not has_had_enough(person):
        send_confirmation(consent)
    return consent


def known(address: str, locale: str, name: str = "") -> Person:
    """The person at this address, new or not, with the row locked. A name that we have is not overwritten by a form."""
    defaults = {"locale": locale or settings.LANGUAGE_CODE, "name": name}
    people = Person.objects.select_for_update()
    person, is_new = people.get_or_create(email=normalise(address), defaults=defaults)
    if name and not is_new and not person.name:
        person.name = name
        person.save(update_fields=["name"])
    return person


def name_in(answers: dict[str, Any]) -> str:
    """What the person is called, where the form asks for it under one of the usual names."""
    whole = next((answers[key] for key in NAME_ANSWERS if answers.get(key)), "")
    parts = whole or " ".join(str(answers[key]) for key in NAME_PARTS if answers.get(key))
    return " ".join(str(parts).split())[:200]
