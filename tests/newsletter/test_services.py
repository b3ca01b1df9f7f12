"""The services on their own: what they store, what they refuse, and that they do all of it or nothing."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django_tasks_db.models import DBTaskResult

from newsletter import outbox, services
from newsletter.models import Consent, Delivery, GuidebookDownload, GuidebookSubmission, Person
from newsletter.services import CannotSendError, LinkOverruledError, LinkUsedError, Origin
from newsletter.services.post import send_download
from newsletter.services.requests import name_in
from tests.factories.newsletter import (
    WORDING,
    GuidebookFileFactory,
    GuidebookPageFactory,
    asked,
    latest_download,
    latest_mail,
    letter_of,
    subscriber,
)

pytestmark = pytest.mark.django_db
MODELS = (Person, Consent, GuidebookSubmission, GuidebookDownload, Delivery)


def rows() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in MODELS}


# Asking


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        ({}, ""),
        ({"company": "Harbour"}, ""),
        ({"name": "Ann Archer"}, "Ann Archer"),
        ({"full_name": " Ann \n Archer "}, "Ann Archer"),
        ({"your_name": "Ann"}, "Ann"),
        ({"first_name": "Ann", "last_name": "Archer"}, "Ann Archer"),
        ({"last_name": "Archer"}, "Archer"),
        ({"name": "Ann", "first_name": "Other"}, "Ann"),
        ({"name": "x" * 300}, "x" * 200),
        ({"name": ["Ann"]}, "['Ann']"),
        ({"first_name": 5}, "5"),
    ],
)
def test_a_name_is_found_among_the_answers_where_it_usually_stands(answers, name):
    assert name_in(answers) == name


def test_a_person_without_a_name_gets_the_one_that_a_later_form_brings(guidebook):
    asked(page=guidebook)
    asked(page=guidebook, answers={"name": "Ann Archer"})
    assert Person.objects.get().name == "Ann Archer"


def test_where_and_how_a_consent_was_given_is_kept(guidebook):
    origin = Origin(placement="footer", ip_hash="a" * 64, page_id=guidebook.pk, page_revision=42)
    asked(page=guidebook, wording=WORDING, origin=origin)
    receipt = Consent.objects.get()
    assert (receipt.placement, receipt.ip_hash, receipt.page_id, receipt.page_revision) == (
        "footer",
        "a" * 64,
        guidebook.pk,
        42,
    )
    services.confirm(receipt, "b" * 64)
    confirmed = Consent.objects.get(action="confirmed")
    assert (confirmed.placement, confirmed.ip_hash, confirmed.page_revision) == ("footer", "b" * 64, 42)


@pytest.mark.parametrize("address", ["", "nobody", "ann@localhost", "a\nb@example.com"])
def test_no_service_stores_what_is_no_address(guidebook, address):
    for ask in (lambda: asked(address, page=guidebook), lambda: services.sign_up(address=address, wording=WORDING)):
        with pytest.raises(ValidationError):
            ask()
    assert set(rows().values()) == {0}


@pytest.mark.parametrize("broken", ["newsletter.services.requests.send_download", "newsletter.services.post.insert"])
def test_what_fails_halfway_leaves_nothing_behind(guidebook, monkeypatch, broken):
    def fail(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(broken, fail)
    with pytest.raises(DatabaseError):
        asked(page=guidebook, wording=WORDING)
    assert set(rows().values()) == {0}
    assert not DBTaskResult.objects.filter(task_path="newsletter.tasks.send_delivery").exists()


def test_a_guidebook_without_a_file_takes_the_request_and_mails_nothing(guidebook):
    guidebook.guidebook_file = None
    asked(page=guidebook, wording=WORDING)
    assert rows() == {"Person": 1, "Consent": 1, "GuidebookSubmission": 1, "GuidebookDownload": 0, "Delivery": 0}


def test_a_person_may_ask_for_several_guidebooks(guidebook):
    other = GuidebookPageFactory(title="Another")
    asked(page=guidebook)
    asked(page=other)
    person = Person.objects.get()
    assert person.guidebooks() == f"Another, {guidebook.title}"
    assert {download.file for download in person.downloads.all()} == {guidebook.guidebook_file, other.guidebook_file}


# Sending again


def test_an_old_link_goes_on_working_beside_a_new_one(guidebook):
    asked(page=guidebook)
    first = latest_download()
    services.send_download_again(first)
    second = latest_download()
    services.record_download(second)
    services.record_download(first)
    assert GuidebookDownload.objects.exclude(downloaded_at=None).count() == 2


@pytest.mark.parametrize("gone", ["submission", "person", "page", "file"])
def test_what_is_gone_is_not_sent_again(guidebook, gone):
    asked(page=guidebook)
    download = latest_download()
    if gone == "submission":
        GuidebookSubmission.objects.all().delete()
    elif gone == "person":
        services.erase(download.person)
    elif gone == "page":
        guidebook.delete()
    else:
        type(guidebook).objects.update(guidebook_file=None)
    mails = Delivery.objects.count()
    with pytest.raises(CannotSendError) as caught:
        services.send_download_again(GuidebookDownload.objects.get())
    assert str(caught.value)
    assert Delivery.objects.count() == mails


def test_a_link_without_a_person_is_not_mailed():
    download = GuidebookDownload(file=GuidebookFileFactory())
    with pytest.raises(ValueError, match="without a person"):
        send_download(download, "Title", "")


def test_a_new_mail_says_what_the_press_still_confirms_and_no_more(guidebook):
    asked(page=guidebook, wording=WORDING)
    services.send_download_again(latest_download())
    assert WORDING in letter_of(latest_mail()).text
    services.record_download(latest_download())
    services.send_download_again(latest_download())
    assert WORDING not in letter_of(latest_mail()).text


def test_a_confirmation_is_not_sent_again_to_who_has_confirmed_or_left():
    done = services.sign_up(address="ann@example.com", wording=WORDING)
    services.confirm(done)
    with pytest.raises(LinkUsedError):
        services.send_confirmation_again(done)
    left = services.sign_up(address="bob@example.com", wording=WORDING)
    services.unsubscribe(left.person)
    with pytest.raises(LinkOverruledError):
        services.send_confirmation_again(left)
    assert Delivery.objects.count() == 2


def test_readers_are_bounded_where_our_staff_is_not(guidebook):
    for _ in range(5):
        asked(page=guidebook)
    held = services.send_download_again(latest_download())
    assert (held.status, held.next_attempt_at) == ("held", None)
    assert services.resend(held).pk == held.pk
    assert latest_mail().status == "queued"
    Delivery.objects.update(status="sent")
    assert services.resend(latest_mail()).pk == latest_mail().pk
    assert (latest_mail().status, Delivery.objects.count()) == ("queued", 7)


def test_a_mail_that_is_being_sent_again_is_as_good_as_new(guidebook):
    asked(page=guidebook)
    Delivery.objects.update(status="failed", attempts=6, last_error="550", next_attempt_at=None)
    assert services.resend(latest_mail()).pk == latest_mail().pk
    mail = latest_mail()
    assert (mail.status, mail.attempts, mail.last_error) == ("queued", 0, "")
    assert mail.next_attempt_at is not None


def test_a_sent_mail_is_never_put_back(guidebook):
    asked(page=guidebook)
    Delivery.objects.update(status="sent")
    outbox.requeue(latest_mail())
    assert latest_mail().status == "sent"


# Consent


def test_only_a_request_can_be_confirmed():
    person = subscriber()
    services.unsubscribe(person)
    for receipt in person.consents.exclude(action="given"):
        with pytest.raises((LinkUsedError, LinkOverruledError)):
            services.confirm(receipt)


def test_pending_is_what_came_with_the_request_and_still_waits(guidebook):
    assert services.pending_consent(None) is None
    plain = asked("bob@example.com", page=guidebook)
    assert services.pending_consent(plain) is None
    ticked = asked("ann@example.com", page=guidebook, wording=WORDING)
    assert services.pending_consent(ticked).wording == WORDING
    assert services.confirm_pending(ticked).action == "confirmed"
    assert services.confirm_pending(ticked) is None


def test_a_confirmation_that_somebody_else_made_first_does_not_stop_a_download(guidebook, monkeypatch):
    submission = asked(page=guidebook, wording=WORDING)
    pending = submission.consents.get()
    services.confirm(pending)
    monkeypatch.setattr("newsletter.services.consents.pending_consent", lambda _: pending)
    services.record_download(latest_download())
    assert Consent.objects.filter(action="confirmed").count() == 1


def test_an_undo_beyond_the_hourly_mails_restores_the_request_and_holds_the_mail(guidebook):
    for _ in range(5):
        asked(page=guidebook, wording=WORDING)
    withdrawal = services.unsubscribe(Person.objects.get())
    assert services.resubscribe(withdrawal).action == "given"
    assert [mail.status for mail in Delivery.objects.order_by("pk")] == ["queued"] * 5 + ["held"]
