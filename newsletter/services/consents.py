"""Agreeing, confirming, leaving, and coming back: each adds a receipt."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from core.limits import may_be_mailed
from core.sql import insert
from newsletter.models.guidebooks import GuidebookSubmission
from newsletter.models.people import Consent, NewsletterState, Person
from newsletter.services import stops
from newsletter.services.errors import LinkError, LinkExpiredError, LinkOverruledError, LinkUsedError, StoppedError
from newsletter.services.post import send_confirmation

Action = Consent.Action
NEWSLETTER = Consent.Purpose.NEWSLETTER
UNDO_TIME = timedelta(days=1)


@dataclass(frozen=True)
class Origin:
    """From where something was given: how, in which form of which page as it then was, and on which way to it.

    `page_*` is the page that the form belongs to, `shown_on_id` the one that it stood in. A touch is what
    `newsletter.attribution` reads of a visit; `ip_hash` is keyed (`core.http.ip_hash`).
    """

    placement: str = ""
    ip_hash: str = ""
    page_id: int | None = None
    page_revision: int | None = None
    page_title: str = ""
    page_url: str = ""
    shown_on_id: int | None = None
    method: str = Consent.Method.FORM
    first_touch: dict[str, str] = field(default_factory=dict)
    last_touch: dict[str, str] = field(default_factory=dict)


def lock(person: Person) -> Person:
    """The person's row as it is now, kept from everyone else until the transaction ends."""
    return Person.objects.select_for_update().get(pk=person.pk)


def record(
    person: Person,
    action: Consent.Action,
    wording: str,
    origin: Origin,
    submission: GuidebookSubmission | None = None,
    key: UUID | None = None,
) -> Consent:
    """Writes the receipt, and what it comes to on the person.

    A form can be filled in by anybody: a subscriber stays one, and so does someone who has left, until they confirm.
    That they can only do by a mailed link; whatever else would put a stopped address on the list is a `StoppedError`.
    """
    if action == Action.WITHDRAWN:
        stops.mark(person.email)
    elif action == Action.CONFIRMED and origin.method == Consent.Method.LINK:
        stops.lift(person.email)
    elif action == Action.CONFIRMED and has_left(person):
        raise StoppedError
    consent = Consent(
        uuid=key or uuid4(),
        person=person,
        purpose=NEWSLETTER,
        action=action,
        wording=wording,
        page_id=origin.page_id,
        page_revision=origin.page_revision,
        page_title=origin.page_title,
        page_url=origin.page_url[:255],
        method=origin.method,
        placement=origin.placement,
        ip_hash=origin.ip_hash,
        submission=submission,
    )
    insert(consent)
    before = person.newsletter
    if action != Action.GIVEN:
        person.newsletter = NewsletterState(action)
    elif before == NewsletterState.NONE:
        person.newsletter = NewsletterState.ASKED
    if person.newsletter != before:
        person.save(update_fields=["newsletter"])
    return consent


def agree(
    person: Person,
    wording: str,
    origin: Origin,
    submission: GuidebookSubmission | None = None,
    *,
    double_opt_in: bool = True,
    key: UUID | None = None,
) -> Consent:
    """Records the ticked box. Without double opt-in it is the confirmation too, save for somebody who has left.

    The receipt says whether a mail must ask for more: it is `GIVEN` or `CONFIRMED`.
    """
    given = record(person, Action.GIVEN, wording, origin, submission, key)
    if double_opt_in or has_left(person):
        return given
    return record(person, Action.CONFIRMED, wording, origin, submission)


def has_left(person: Person) -> bool:
    """Whether this address left, be it as somebody whose row was erased since."""
    return person.newsletter == NewsletterState.WITHDRAWN or stops.is_stopped(person.email)


