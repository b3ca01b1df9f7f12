"""Leads in bulk: what the services would have left behind, had these people come by."""

from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.addresses import normalise
from home.seeding import leads
from home.seeding.writing import LAST_DAY
from newsletter.models import (
    Consent,
    Delivery,
    GuidebookDownload,
    GuidebookPage,
    GuidebookSubmission,
    NewsletterState,
    Person,
)
from newsletter.outbox import due
from tests.factories.newsletter import WORDING, GuidebookPageFactory, add_fields, asked

pytestmark = pytest.mark.django_db
Action = Consent.Action


@pytest.fixture
def guidebook():
    return GuidebookPageFactory()


def actions(person: Person) -> list[str]:
    return list(person.consents.order_by("pk").values_list("action", flat=True))


def test_each_lead_is_a_person_with_an_address_of_its_own(seed_people):
    assert seed_people(20) == [20]
    addresses = list(Person.objects.order_by("pk").values_list("email", flat=True))
    assert addresses == [f"reader-{number}@leads.example" for number in range(1, 21)]
    assert all(normalise(address) == address for address in addresses)


def test_leads_are_written_in_chunks(seed_people, monkeypatch):
    monkeypatch.setattr(leads, "CHUNK", 8)
    assert seed_people(20) == [8, 8, 4]
    assert Person.objects.count() == 20


def test_a_second_run_adds_more(seed_people):
    seed_people(10)
    seed_people(5)
    assert Person.objects.filter(email="reader-15@leads.example").exists()
    assert Person.objects.count() == 15


def test_a_run_after_some_were_erased_repeats_no_address(seed_people):
    seed_people(10)
    Delivery.objects.all().delete()
    for number in (3, 5):
        person = Person.objects.get(email=f"reader-{number}@leads.example")
        Consent.objects.all().delete_all_of(person)
        person.delete()
    seed_people(5)
    assert Person.objects.count() == 13


def test_people_who_came_by_themselves_are_left_alone(seed_people, guidebook):
    mine = asked("reader-7@leads.example.com", guidebook).person
    seed_people(10)
    assert Person.objects.get(pk=mine.pk).email == "reader-7@leads.example.com"


def test_the_same_seed_makes_the_same_leads(seed_people):
    def everything() -> list[tuple]:
        return list(Person.objects.order_by("pk").values_list("uuid", "email", "name", "newsletter", "created_at"))

    seed_people(30)
    first = everything()
    for model in (Delivery, GuidebookSubmission):
        model.objects.all().delete()
    for person in Person.objects.all():
        Consent.objects.all().delete_all_of(person)
    Person.objects.all().delete()
    seed_people(30)
    assert everything() == first


def test_another_seed_makes_others(seed_people):
    seed_people(5, seed=1)
    seed_people(5, seed=2)
    assert len(set(Person.objects.values_list("uuid", flat=True))) == 10


# Consents


def test_what_a_person_is_follows_from_the_receipts(seed_people, guidebook):
    seed_people(150)
    comes_to = {
        (): NewsletterState.NONE,
        (Action.GIVEN,): NewsletterState.ASKED,
        (Action.GIVEN, Action.CONFIRMED): NewsletterState.CONFIRMED,
        (Action.GIVEN, Action.CONFIRMED, Action.WITHDRAWN): NewsletterState.WITHDRAWN,
    }
    for person in Person.objects.all():
        assert person.newsletter == comes_to[tuple(actions(person))]
    assert set(Person.objects.values_list("newsletter", flat=True)) == set(NewsletterState.values)


def test_receipts_follow_each_other_in_time(seed_people):
    seed_people(40)
    for person in Person.objects.all():
        times = list(person.consents.order_by("pk").values_list("created_at", flat=True))
        assert times == sorted(times)
        assert times[0] == person.created_at


def test_a_receipt_names_the_words_and_the_place(seed_people, guidebook):
    seed_people(60)
    for consent in Consent.objects.all():
        if consent.submission:
            assert (consent.wording, consent.placement, consent.page_id) == (WORDING, "page", guidebook.pk)
        else:
            assert consent.wording
            assert (consent.placement, consent.page_id) == ("footer", None)


