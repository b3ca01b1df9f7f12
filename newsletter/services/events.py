"""What happens to a person and has no row of its own (`newsletter.timeline` tells all of it)."""

from typing import Any

from newsletter.models.events import Event
from newsletter.models.people import Person


def note(kind: Event.Kind, person: Person | None = None, user: Any = None) -> Event:
    """`user` is the member of the staff who did it; the person themself otherwise, or a clock."""
    return Event.objects.create(kind=kind, person=person, user=user)
