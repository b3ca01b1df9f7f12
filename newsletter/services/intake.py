"""What becomes of a form that came in: a request, or a row in quarantine from which it can be freed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.limits import Limit, check_held, exceeded
from core.sql import turn
from newsletter.models.events import Event
from newsletter.models.guidebooks import GuidebookSubmission
from newsletter.models.people import Consent
from newsletter.models.suspects import Suspect
from newsletter.services.consents import Origin
from newsletter.services.errors import CannotFreeError
from newsletter.services.events import note
from newsletter.services.requests import NOWHERE, Guidebook, request_guidebook, sign_up


@dataclass(frozen=True)
class FilledForm:
    """A valid form with all that is needed to act on it, in values that JSON knows.

    `key` is the same for the same form sent twice. `wording` is what the reader agreed to, as far as it is proven.
    Without a guidebook it is a sign-up for the newsletter.
    """

    key: str
    address: str
    guidebook_id: int | None = None
    double_opt_in: bool = True
    locale: str = ""
    wording: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    origin: Origin = NOWHERE

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        return cls(**{**payload, "origin": Origin(**payload["origin"])})


def take_in(
    filled: FilledForm,
    guidebook: Guidebook | None,
    signs: Sequence[str] = (),
    limits: Sequence[Limit] = (),
    connection: str = "",
) -> None:
    """Stores the form: as a request where nothing speaks against it, else in quarantine, where no mail follows.

    Raises `TooMuchHeldError` where the quarantine has taken in enough for now.
    """
    with turn(), transaction.atomic():
        over_limits = [limit.what for limit in exceeded(limits)]
        reasons = [*signs, *dict.fromkeys(over_limits)]
        if reasons:
            check_held("form", connection)
            hold(filled, reasons)
        else:
            store(filled, guidebook)


def hold(filled: FilledForm, reasons: Sequence[str]) -> None:
    Suspect.objects.create(
        page_id=filled.guidebook_id,
        address=filled.address,
        payload=asdict(filled),
        reasons=[str(reason) for reason in reasons],
    )


def store(filled: FilledForm, guidebook: Guidebook | None) -> GuidebookSubmission | Consent:
    common: dict[str, Any] = {
        "address": filled.address,
        "wording": filled.wording,
        "origin": filled.origin,
        "locale": filled.locale,
        "key": UUID(filled.key),
    }
    if guidebook:
        return request_guidebook(guidebook, answers=filled.answers, **common)
    return sign_up(double_opt_in=filled.double_opt_in, **common)


@transaction.atomic
def free(suspect: Suspect, user: Any) -> Suspect:
    """Makes an ordinary request of a form in quarantine, once; raises `CannotFreeError` where nothing can follow."""
    suspect = Suspect.objects.select_for_update().get(pk=suspect.pk)
    if suspect.freed_at:
        return suspect
    filled = FilledForm.from_payload(suspect.payload)
    stored = store(filled, guidebook_of(suspect, filled))
    note(Event.Kind.FREED, stored.person, user)
    suspect.submission = stored if isinstance(stored, GuidebookSubmission) else None
    suspect.freed_at, suspect.freed_by = timezone.now(), user
    suspect.save(update_fields=["submission", "freed_at", "freed_by"])
    return suspect


def guidebook_of(suspect: Suspect, filled: FilledForm) -> Any:
    """The guidebook that was asked for, or None for the newsletter's own form."""
    if filled.guidebook_id is None:
        if not filled.wording:
            raise CannotFreeError(_("Nothing proves which words stood beside the box, so nobody agreed to them."))
        return None
    page = suspect.page.specific if suspect.page else None
    if page is None or not page.live:
        raise CannotFreeError(_("This guidebook is no longer offered."))
    return page