def test_no_consent_comes_from_a_form_without_a_box(seed_people):
    GuidebookPageFactory(newsletter_wording="")
    seed_people(60)
    assert GuidebookSubmission.objects.count() > 20
    assert not Consent.objects.exclude(submission=None).exists()


# Guidebooks


def test_without_a_guidebook_everybody_signs_up_for_the_newsletter(seed_people):
    seed_people(20)
    assert not GuidebookSubmission.objects.exists()
    assert not GuidebookDownload.objects.exists()
    assert set(Delivery.objects.values_list("kind", flat=True)) == {Delivery.Kind.CONFIRMATION}


def test_a_guidebook_that_is_a_draft_or_has_no_file_is_not_asked_for(seed_people):
    GuidebookPageFactory(live=False)
    GuidebookPage.objects.filter(pk=GuidebookPageFactory().pk).update(guidebook_file=None)
    seed_people(20)
    assert not GuidebookSubmission.objects.exists()


def test_a_request_has_its_link_and_its_mail(seed_people, guidebook):
    seed_people(60)
    submissions = GuidebookSubmission.objects.all()
    assert 20 < submissions.count() < 50
    for submission in submissions:
        download, delivery = submission.downloads.get(), submission.deliveries.get()
        assert submission.page_id == guidebook.pk
        assert submission.person == download.person == delivery.person
        assert download.file == guidebook.guidebook_file
        assert download.expires_at - download.issued_at == timedelta(days=guidebook.link_valid_days)
        assert delivery.kind == Delivery.Kind.GUIDEBOOK


def test_most_links_are_followed_and_some_are_not(seed_people, guidebook):
    seed_people(100)
    states = Counter(download.state() for download in GuidebookDownload.objects.all())
    assert states[GuidebookDownload.State.DOWNLOADED] > states[GuidebookDownload.State.EXPIRED] > 0


def test_a_newsletter_is_confirmed_only_by_who_followed_the_link(seed_people, guidebook):
    seed_people(100)
    confirmed = Consent.objects.filter(action=Action.CONFIRMED).exclude(submission=None)
    assert confirmed.exists()
    assert all(consent.submission.downloads.get().downloaded_at for consent in confirmed)


def test_every_field_of_the_form_is_answered(seed_people, guidebook):
    add_fields(guidebook, {"label": "Role", "field_type": "dropdown", "choices": "Lead\r\nPeer"}, {"label": "Name"})
    seed_people(40)
    for submission in GuidebookSubmission.objects.all():
        assert submission.form_data["role"] in {"Lead", "Peer"}
        assert submission.form_data["name"]


# Nobody is written to


def test_no_mail_waits_and_no_task(seed_people, guidebook, run_jobs):
    tasks = DBTaskResult.objects.count()
    seed_people(60)
    assert DBTaskResult.objects.count() == tasks
    assert set(Delivery.objects.values_list("status", flat=True)) == {Delivery.Status.SENT}
    assert not due().exists()
    run_jobs()
    assert mail.outbox == []


def test_mails_have_names_of_their_own(seed_people):
    seed_people(60)
    ids = list(Delivery.objects.values_list("message_id", flat=True))
    assert len(set(ids)) == len(ids) == 60


def test_everything_happened_in_the_past_and_is_dated_so(seed_people, guidebook):
    seed_people(60)
    now = timezone.now()
    for person in Person.objects.all():
        assert person.created_at < LAST_DAY
    assert all(
        submission.submit_time == submission.person.created_at for submission in GuidebookSubmission.objects.all()
    )
    assert all(delivery.created_at < delivery.sent_at < now for delivery in Delivery.objects.all())
    assert len(set(Person.objects.values_list("created_at", flat=True))) > 50


def test_people_read_the_language_of_the_site(seed_people):
    seed_people(5)
    assert set(Person.objects.values_list("locale", flat=True)) == {settings.LANGUAGE_CODE}


def test_some_have_told_their_name(seed_people):
    seed_people(40)
    assert {bool(person.name) for person in Person.objects.all()} == {True, False}


# Marketing


def test_marketing_sees_them(seed_people, guidebook, marketing_client):
    seed_people(30)
    person = Person.objects.latest("pk")
    answer = marketing_client.get("/admin/marketing/leads/", {"q": person.email})
    assert answer.status_code == 200
    assert person.email in answer.content.decode()
