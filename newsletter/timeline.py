"""What happened between a person and us, in order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from newsletter import models
from newsletter.models import Consent, Delivery, GuidebookDownload, GuidebookSubmission, Person


@dataclass(frozen=True)
class Event:
    """`details` are pairs of a label and a value; `state` names what can be told at a glance."""

    time: datetime
    title: str
    state: str = ""
    details: list[tuple[str, Any]] = field(default_factory=list)


def timeline(person: Person) -> list[Event]:
    """Everything, newest first: requests with their answers, consents, mails, links and downloads, and the rest."""
    events = [
        *(of_submission(submission) for submission in person.submissions.select_related("page")),
        *(of_consent(consent) for consent in person.consents.select_related("page")),
        *(of_delivery(delivery) for delivery in person.deliveries.all()),
        *(of_event(event) for event in person.events.select_related("user")),
    ]
    for download in person.downloads.select_related("file"):
        events += of_download(download)
    return sorted(events, key=lambda event: event.time, reverse=True)


def of_submission(submission: GuidebookSubmission) -> Event:
    answers = [(name.replace("_", " ").capitalize(), shown(value)) for name, value in submission.form_data.items()]
    details = [*answers, (_("Placement"), submission.placement)]
    return Event(submission.submit_time, _("Asked for “%(title)s”") % {"title": submission}, "asked", details)


def of_consent(consent: Consent) -> Event:
    page = consent.page_title or (str(consent.page) if consent.page else "")
    details = [
        (_("Wording"), consent.wording),
        (_("How"), consent.get_method_display()),
        (_("Placement"), consent.placement),
        (_("Page"), page_seen(page, consent) if page else "–"),
    ]
    return Event(consent.created_at, _("Consent: %(consent)s") % {"consent": consent}, consent.action, details)


def page_seen(title: str, consent: Consent) -> str:
    said = _("%(page)s (revision %(revision)s) %(address)s")
    return said % {"page": title, "revision": consent.page_revision or "–", "address": consent.page_url}


def of_delivery(delivery: Delivery) -> Event:
    details = [(_("State"), delivery.get_status_display()), (_("Attempts"), delivery.attempts)]
    if delivery.last_error:
        details.append((_("Last error"), delivery.last_error))
    return Event(
        delivery.sent_at or delivery.created_at,
        _("Mail: %(subject)s") % {"subject": delivery.subject},
        delivery.status,
        details,
    )


def of_download(download: GuidebookDownload) -> Iterator[Event]:
    issued = _("Link issued for “%(file)s”") % {"file": download.file}
    yield Event(download.issued_at, issued, download.state(), [(_("Expires"), download.expires_at)])
    if download.downloaded_at:
        yield Event(download.downloaded_at, _("Downloaded “%(file)s”") % {"file": download.file}, "downloaded")


def of_event(event: models.Event) -> Event:
    """What has no row of its own, with the member of our staff who did it."""
    title = event.get_kind_display()
    by = [(pgettext("who did it", "By"), event.user.get_username())] if event.user else []
    return Event(event.created_at, f"{title[:1].upper()}{title[1:]}", event.kind, by)


def shown(value: Any) -> str:
    """An answer as people write it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