def settle(person: Person) -> None:
    """Brings the person's state in line with receipts that came from elsewhere, as by a merger."""
    decided = person.consents.filter(purpose=NEWSLETTER).exclude(action=Action.GIVEN).first()
    if stops.is_stopped(person.email) or (decided and decided.action == Action.WITHDRAWN):
        person.newsletter = NewsletterState.WITHDRAWN
        stops.mark(person.email)
    elif decided:
        person.newsletter = NewsletterState.CONFIRMED
    else:
        has_asked = person.consents.filter(purpose=NEWSLETTER).exists()
        person.newsletter = NewsletterState.ASKED if has_asked else NewsletterState.NONE
    person.save(update_fields=["newsletter"])


def check_request(request: Consent) -> None:
    """Raises `LinkOverruledError` when the person has left since, `LinkUsedError` when the request was confirmed."""
    if Consent.objects.after(request).filter(action=Action.WITHDRAWN).exists():
        raise LinkOverruledError
    if not request.is_open:
        raise LinkUsedError


@transaction.atomic
def confirm(request: Consent, ip_hash: str = "") -> Consent:
    """Confirms what was asked for; raises as `check_request` does."""
    person = lock(request.person)
    check_request(request)
    return record(person, Action.CONFIRMED, request.wording, origin_of(request, ip_hash), request.submission)


def confirm_pending(submission: GuidebookSubmission | None, ip_hash: str = "") -> Consent | None:
    """Confirms the newsletter consent that came with a guidebook request, if it still waits."""
    pending = pending_consent(submission)
    with suppress(LinkError):  # Somebody was quicker.
        return confirm(pending, ip_hash) if pending else None
    return None


def pending_consent(submission: GuidebookSubmission | None) -> Consent | None:
    """The consent of a request that waits for its confirmation."""
    given = submission.consents.filter(action=Action.GIVEN).first() if submission else None
    return given if given and given.is_open else None


@transaction.atomic
def unsubscribe(
    person: Person, ip_hash: str = "", method: str = Consent.Method.LINK, placement: str = "mail"
) -> Consent | None:
    """Ends the newsletter for this person; the receipt, or the earlier one, or None for someone who never asked."""
    person = lock(person)
    last = person.consents.filter(purpose=NEWSLETTER).first()
    if last is None or last.action == Action.WITHDRAWN:
        return last
    return record(person, Action.WITHDRAWN, last.wording, Origin(placement=placement, ip_hash=ip_hash, method=method))


@transaction.atomic
def resubscribe(withdrawal: Consent, ip_hash: str = "") -> Consent:
    """Takes a withdrawal back, which only its own link can do, within a day, and unless it was done already.

    A subscriber is one again. Someone who had only asked has asked again, and gets the link that confirms it.
    """
    person = lock(withdrawal.person)
    if withdrawal.action != Action.WITHDRAWN or Consent.objects.after(withdrawal).exclude(action=Action.GIVEN).exists():
        raise LinkUsedError
    if not can_undo(withdrawal):
        raise LinkExpiredError
    before = list(person.consents.filter(purpose=NEWSLETTER, pk__lt=withdrawal.pk))
    since = []
    for receipt in before:
        if receipt.action == Action.WITHDRAWN:
            break
        since.append(receipt)
    if not since:
        raise LinkUsedError
    last = next((receipt for receipt in since if receipt.action == Action.CONFIRMED), since[0])
    person.newsletter = NewsletterState.NONE
    restored = record(
        person, Action(last.action), last.wording, Origin(placement="undo", ip_hash=ip_hash, method=Consent.Method.LINK)
    )
    if restored.action == Action.GIVEN:
        send_confirmation(restored, is_held=not may_be_mailed(person.email))
    return restored


def can_undo(withdrawal: Consent) -> bool:
    """Whether it is so recent that one press takes it back, whenever its page is opened."""
    return withdrawal.created_at > timezone.now() - UNDO_TIME


def origin_of(consent: Consent, ip_hash: str) -> Origin:
    """The place of an earlier receipt, for the one that answers it by a mailed link."""
    return Origin(
        placement=consent.placement,
        ip_hash=ip_hash,
        page_id=consent.page_id,
        page_revision=consent.page_revision,
        page_title=consent.page_title,
        page_url=consent.page_url,
        method=Consent.Method.LINK,
    )
