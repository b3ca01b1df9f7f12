"""The rows of the export of leads, read in columns.

An object for each request, receipt and tag would take most of the time that a hundred thousand people need.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from newsletter import exports
from newsletter.models import Consent, GuidebookSubmission, NewsletterState, Person, TaggedPerson
from newsletter.models.guidebooks import GONE

OWN = ("email", "name", "newsletter", "source", "locale", "created_at")
Action = Consent.Action


@dataclass(slots=True)
class Story:
    """What else is known of a person, each latest first; a dictionary without values is a set in order."""

    guidebooks: dict[str, None] = field(default_factory=dict)
    placements: dict[str, None] = field(default_factory=dict)
    consents: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)

    def columns(self) -> dict[str, Any]:
        times = {action: time for action, (_wording, time) in self.consents.items()}
        agreed = self.consents.get(Action.CONFIRMED) or self.consents.get(Action.GIVEN)
        return {
            "guidebooks": ", ".join(self.guidebooks),
            "placements": ", ".join(filter(None, self.placements)),
            "tag_names": ", ".join(sorted(self.tags)),
            "consent_wording": agreed[0] if agreed else "",
            "consent_given_at": times.get(Action.GIVEN),
            "consent_confirmed_at": times.get(Action.CONFIRMED),
            "consent_withdrawn_at": times.get(Action.WITHDRAWN),
        }


def lead_rows(people: QuerySet[Person]) -> Iterator[dict[str, Any]]:
    """For each person what `PersonViewSet.list_export` names."""
    labels = {str(state.value): str(state.label) for state in NewsletterState}
    found = people.prefetch_related(None).values("pk", *OWN).iterator(chunk_size=exports.CHUNK)
    while chunk := list(islice(found, exports.CHUNK)):
        told = stories([person["pk"] for person in chunk])
        for person in chunk:
            yield {**person, "get_newsletter_display": labels[person["newsletter"]], **told[person["pk"]].columns()}


def stories(keys: list[int]) -> dict[int, Story]:
    told: defaultdict[int, Story] = defaultdict(Story)
    requests = GuidebookSubmission.objects.filter(person__in=keys).values_list("person", "page__title", "placement")
    for key, title, placement in requests:
        told[key].guidebooks[title or str(GONE)] = None
        told[key].placements[placement] = None
    receipts = Consent.objects.filter(person__in=keys).values_list(
        "person", "action", "wording", "placement", "created_at"
    )
    for key, action, wording, placement, time in receipts:
        told[key].consents.setdefault(action, (wording, time))
        if action == Action.GIVEN:
            told[key].placements[placement] = None
    for key, name in TaggedPerson.objects.filter(content_object__in=keys).values_list("content_object", "tag__name"):
        told[key].tags.append(name)
    return told
