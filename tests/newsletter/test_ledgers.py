"""The read-only ledgers, and the one thing that can be done there."""

import pytest
from django.core import mail
from django.utils import timezone

from newsletter import services
from newsletter.models import Delivery, GuidebookDownload, GuidebookSubmission
from tests.factories.newsletter import WORDING, GuidebookPageFactory, asked, latest_mail

pytestmark = pytest.mark.django_db


# Ledgers


def test_a_row_says_its_state_in_words_and_in_its_class(admin_client, ann):
    services.unsubscribe(ann)
    html = admin_client.get("/admin/marketing/consents/").content.decode()
    for state in ("given", "confirmed", "withdrawn"):
        assert f"ledger-row--{state}" in html
    html = admin_client.get("/admin/marketing/guidebook-downloads/").content.decode()
    assert "ledger-row--downloaded" in html
    assert "fetched" in html
    assert "ledger-row--queued" in admin_client.get("/admin/marketing/deliveries/").content.decode()


@pytest.mark.parametrize(
    ("state", "number"), [("open", 1), ("downloaded", 1), ("expired", 1), ("nonsense", 3), (None, 3)]
)
def test_downloads_are_filtered_by_state(admin_client, guidebook, state, number):
    for address in ("ann@example.com", "bob@example.com", "cy@example.com"):
        asked(address, page=guidebook)
    first, second, _third = GuidebookDownload.objects.order_by("pk")
    services.record_download(first)
    GuidebookDownload.objects.filter(pk=second.pk).update(expires_at=timezone.now())
    query = {"state": state} if state else {}
    assert admin_client.get("/admin/marketing/guidebook-downloads/", query).context["result_count"] == number


def test_downloads_are_filtered_by_file(admin_client, guidebook):
    other = GuidebookPageFactory()
    asked("ann@example.com", page=guidebook)
    asked("bob@example.com", page=other)
    address = "/admin/marketing/guidebook-downloads/"
    assert admin_client.get(address, {"guidebook": other.guidebook_file.pk}).context["result_count"] == 1
    for nonsense in ("0", "x", "9" * 40):
        assert admin_client.get(address, {"guidebook": nonsense}).context["result_count"] == 2


@pytest.mark.parametrize("number", ["0", "x", "9" * 40])
def test_what_is_not_there_cannot_be_sent_again(admin_client, number):
    assert admin_client.post(f"/admin/marketing/deliveries/resend/{number}/").status_code == 404


def test_deliveries_are_filtered_and_searched(admin_client, guidebook):
    asked("ann@example.com", page=guidebook)
    asked("bob@example.com", page=guidebook)
    Delivery.objects.filter(to="bob@example.com").update(status="failed", last_error="550 No such user")
    address = "/admin/marketing/deliveries/"
    assert admin_client.get(address, {"status__exact": "failed"}).context["result_count"] == 1
    assert admin_client.get(address, {"q": "ann@"}).context["result_count"] == 1
    assert "550 No such user" in admin_client.get(address).content.decode()


def test_a_failed_mail_is_sent_again_by_a_button(admin_client, guidebook, run_jobs):
    asked(page=guidebook)
    run_jobs()
    mail.outbox.clear()
    Delivery.objects.update(status="failed", attempts=6, next_attempt_at=None)
    address = f"/admin/marketing/deliveries/resend/{latest_mail().pk}/"
    assert address in admin_client.get("/admin/marketing/deliveries/").content.decode()
    assert address in admin_client.get(f"/admin/marketing/deliveries/inspect/{latest_mail().pk}/").content.decode()
    assert admin_client.get(address).status_code == 200
    assert admin_client.head(address).status_code == 200
    assert latest_mail().status == "failed"
    assert admin_client.post(address).status_code == 302
    run_jobs()
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts) == ("sent", 1)
    assert len(mail.outbox) == 1


def test_a_mail_that_was_sent_goes_again_as_a_new_one_with_a_new_link(admin_client, guidebook, run_jobs):
    asked(page=guidebook, wording=WORDING)
    run_jobs()
    first = latest_mail()
    admin_client.post(f"/admin/marketing/deliveries/resend/{first.pk}/")
    second = latest_mail()
    assert second.pk != first.pk
    assert second.message_id != first.message_id
    assert second.context["links"] != first.context["links"]
    assert second.context["values"]["wording"] == WORDING
    assert GuidebookDownload.objects.count() == 2


def test_what_cannot_be_sent_again_says_why(admin_client, guidebook, run_jobs):
    consent = services.sign_up(address="ann@example.com", wording=WORDING)
    asked("bob@example.com", page=guidebook)
    asked("cy@example.com", page=guidebook)
    run_jobs()
    services.confirm(consent)
    guidebook.unpublish()
    GuidebookSubmission.objects.filter(person__email="cy@example.com").delete()
    reasons = {
        "ann": "nothing left to confirm",
        "bob": "no longer offered",
        "cy": "request that this mail belongs to is gone",
    }
    for name, reason in reasons.items():
        delivery = Delivery.objects.get(to=f"{name}@example.com")
        response = admin_client.post(f"/admin/marketing/deliveries/resend/{delivery.pk}/", follow=True)
        assert reason in response.content.decode()
    assert Delivery.objects.count() == 3


def test_a_confirmation_is_sent_again_while_it_waits(admin_client, run_jobs):
    services.sign_up(address="ann@example.com", wording=WORDING)
    run_jobs()
    admin_client.post(f"/admin/marketing/deliveries/resend/{latest_mail().pk}/")
    assert Delivery.objects.filter(kind="confirmation", to="ann@example.com").count() == 2
