"""People from a list that somebody else kept: a CSV file with a header, one address a row."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.addresses import normalise
from newsletter.models.events import Event
from newsletter.models.people import Consent, NewsletterState, Person
from newsletter.services.consents import Origin, record
from newsletter.services.errors import StoppedError
from newsletter.services.events import note

MAXIMUM_ROWS = 20_000
ADDRESS_HEADINGS = {"email", "e-mail", "e-mail address", "email address", "address", "mail"}
NAME_HEADINGS = {"name", "full name"}


class UnreadableListError(ValueError):
    """The file is no list of people. The message is for whoever sent it."""


@dataclass
class ImportReport:
    """What became of the rows: addresses are counted, and only those that are none are told by their line."""

    added: int = 0
    known: int = 0
    subscribed: int = 0
    stopped: int = 0
    invalid: list[int] = field(default_factory=list)


def read_rows(lines: Iterable[str]) -> list[tuple[int, str, str]]:
    """`[(line, address, name), …]`; raises `UnreadableListError` where no column holds addresses."""
    try:
        reader = csv.reader(lines, strict=True)
        header = [cell.strip().lstrip("\ufeff").casefold() for cell in next(reader, [])]
        address = next((index for index, cell in enumerate(header) if cell in ADDRESS_HEADINGS), None)
        if address is None:
            raise UnreadableListError(_("The first row must name the columns, and one of them must be called “email”."))
        name = next((index for index, cell in enumerate(header) if cell in NAME_HEADINGS), None)
        rows = [(reader.line_num, cell(row, address), cell(row, name)) for row in reader if any(row)]
    except csv.Error as error:
        raise UnreadableListError(_("The file is not a CSV file: %(error)s.") % {"error": error}) from error
    if len(rows) > MAXIMUM_ROWS:
        most = number_format(MAXIMUM_ROWS, force_grouping=True)
        raise UnreadableListError(_("The file has more than %(number)s rows; send it in parts.") % {"number": most})
    return rows


def cell(row: list[str], index: int | None) -> str:
    return row[index].strip() if index is not None and index < len(row) else ""


@transaction.atomic
def import_people(rows: Iterable[tuple[int, str, str]], *, wording: str, source: str, user: Any) -> ImportReport:
    """Stores the people of a list; with `wording`, the words they agreed to elsewhere, puts them on the newsletter's.

    Whoever left stays out (`StoppedError`), and whoever is known stays as they are. Nobody is written to.
    """
    report = ImportReport()
    for line, address, name in rows:
        try:
            email = normalise(address)
        except ValidationError:
            report.invalid.append(line)
            continue
        person, is_new = Person.objects.select_for_update().get_or_create(
            email=email,
            defaults={"name": name[:200], "source": source[:100], "locale": settings.LANGUAGE_CODE},
        )
        if is_new:
            report.added += 1
            note(Event.Kind.IMPORTED, person, user)
        else:
            report.known += 1
        if wording and person.newsletter != NewsletterState.CONFIRMED:
            subscribe(person, wording, report)
    return report


def subscribe(person: Person, wording: str, report: ImportReport) -> None:
    origin = Origin(placement="import", method=Consent.Method.IMPORT)
    try:
        with transaction.atomic():
            record(person, Consent.Action.GIVEN, wording, origin)
            record(person, Consent.Action.CONFIRMED, wording, origin)
    except StoppedError:
        report.stopped += 1
    else:
        report.subscribed += 1
