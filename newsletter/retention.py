"""The clock that removes personal data whose time has come; the days stand with each form and in the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from newsletter.models import (
    Consent,
    Delivery,
    Event,
    GuidebookDownload,
    GuidebookPage,
    GuidebookSubmission,
    NewsletterSettings,
    NewsletterState,
    Person,
    RetentionRun,
    Suspect,
)
from newsletter.services import erase

CHUNK = 200


@dataclass(frozen=True)
class Clock:
    """What is due, and how a row of it goes."""

    name: str
    due: QuerySet
    remove: Callable[[Any], object] = Model.delete


def clocks(now: datetime) -> list[Clock]:
    """All clocks in the order in which they run: what hangs on a person before the person."""
    settings = NewsletterSettings.objects.filter(site__is_default_site=True).first() or NewsletterSettings()

    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    found = [
        Clock("requests", due_requests(now), remove_request),
        Clock("people", due_people(before(settings.keep_unconfirmed_days)), expire),
        Clock("mails", due_mails(before(settings.keep_mails_days))),
        Clock("quarantine", Suspect.objects.filter(created_at__lt=before(settings.keep_suspects_days))),
    ]
    if settings.keep_events_days:
        found.append(Clock("events", Event.objects.filter(created_at__lt=before(settings.keep_events_days))))
    return found


def run(dry: bool = False) -> RetentionRun:
    """Removes what is due, a chunk in a transaction, and logs how much of what; a dry run only counts."""
    counts = {clock.name: clock.due.count() if dry else remove_all(clock) for clock in clocks(timezone.now())}
    return RetentionRun.objects.create(is_dry=dry, counts=counts)


def remove_all(clock: Clock) -> int:
    removed = 0
    while rows := list(clock.due.order_by("pk")[:CHUNK]):
        with transaction.atomic():
            for row in rows:
                clock.remove(row)
        removed += len(rows)
    return removed


def due_requests(now: datetime) -> QuerySet[GuidebookSubmission]:
    """Each form has days of its own; a form without keeps its requests until the person leaves."""
    condition = Q(pk=None)
    for page, days in GuidebookPage.objects.exclude(keep_days=None).values_list("pk", "keep_days"):
        condition |= Q(page=page, submit_time__lt=now - timedelta(days=days))
    return GuidebookSubmission.objects.filter(condition)


def remove_request(submission: GuidebookSubmission) -> None:
    """Removes the request with its links and mails, and the person whom nothing else ties to us."""
    person = submission.person
    GuidebookDownload.objects.filter(submission=submission).delete()
    Delivery.objects.filter(submission=submission).delete()
    submission.delete()
    if person and person.newsletter == NewsletterState.NONE and not person.submissions.exists():
        expire(person)


def expire(person: Person) -> None:
    """Erases a person by the clock, which the event that stays tells from a wish."""
    erase(person, kind=Event.Kind.EXPIRED)


def due_people(before: datetime) -> QuerySet[Person]:
    """Who asked for the newsletter alone, and has not confirmed in all this time."""
    asked = Person.objects.filter(
        ~Exists(GuidebookSubmission.objects.filter(person=OuterRef("pk"))),
        newsletter=NewsletterState.ASKED,
    )
    given = Consent.Action.GIVEN
    return asked.annotate(asked_at=Max("consents__created_at", filter=Q(consents__action=given))).filter(
        asked_at__lt=before
    )


def due_mails(before: datetime) -> QuerySet[Delivery]:
    waiting = (Delivery.Status.QUEUED, Delivery.Status.SENDING)
    return Delivery.objects.filter(created_at__lt=before).exclude(status__in=waiting)
