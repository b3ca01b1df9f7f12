"""People, their receipts of consent, and what may be done with them."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from newsletter import services
from newsletter.lead_rows import lead_rows
from newsletter.models import (
    Consent,
    Delivery,
    Event,
    GuidebookDownload,
    GuidebookSubmission,
    NewsletterState,
    Person,
    Suspect,
)
from newsletter.models.people import ReceiptChangedError
from tests.factories.newsletter import WORDING, asked, subscriber

pytestmark = pytest.mark.django_db


def test_one_address_is_one_person(guidebook):
    for address in ("ann@bücher.example", " ANN@BÜCHER.Example ", "Ann@xn--bcher-kva.example"):
        asked(address, page=guidebook)
    services.sign_up(address="ann@Bücher.example", wording=WORDING)
    assert Person.objects.get().email == "ann@xn--bcher-kva.example"
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="ann@xn--bcher-kva.example")


# Receipts


@pytest.fixture
def receipt(db):
    return services.sign_up(address="ann@example.com", wording=WORDING)


def test_a_receipt_cannot_be_changed(receipt):
    receipt.wording = "Something else"
    with pytest.raises(ReceiptChangedError):
        receipt.save()
    with pytest.raises(ReceiptChangedError):
        Consent.objects.update(wording="Something else")
    with pytest.raises(ReceiptChangedError):
        Consent.objects.filter(pk=receipt.pk).update(action="withdrawn")
    assert Consent.objects.get().wording == WORDING


def test_a_receipt_cannot_be_deleted_and_keeps_its_person(receipt):
    for deletion in (receipt.delete, Consent.objects.all().delete, receipt.person.consents.all().delete):
        with pytest.raises(ReceiptChangedError):
            deletion()
    with pytest.raises(models.ProtectedError):
        receipt.person.delete()
    assert Consent.objects.count() == 1


def test_a_receipt_outlives_the_page_that_it_was_given_on(guidebook):
    """What it was called and where it stood are as much of the proof as the words."""
    origin = services.Origin(
        page_id=guidebook.pk, page_revision=7, page_title=guidebook.title, page_url="/guidebooks/x/" + "y" * 300
    )
    asked(page=guidebook, wording=WORDING, origin=origin)
    title = guidebook.title
    guidebook.delete()
    services.confirm(Consent.objects.get())
    for receipt in Consent.objects.all():
        assert (receipt.page, receipt.page_revision, receipt.wording) == (None, 7, WORDING)
        assert receipt.page_title == title
        assert receipt.page_url.startswith("/guidebooks/x/")
    assert {consent["page"] for consent in services.export(Person.objects.get())["consents"]} == {title}
    submission = GuidebookSubmission.objects.get()
    assert submission.page is None
    assert str(submission) == "a guidebook that is gone"


def test_changing_the_wording_leaves_what_was_agreed_to(guidebook):
    asked("ann@example.com", page=guidebook, wording="The first words")
    asked("ann@example.com", page=guidebook, wording="The second words")
    person = Person.objects.get()
    assert [receipt.wording for receipt in person.consents.order_by("pk")] == ["The first words", "The second words"]
    assert next(lead_rows(Person.objects.all()))["consent_wording"] == "The second words"
    services.confirm(person.consents.order_by("pk")[0])
    assert next(lead_rows(Person.objects.all()))["consent_wording"] == "The first words"


@pytest.mark.parametrize(
    ("actions", "state"),
    [
        ([], "none"),
        (["given"], "asked"),
        (["given", "confirmed"], "confirmed"),
        (["given", "confirmed", "given"], "confirmed"),
        (["given", "withdrawn"], "withdrawn"),
        (["given", "confirmed", "withdrawn"], "withdrawn"),
        (["given", "confirmed", "withdrawn", "given"], "withdrawn"),
        (["given", "withdrawn", "given"], "withdrawn"),
        (["given", "confirmed", "withdrawn", "given", "confirmed"], "confirmed"),
    ],
)
def test_what_the_receipts_come_to_is_noted_on_the_person(guidebook, actions, state):
    asked(page=guidebook)
    person = Person.objects.get()
    for action in actions:
        if action == "given":
            latest = services.sign_up(address=person.email, wording=WORDING)
        elif action == "confirmed":
            services.confirm(latest)
        else:
            services.unsubscribe(person)
    person.refresh_from_db()
    assert person.newsletter == state
    assert person.gets_newsletter_mail == (state in {"asked", "confirmed"})
    assert NewsletterState(person.newsletter)


def test_confirming_the_first_of_two_requests_settles_both():
    first = services.sign_up(address="ann@example.com", wording=WORDING)
    second = services.sign_up(address="ann@example.com", wording=WORDING)
    services.confirm(first)
    with pytest.raises(services.LinkUsedError):
        services.confirm(second)


# Data


def test_an_export_holds_everything_and_is_json(ann):
    data = json.loads(json.dumps(services.export(ann)))
    assert data["person"]["email"] == "ann@example.com"
    assert data["requests"][0]["answers"] == {"company": "Harbour Ltd", "topics": ["A", "B"], "call": True}
    assert [consent["action"] for consent in data["consents"]] == ["confirmed", "given"]
    assert {consent["wording"] for consent in data["consents"]} == {WORDING}
    assert data["downloads"][0]["downloaded"]
    assert data["mails"][0]["to"] == "ann@example.com"
    assert "/newsletter/download/" in data["mails"][0]["text"]


def test_an_export_leaves_nothing_out(ann, admin):
    """Each column of each table that names the person is in it, or is a number that only the database needs."""
    ann.tags.add("founder")
    ann.first_touch = {"utm_source": "letter"}
    ann.paused_until = date(2026, 12, 24)
    ann.save()
    Suspect.objects.create(address=ann.email, payload={"company": "Harbour"}, reasons=["honeypot"])
    log(ann, "wagtail.edit", user=admin)
    services.note(Event.Kind.DATA_ASKED, ann)
    services.unsubscribe(ann)
    data = services.export(Person.objects.get())
    assert data["person"]["tags"] == ["founder"]
    assert data["person"]["stop_mark"] is True
    assert data["person"]["paused_until"] == "2026-12-24"
    assert data["person"]["first_touch"] == {"utm_source": "letter"}
    assert [event["what"] for event in data["events"]] == ["data_asked"]
    assert data["quarantine"][0]["sent"] == {"company": "Harbour"}
    assert data["staff_log"][0]["action"] == "wagtail.edit"
    counted = ("requests", "consents", "downloads", "mails")
    assert [len(data[name]) for name in counted] == [
        getattr(ann, relation).count() for relation in ("submissions", "consents", "downloads", "deliveries")
    ]
    related = {relation.get_accessor_name() for relation in Person._meta.related_objects}
    assert related == {"submissions", "consents", "downloads", "deliveries", "events", "tagged"}


def test_an_erasure_leaves_numbers_and_nothing_of_the_person(ann, admin):
    log(ann, "wagtail.edit", user=admin)
    other = subscriber("bob@example.com")
    Suspect.objects.create(address=ann.email, payload={"name": "Ann"})
    services.erase(ann, admin)
    assert [person.email for person in Person.objects.all()] == ["bob@example.com"]
    assert Consent.objects.filter(person=other).count() == Consent.objects.count() == 2
    assert set(Delivery.objects.values_list("to", flat=True)) == {"bob@example.com"}
    submission, download = GuidebookSubmission.objects.get(), GuidebookDownload.objects.get()
    assert (submission.person, submission.form_data) == (None, {})
    assert (download.person, download.ip_hash) == (None, "")
    assert download.downloaded_at is not None
    assert submission.get_data()["email"] == ""
    assert not ModelLogEntry.objects.filter(label__contains="ann@").exists()
    event = Event.objects.get(kind=Event.Kind.ERASED)
    assert (event.person, event.user) == (None, admin)
    assert not Suspect.objects.exists()


def test_whoever_was_erased_may_come_back_as_somebody_new(ann, guidebook):
    services.erase(ann)
    asked(page=guidebook)
    person = Person.objects.get()
    assert person.uuid != ann.uuid
    assert person.newsletter == "none"


def test_a_corrected_name_is_one_line(ann):
    services.rename(ann, " Ann \n Archer " + "x" * 300)
    ann.refresh_from_db()
    assert ann.name == "Ann Archer " + "x" * 189
    assert ann.events.get().kind == Event.Kind.CORRECTED


@pytest.mark.parametrize(
    ("newsletter", "days", "is_mailed"),
    [
        ("confirmed", None, True),
        ("confirmed", 1, False),
        ("confirmed", 0, True),
        ("confirmed", -1, True),
        ("asked", None, False),
        ("withdrawn", None, False),
        ("none", None, False),
    ],
)
def test_a_newsletter_goes_to_whoever_confirmed_and_has_not_paused(newsletter, days, is_mailed):
    paused_until = None if days is None else timezone.localdate() + timedelta(days=days)
    Person.objects.create(email="ann@example.com", newsletter=newsletter, paused_until=paused_until)
    assert Person.objects.to_be_mailed().exists() is is_mailed


def test_whoever_left_gets_none_until_they_confirm_once_more():
    ann = subscriber()
    services.unsubscribe(ann)
    assert not Person.objects.to_be_mailed().exists()
    subscriber()
    assert Person.objects.to_be_mailed().get() == ann
