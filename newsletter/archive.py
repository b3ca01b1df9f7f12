"""A person's own data, as the page of it shows it and as the file that they take away."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core.addresses import readable
from newsletter import services
from newsletter.models import Person
from newsletter.timeline import shown, timeline

Facts = list[tuple[str, str]]


def facts(person: Person) -> Facts:
    """What the row of the person says, in words, without what is empty."""
    found = [
        (_("E-mail address"), readable(person.email)),
        (_("New address, not confirmed yet"), readable(person.pending_email)),
        (pgettext("person", "Name"), person.name),
        (_("Language"), person.locale),
        (_("Newsletter"), person.get_newsletter_display()),
        (_("Paused until"), date_format(person.paused_until) if person.paused_until else ""),
        (_("Mark that this address left"), shown(services.is_stopped(person.email))),
        (_("Tags that we put to you"), ", ".join(sorted(tag.name for tag in person.tags.all()))),
        (_("Where you came from"), person.source),
        (_("First visit with a form"), touch(person.first_touch)),
        (_("Latest visit with a form"), touch(person.last_touch)),
        (_("First seen"), date_format(localtime(person.created_at), "DATETIME_FORMAT")),
    ]
    return [(label, value) for label, value in found if value]


def touch(values: dict[str, str]) -> str:
    return ", ".join(f"{key.replace('_', ' ')}: {value}" for key, value in values.items())


def archive(person: Person) -> bytes:
    """A zip with everything, for programs (JSON) and for people (HTML)."""
    data = services.export(person)
    context: dict[str, Any] = {
        "person": person,
        "facts": facts(person),
        "timeline": timeline(person),
        "mails": data["mails"],
        "quarantine": data["quarantine"],
        "comments": data["comments"],
        "language": get_language(),
    }
    return packed(data, context)


def archive_of_comments(address: str) -> bytes:
    """The same for somebody of whom we have nothing but comments."""
    written = services.exported_comments(address)
    return packed({"comments": written}, {"comments": written, "language": get_language()})


def packed(data: dict[str, Any], context: dict[str, Any]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as file:
        file.writestr("my-data.json", json.dumps(data, indent=2, ensure_ascii=False))
        file.writestr("my-data.html", render_to_string("newsletter/my_data_document.html", context))
    return buffer.getvalue()
