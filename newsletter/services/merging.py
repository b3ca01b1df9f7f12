"""Two rows that are one person: everything of the one moves to the other."""

from typing import Any

from django.db import transaction

from newsletter.models.events import Event
from newsletter.models.guidebooks import GuidebookDownload, GuidebookSubmission
from newsletter.models.mail import Delivery
from newsletter.models.people import Consent, Person, TaggedPerson
from newsletter.services import stops
from newsletter.services.consents import lock, settle
from newsletter.services.data import log_entries
from newsletter.services.events import note


@transaction.atomic
def merge(kept: Person, other: Person, user: Any = None) -> Person:
    """Moves all that is stored of `other` to `kept`, whose address stays, and removes the row of `other`.

    Leaving wins: if either has left the newsletter, the one that stays has too. Raises `ValueError` for one and the
    same row.
    """
    if kept.pk == other.pk:
        raise ValueError("A person cannot be merged with themself.")
    kept, other = (lock(person) for person in (kept, other))
    if stops.is_stopped(other.email):
        stops.mark(kept.email)
    Consent.objects.move(other, kept)
    for model in (GuidebookSubmission, GuidebookDownload, Delivery, Event):
        model._default_manager.filter(person=other).update(person=kept)
    kept.tags.add(*other.tags.all())
    TaggedPerson.objects.filter(content_object=other).delete()
    adopt(kept, other)
    settle(kept)
    log_entries(other).delete()
    other.delete()
    note(Event.Kind.MERGED, kept, user)
    return kept


def adopt(kept: Person, other: Person) -> None:
    """What `kept` does not know of itself, and the earlier of the two beginnings."""
    kept.name = kept.name or other.name
    if other.created_at < kept.created_at:
        kept.created_at = other.created_at
        kept.first_touch, kept.source = other.first_touch or kept.first_touch, other.source or kept.source
    kept.save(update_fields=["name", "created_at", "first_touch", "source"])
