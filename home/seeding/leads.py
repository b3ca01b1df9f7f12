"""People who left an address, in bulk, with what each of them asked for, agreed to and was sent.

`newsletter.services` is the only writer of real people, and writes mail to each. Here nobody is written to: every mail
is already sent, to an address under `.example`, which can belong to nobody (RFC 2606).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from home.seeding import bulk
from home.seeding.writing import Writer
from newsletter.models import (
    Consent,
    Delivery,
    GuidebookDownload,
    GuidebookFormField,
    GuidebookPage,
    GuidebookSubmission,
    NewsletterState,
    Person,
)
from newsletter.models.settings import SUGGESTED_WORDING

CHUNK = 500
PREFIX, DOMAIN = "reader-", "@leads.example"
CHANCE_OF_GUIDEBOOK = 0.6  # The others sign up for the newsletter only.
CHANCE_OF_BOX = 0.4
CHANCE_OF_ANSWER = 0.7  # That a link in a mail is followed.
CHANCE_OF_LEAVING = 0.1

Action = Consent.Action


@dataclass
class Chunk:
    """The rows of a number of leads, in the order in which they can be inserted."""

    people: list[Person] = field(default_factory=list)
    submissions: list[GuidebookSubmission] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    downloads: list[GuidebookDownload] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)

    def insert(self) -> None:
        bulk.insert(Person, self.people)
        for model, rows, names in (
            (GuidebookSubmission, self.submissions, ("person",)),
            (Consent, self.consents, ("person", "submission")),
            (GuidebookDownload, self.downloads, ("person", "submission")),
            (Delivery, self.deliveries, ("person", "submission")),
        ):
            take_keys(rows, names)
            bulk.insert(model, rows)


def take_keys(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Gives the rows the keys that what they refer to has got since they were made."""
    for row in rows:
        for name in names:
            setattr(row, name, getattr(row, name))


def write_leads(number: int, writer: Writer) -> Iterator[int]:
    """Writes so many leads, a chunk at a time; yields how many each chunk had."""
    desk = Desk(writer, GuidebookPage.objects.live().exclude(guidebook_file=None).order_by("pk").first())
    first = first_free_number()
    for start in range(0, number, CHUNK):
        size = min(CHUNK, number - start)
        with transaction.atomic():
            desk.write_chunk(first + start, size)
        yield size


def first_free_number() -> int:
    """The number of the next lead, so that a further run gives new addresses."""
    last = Person.objects.filter(email__startswith=PREFIX, email__endswith=DOMAIN).order_by("-pk").first()
    return int(last.email[len(PREFIX) : -len(DOMAIN)]) + 1 if last else 1


@dataclass
class Desk:
    """Where leads come in: through the form of a guidebook, while the site has one, and the newsletter's."""

    writer: Writer
    guidebook: GuidebookPage | None
    chunk: Chunk = field(default_factory=Chunk)

    @cached_property
    def form_fields(self) -> list[GuidebookFormField]:
        return list(self.guidebook.form_fields.all()) if self.guidebook else []

    def write_chunk(self, first: int, size: int) -> None:
        self.chunk = Chunk()
        for number in range(first, first + size):
            self.lead(number)
        self.chunk.insert()

    def lead(self, number: int) -> None:
        moment = self.writer.moment()
        person = Person(
            uuid=self.writer.uuid(),
            email=f"{PREFIX}{number}{DOMAIN}",
            name=f"Reader {number}" if self.perhaps(0.5) else "",
            locale=settings.LANGUAGE_CODE,
            created_at=moment,
        )
        self.chunk.people.append(person)
        if self.guidebook and self.perhaps(CHANCE_OF_GUIDEBOOK):
            self.ask_for_guidebook(person, self.guidebook, moment)
        else:
            self.sign_up(person, moment)

    def ask_for_guidebook(self, person: Person, guidebook: GuidebookPage, moment: datetime) -> None:
        submission = GuidebookSubmission(
            uuid=self.writer.uuid(),
            page_id=guidebook.pk,
            person=person,
            form_data=self.answers(person),
            placement="page",
            submit_time=moment,
        )
        self.chunk.submissions.append(submission)
        fetched = self.perhaps(CHANCE_OF_ANSWER)
        if guidebook.newsletter_wording and self.perhaps(CHANCE_OF_BOX):
            self.agree(person, guidebook.newsletter_wording, moment, confirms=fetched, submission=submission)
        self.chunk.downloads.append(
            GuidebookDownload(
                uuid=self.writer.uuid(),
                person=person,
                submission=submission,
                file=guidebook.guidebook_file,
                issued_at=moment,
                expires_at=moment + timedelta(days=guidebook.link_valid_days),
                downloaded_at=moment + timedelta(minutes=5) if fetched else None,
            )
        )
        self.send(Delivery.Kind.GUIDEBOOK, person, guidebook.title, moment, submission)

    def answers(self, person: Person) -> dict[str, Any]:
        """Something for every field that marketing has added."""
        return {
            form_field.clean_name: self.writer.random.choice(form_field.choices.splitlines() or [person.name or "-"])
            for form_field in self.form_fields
        }

    def sign_up(self, person: Person, moment: datetime) -> None:
        self.agree(person, SUGGESTED_WORDING, moment, confirms=self.perhaps(CHANCE_OF_ANSWER))
        self.send(Delivery.Kind.CONFIRMATION, person, "Please confirm your address", moment)

    def agree(
        self,
        person: Person,
        wording: str,
        moment: datetime,
        *,
        confirms: bool,
        submission: GuidebookSubmission | None = None,
    ) -> None:
        """Writes the receipts of a consent, and what they come to."""
        actions = [(Action.GIVEN, NewsletterState.ASKED)]
        if confirms:
            actions.append((Action.CONFIRMED, NewsletterState.CONFIRMED))
            if self.perhaps(CHANCE_OF_LEAVING):
                actions.append((Action.WITHDRAWN, NewsletterState.WITHDRAWN))
        for step, (action, state) in enumerate(actions):
            person.newsletter = state
            self.chunk.consents.append(
                Consent(
                    uuid=self.writer.uuid(),
                    person=person,
                    action=action,
                    wording=wording,
                    page_id=submission.page_id if submission else None,
                    submission=submission,
                    placement="page" if submission else "footer",
                    created_at=moment + timedelta(hours=step),
                )
            )

    def send(
        self,
        kind: Delivery.Kind,
        person: Person,
        subject: str,
        moment: datetime,
        submission: GuidebookSubmission | None = None,
    ) -> None:
        uuid = self.writer.uuid()
        self.chunk.deliveries.append(
            Delivery(
                uuid=uuid,
                person=person,
                submission=submission,
                kind=kind,
                to=person.email,
                subject=subject,
                message_id=f"<{uuid.hex}{DOMAIN}>",
                status=Delivery.Status.SENT,
                attempts=1,
                created_at=moment,
                sent_at=moment + timedelta(seconds=2),
            )
        )

    def perhaps(self, chance: float) -> bool:
        return self.writer.random.random() < chance
