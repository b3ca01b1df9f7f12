"""People from a list that somebody else kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from newsletter import services
from newsletter.models import Consent, Delivery, Event, Person
from tests.factories.newsletter import WORDING, subscriber

pytestmark = pytest.mark.django_db

PATH = "/admin/marketing/leads/import/"


def send(client, content: str | bytes, wording: str = ""):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(PATH, {"file": SimpleUploadedFile("fair.csv", data), "wording": wording})


def test_a_list_becomes_leads_who_are_on_no_list(marketing_client, marketer):
    assert send(marketing_client, "E-mail,Name\nAnn@Example.com,Ann Archer\nbob@example.com,\n").status_code == 302
    ann = Person.objects.get(email="ann@example.com")
    assert (ann.name, ann.source, ann.newsletter) == ("Ann Archer", "fair.csv", "none")
    assert Person.objects.count() == 2
    assert not Consent.objects.exists()
    assert not Delivery.objects.exists()
    assert {(event.kind, event.user) for event in Event.objects.all()} == {("imported", marketer)}


def test_with_the_words_they_agreed_to_they_are_subscribed_and_the_receipt_says_how(marketing_client):
    send(marketing_client, "email\nann@example.com\n", wording=WORDING)
    assert Person.objects.get().newsletter == "confirmed"
    assert {(receipt.method, receipt.wording) for receipt in Consent.objects.all()} == {("import", WORDING)}


def test_whoever_has_left_stays_out_whatever_list_they_are_on(marketing_client):
    left, gone = subscriber("ann@example.com"), subscriber("bob@example.com")
    for person in (left, gone):
        services.unsubscribe(person)
    services.erase(gone)
    for _again in range(2):
        response = send(marketing_client, "email\nann@example.com\nBOB@example.com\n", wording=WORDING)
        assert response.status_code == 302
    assert {person.newsletter for person in Person.objects.all()} <= {"withdrawn", "none"}
    assert not Consent.objects.filter(method="import", action="confirmed").exists()


def test_twice_gives_the_same(marketing_client):
    for _again in range(2):
        send(marketing_client, "email,name\nann@example.com,Ann\n", wording=WORDING)
    assert (Person.objects.count(), Consent.objects.count(), Event.objects.count()) == (1, 2, 1)


def test_rows_without_an_address_are_named_by_their_line_and_the_others_are_taken(marketing_client):
    response = send(marketing_client, "email\nann@example.com\nnobody\n\nbob@example.com\n@\n")
    messages = " ".join(str(message) for message in response.wsgi_request._messages)
    assert "lines 3, 6" in messages
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name\nAnn\n", "called “email”"),
        ("", "empty"),
        (b"email\n\xff\xfe\n", "UTF-8"),
        (b"PK\x03\x04 email,\x00", "UTF-8|CSV|email"),
        ("email\n" + "ann@example.com\n" * 20_001, "20,000"),
    ],
)
def test_a_file_that_is_no_list_changes_nothing_and_says_why(marketing_client, content, words):
    response = send(marketing_client, content)
    assert response.status_code == 200
    (error,) = response.context["form"].errors["file"]
    assert any(word in error for word in words.split("|"))
    assert not Person.objects.exists()
