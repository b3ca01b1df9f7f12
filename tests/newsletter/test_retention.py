"""What is removed when its time has come, and what stays."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import QuerySet
from django.utils import timezone, translation

from core.scheduling import JOBS
from newsletter import retention, services
from newsletter.models import (
    Consent,
    Delivery,
    Event,
    GuidebookDownload,
    GuidebookSubmission,
    Person,
    RetentionRun,
    Suspect,
)
from tests.factories.newsletter import WORDING, GuidebookPageFactory, asked, subscriber

pytestmark = pytest.mark.django_db

NOTHING = {"requests": 0, "people": 0, "mails": 0, "quarantine": 0}


def set_back(days: int) -> None:
    """Everything that is there happened so many days earlier."""
    now = timezone.now() - timedelta(days=days)
    GuidebookSubmission.objects.update(submit_time=now)
    Delivery.objects.update(created_at=now, status=Delivery.Status.SENT)
    Suspect.objects.update(created_at=now)
    Event.objects.update(created_at=now)
    QuerySet(Consent).update(created_at=now)


@pytest.fixture
def forgetful(guidebook):
    guidebook.keep_days = 30
    guidebook.save()
    return guidebook


def test_a_form_without_a_clock_keeps_its_requests(guidebook):
    asked("ann@example.com", page=guidebook)
    set_back(300)
    assert retention.run().counts == NOTHING
    assert GuidebookSubmission.objects.exists()


def test_each_form_has_a_clock_of_its_own(forgetful):
    patient = GuidebookPageFactory(keep_days=90)
    asked("ann@example.com", page=forgetful)
    asked("bob@example.com", page=patient)
    set_back(31)
    assert retention.run().counts == {**NOTHING, "requests": 1}
    assert GuidebookSubmission.objects.get().page_id == patient.pk


def test_a_request_goes_with_its_links_its_mails_and_whom_nothing_else_ties_to_us(forgetful):
    asked("ann@example.com", page=forgetful)
    set_back(31)
    retention.run()
    for model in (GuidebookSubmission, GuidebookDownload, Delivery, Person):
        assert not model.objects.exists()
    assert [(event.kind, event.person) for event in Event.objects.all()] == [("expired", None)]


def test_a_subscriber_stays_when_the_request_goes_and_so_does_the_receipt(forgetful):
    services.record_download(asked("ann@example.com", page=forgetful, wording=WORDING).downloads.get())
    set_back(31)
    assert retention.run().counts["requests"] == 1
    person = Person.objects.get()
    assert person.newsletter == "confirmed"
    assert person.consents.count() == 2


def test_who_never_confirmed_goes_after_a_while(db):
    services.sign_up(address="ann@example.com", wording=WORDING)
    subscriber("bob@example.com")
    asked("cy@example.com", wording=WORDING)
    set_back(31)
    assert retention.run().counts["people"] == 1
    assert {person.email for person in Person.objects.all()} == {"bob@example.com", "cy@example.com"}


def test_sent_mails_go_and_waiting_ones_stay(guidebook):
    asked("ann@example.com", page=guidebook)
    asked("bob@example.com", page=guidebook)
    set_back(366)
    waiting = Delivery.objects.last()
    Delivery.objects.filter(pk=waiting.pk).update(status=Delivery.Status.QUEUED)
    assert retention.run().counts["mails"] == 1
    assert Delivery.objects.get() == waiting


def test_the_quarantine_is_emptied(db):
    Suspect.objects.create(address="ann@example.com")
    set_back(31)
    assert retention.run().counts["quarantine"] == 1


def test_events_have_a_clock_if_somebody_sets_one(newsletter_settings, ann):
    services.rename(ann, "Ann")
    set_back(100)
    assert "events" not in retention.run().counts
    newsletter_settings.keep_events_days = 99
    newsletter_settings.save()
    assert retention.run().counts["events"] == 1


def test_a_dry_run_removes_nothing_and_says_how_much_would_go(forgetful):
    asked("ann@example.com", page=forgetful)
    set_back(31)
    output = StringIO()
    call_command("apply_retention", "--dry-run", stdout=output)
    assert "requests: 1" in output.getvalue()
    assert GuidebookSubmission.objects.exists()
    run = RetentionRun.objects.get()
    assert (run.is_dry, run.counts["requests"]) == (True, 1)


def test_the_log_holds_counts_and_no_content(forgetful):
    asked("ann@example.com", page=forgetful)
    set_back(31)
    call_command("apply_retention", stdout=StringIO())
    run = RetentionRun.objects.get()
    assert run.counts == {**NOTHING, "requests": 1}
    assert "ann" not in str(run.counts)


def test_the_worker_runs_the_clock_every_day():
    job = JOBS["newsletter.tasks.apply_retention"]
    assert job.every == timedelta(days=1)


def test_many_rows_go_in_chunks(forgetful, monkeypatch):
    monkeypatch.setattr(retention, "CHUNK", 2)
    for number in range(5):
        asked(f"reader-{number}@example.com", page=forgetful)
    set_back(31)
    assert retention.run().counts["requests"] == 5
    assert not Person.objects.exists()


def test_the_log_is_told_in_the_words_of_whoever_reads_it():
    run = RetentionRun(counts={"requests": 1200, "mails": 3, "of another time": 1})
    assert run.what_went() == "requests 1,200, mails 3, of another time 1"
    with translation.override("pl"):
        assert run.what_went() == "zamówienia 1\xa0200, wiadomości 3, of another time 1"
