"""Double opt-in, on or off for each form."""

import pytest
from django.core import mail

from newsletter import services
from newsletter.models import Consent, Delivery, NewsletterState, Person
from tests.factories.newsletter import WORDING, asked, fill_in, latest_download, subscriber

pytestmark = pytest.mark.django_db


def actions(person: Person) -> list[str]:
    return [receipt.action for receipt in person.consents.order_by("pk")]


@pytest.fixture
def single_opt_in(guidebook):
    guidebook.double_opt_in = False
    guidebook.save()
    return guidebook


def test_with_double_opt_in_a_box_is_a_request_that_waits(guidebook):
    asked(page=guidebook, wording=WORDING)
    services.sign_up(address="bob@example.com", wording=WORDING)
    for person in Person.objects.all():
        assert (person.newsletter, actions(person)) == (NewsletterState.ASKED, ["given"])


def test_without_it_the_box_itself_is_the_confirmation(single_opt_in):
    asked(page=single_opt_in, wording=WORDING)
    services.sign_up(address="bob@example.com", wording=WORDING, double_opt_in=False)
    for person in Person.objects.all():
        assert (person.newsletter, actions(person)) == (NewsletterState.CONFIRMED, ["given", "confirmed"])
        assert {receipt.method for receipt in person.consents.all()} == {Consent.Method.FORM}
        assert {receipt.wording for receipt in person.consents.all()} == {WORDING}


def test_a_box_left_alone_confirms_nothing(single_opt_in):
    asked(page=single_opt_in)
    assert Person.objects.get().newsletter == NewsletterState.NONE
    assert not Consent.objects.exists()


def test_fetching_the_file_has_nothing_left_to_confirm(single_opt_in):
    asked(page=single_opt_in, wording=WORDING)
    services.record_download(latest_download())
    assert Consent.objects.count() == 2


def test_somebody_who_has_left_is_asked_by_mail_whatever_the_form_says(single_opt_in):
    person = subscriber()
    services.unsubscribe(person)
    asked(person.email, page=single_opt_in, wording=WORDING)
    consent = services.sign_up(address=person.email, wording=WORDING, double_opt_in=False)
    person.refresh_from_db()
    assert person.newsletter == NewsletterState.WITHDRAWN
    assert consent.action == Consent.Action.GIVEN
    assert Delivery.objects.filter(kind=Delivery.Kind.CONFIRMATION).count() == 2
    services.confirm(consent)
    person.refresh_from_db()
    assert person.newsletter == NewsletterState.CONFIRMED


def test_without_it_the_guidebooks_mail_says_so_and_how_to_leave(single_opt_in, run_jobs):
    asked(page=single_opt_in, wording=WORDING)
    run_jobs()
    (message,) = mail.outbox
    assert "are on the list" in message.body
    assert "confirms it" not in message.body
    assert WORDING in message.body
    assert "List-Unsubscribe" in message.extra_headers


def test_without_it_whoever_signs_up_is_welcomed_by_a_mail_that_says_how_to_leave(run_jobs):
    for _ in range(2):
        services.sign_up(address="ann@example.com", wording=WORDING, double_opt_in=False)
    run_jobs()
    assert [message.subject for message in mail.outbox] == ["You are on the list: the Leaders Island newsletter"] * 2
    assert WORDING in mail.outbox[0].body
    assert "/newsletter/confirm/" not in mail.outbox[0].body
    assert "/newsletter/unsubscribe/" in mail.outbox[0].body
    assert mail.outbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_thanks_promise_no_more_than_is_true_of_every_address(client, newsletter_settings):
    assert "One more press" in client.get("/newsletter/sign-up/thanks/").content.decode()
    newsletter_settings.double_opt_in = False
    newsletter_settings.save()
    html = client.get("/newsletter/sign-up/thanks/").content.decode()
    assert "how things stand" in html
    assert "One more press" not in html


def test_our_staff_sends_again_only_what_a_request_waits_for():
    services.sign_up(address="ann@example.com", wording=WORDING, double_opt_in=False)
    Delivery.objects.update(status=Delivery.Status.SENT)
    with pytest.raises(services.CannotSendError):
        services.resend(Delivery.objects.get())
    assert Delivery.objects.count() == 1


def test_the_newsletters_own_form_goes_by_its_setting(client, newsletter_settings):
    newsletter_settings.double_opt_in = False
    newsletter_settings.save()
    fill_in(client, "/newsletter/sign-up/", email="ann@example.com", consent="on")
    assert Person.objects.get().newsletter == NewsletterState.CONFIRMED
