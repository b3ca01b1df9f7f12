"""What is stored of a person: handed over whole, corrected, or erased."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import ModelLogEntry

from articles import comments
from articles.models import Comment
from newsletter.letters import copy_for_reading
from newsletter.models.events import Event
from newsletter.models.guidebooks import GuidebookDownload, GuidebookSubmission
from newsletter.models.mail import Delivery
from newsletter.models.people import Consent, NewsletterState, Person
from newsletter.models.suspects import Suspect
from newsletter.services import stops
from newsletter.services.events import note


def export(person: Person) -> dict[str, Any]:
    """Everything that is stored of a person, in words that JSON knows."""
    return {
        "person": exported_person(person),
        "requests": [
            exported_request(submission) for submission in person.submissions.select_related("page", "shown_on")
        ],
        "consents": [exported_consent(consent) for consent in person.consents.select_related("page")],
        "downloads": [exported_download(download) for download in person.downloads.select_related("file")],
        "mails": [exported_mail(delivery) for delivery in person.deliveries.all()],
        "events": [exported_event(event) for event in person.events.all()],
        "quarantine": [exported_suspect(suspect) for suspect in Suspect.objects.filter(address=person.email)],
        "comments": exported_comments(person.email),
        "staff_log": [exported_log_entry(entry) for entry in log_entries(person)],
    }


def exported_comments(address: str) -> list[dict[str, Any]]:
    return [exported_comment(comment) for comment in comments.of_address(address)]


def exported_person(person: Person) -> dict[str, Any]:
    return {
        "email": person.email,
        "new_email": person.pending_email,
        "name": person.name,
        "language": person.locale,
        "newsletter": person.newsletter,
        "paused_until": person.paused_until.isoformat() if person.paused_until else None,
        "stop_mark": stops.is_stopped(person.email),
        "source": person.source,
        "first_touch": person.first_touch,
        "last_touch": person.last_touch,
        "tags": sorted(tag.name for tag in person.tags.all()),
        "identifier": person.uuid.hex,
        "first_seen": person.created_at.isoformat(),
    }


def exported_request(submission: GuidebookSubmission) -> dict[str, Any]:
    return {
        "guidebook": str(submission),
        "answers": submission.form_data,
        "placement": submission.placement,
        "shown_on": str(submission.shown_on) if submission.shown_on else None,
        "touch": submission.touch,
        "identifier": submission.uuid.hex,
        "time": submission.submit_time.isoformat(),
    }


def exported_consent(consent: Consent) -> dict[str, Any]:
    return {
        "purpose": consent.purpose,
        "action": consent.action,
        "wording": consent.wording,
        "how": consent.method,
        "page": consent.page_title or (consent.page.title if consent.page else ""),
        "page_address": consent.page_url,
        "page_revision": consent.page_revision,
        "placement": consent.placement,
        "identifier": consent.uuid.hex,
        "ip_hash": consent.ip_hash,
        "time": consent.created_at.isoformat(),
    }


def exported_download(download: GuidebookDownload) -> dict[str, Any]:
    return {
        "file": str(download.file),
        "version": download.file_version,
        "issued": download.issued_at.isoformat(),
        "expires": download.expires_at.isoformat(),
        "downloaded": download.downloaded_at.isoformat() if download.downloaded_at else None,
        "ip_hash": download.ip_hash,
    }


def exported_mail(delivery: Delivery) -> dict[str, Any]:
    return {
        "kind": delivery.kind,
        "to": delivery.to,
        "subject": delivery.subject,
        "text": copy_for_reading(delivery),
        "status": delivery.status,
        "attempts": delivery.attempts,
        "last_error": delivery.last_error,
        "written": delivery.created_at.isoformat(),
        "sent": delivery.sent_at.isoformat() if delivery.sent_at else None,
    }


def exported_event(event: Event) -> dict[str, Any]:
    return {"what": event.kind, "by_staff": event.user_id is not None, "time": event.created_at.isoformat()}


def exported_suspect(suspect: Suspect) -> dict[str, Any]:
    """A form that was held back, and so belongs to no person yet."""
    return {
        "sent": suspect.payload,
        "reasons": suspect.reasons,
        "freed": suspect.freed_at.isoformat() if suspect.freed_at else None,
        "time": suspect.created_at.isoformat(),
    }


def exported_comment(comment: Comment) -> dict[str, Any]:
    return {
        "article": comment.article.title,
        "name": comment.name,
        "text": comment.text,
        "state": comment.state,
        "mail_about_replies": comment.wants_replies,
        "by_author": comment.is_by_author,
        "identifier": comment.uuid.hex,
        "ip_hash": comment.ip_hash,
        "written": comment.created_at.isoformat(),
        "confirmed": comment.confirmed_at.isoformat() if comment.confirmed_at else None,
        "published": comment.published_at.isoformat() if comment.published_at else None,
    }


def exported_log_entry(entry: ModelLogEntry) -> dict[str, Any]:
    return {"action": entry.action, "time": entry.timestamp.isoformat()}


def log_entries(person: Person) -> QuerySet[ModelLogEntry]:
    """Wagtail's log of who edited what names the object that was edited, here by its address."""
    return ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Person), object_id=str(person.pk)
    )


def rename(person: Person, name: str, user: Any = None) -> None:
    """Corrects what a person is called."""
    person.name = " ".join(name.split())[:200]
    person.save(update_fields=["name"])
    note(Event.Kind.CORRECTED, person, user)


def tag(person: Person, names: Iterable[str]) -> None:
    """Gives the person exactly these tags."""
    person.tags.set(names)


@transaction.atomic
def erase(person: Person, user: Any = None, kind: Event.Kind = Event.Kind.ERASED) -> None:
    """Removes the person and all that says who they were; requests and downloads stay as numbers without a name.

    That they left stays known by the stop mark, so that no import brings them back. The clock leaves comments alone.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.newsletter == NewsletterState.WITHDRAWN:
        stops.mark(person.email)
    if kind == Event.Kind.ERASED:
        comments.erase(person.email)
    Suspect.objects.filter(address=person.email).delete()
    Delivery.objects.filter(person=person).delete()
    Consent.objects.delete_all_of(person)
    GuidebookSubmission.objects.filter(person=person).update(person=None, form_data={}, touch={})
    GuidebookDownload.objects.filter(person=person).update(person=None, ip_hash="")
    log_entries(person).delete()
    person.delete()
    note(kind, user=user)
