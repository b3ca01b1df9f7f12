"""Leaving: one press, no login, and a way back."""

import pytest
from django.core import mail
from django.test import Client

from newsletter import services
from newsletter.models import Consent, Person
from newsletter.services import LinkUsedError
from newsletter.services.consents import record
from newsletter.tokens import Purpose, make
from tests.factories.newsletter import WORDING, asked, latest_mail, subscriber

pytestmark = pytest.mark.django_db


def leave_link(person: Person) -> str:
    return f"/newsletter/unsubscribe/{make(Purpose.UNSUBSCRIBE, person.uuid, person.email)}/"


@pytest.fixture
def ann(db: None) -> Person:
    """Somebody who signed up for the newsletter and confirmed it."""
    return subscriber()


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_at_the_link_changes_nothing(client, ann, method):
    for _ in range(3):
        assert getattr(client, method)(leave_link(ann)).status_code == 200
    ann.refresh_from_db()
    assert ann.newsletter == "confirmed"
    assert ann.consents.count() == 2


def test_a_mail_program_unsubscribes_with_one_post_and_no_cookie(ann):
    """RFC 8058, section 3.2."""
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    body = "List-Unsubscribe=One-Click"
    response = client.post(leave_link(ann), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert not response.cookies
    ann.refresh_from_db()
    assert ann.newsletter == "withdrawn"
    receipt = ann.consents.first()
    assert (receipt.action, receipt.wording, receipt.placement) == ("withdrawn", WORDING, "mail")
    assert receipt.method == "one-click"


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://mail.example.org"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_a_mail_program_in_a_browser_unsubscribes_too(ann, headers):
    """The signed address is the proof; where the press came from says nothing."""
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    assert client.post(leave_link(ann), {"List-Unsubscribe": "One-Click"}, headers=headers).status_code == 200
    ann.refresh_from_db()
    assert ann.newsletter == "withdrawn"


@pytest.mark.parametrize(
    ("kind", "body", "method"),
    [
        ("multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
         "One-Click\r\n--x--\r\n", "one-click"),
        ("multipart/form-data", "nonsense", "link"),
        ("text/plain", "List-Unsubscribe=One-Click", "link"),
        ("application/json", "{", "link"),
    ],
)  # fmt: skip
def test_whoever_wants_to_leave_leaves_whatever_the_program_sends(client, ann, kind, body, method):
    assert client.post(leave_link(ann), body, content_type=kind).status_code == 200
    ann.refresh_from_db()
    assert (ann.newsletter, ann.consents.first().method) == ("withdrawn", method)


def test_the_page_notes_that_its_own_button_was_pressed(client, ann):
    client.post(leave_link(ann))
    assert ann.consents.first().method == "link"


def test_the_header_of_a_mail_names_that_address(ann, guidebook, run_jobs):
    asked(ann.email, page=guidebook)
    run_jobs()
    headers = mail.outbox[-1].extra_headers
    assert headers["List-Unsubscribe"].startswith("<http://localhost/newsletter/unsubscribe/")
    assert headers["List-Unsubscribe"].endswith("/>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    assert Client(headers={"host": "localhost"}).post(path).status_code == 200
    ann.refresh_from_db()
    assert ann.newsletter == "withdrawn"


def test_leaving_twice_is_leaving_once(client, ann):
    assert client.post(leave_link(ann)).status_code == client.post(leave_link(ann)).status_code == 200
    assert ann.consents.filter(action="withdrawn").count() == 1


def test_undo_is_offered_and_one_press_of_it_puts_all_back(client, ann, soup):
    undo = soup(client.post(leave_link(ann))).main.select_one("form")["action"]
    assert client.get(undo).status_code == 405
    response = client.post(undo)
    assert (response.status_code, response["Location"]) == (303, "/newsletter/restored/")
    assert client.get(response["Location"]).status_code == 200
    ann.refresh_from_db()
    assert ann.newsletter == "confirmed"
    receipt = ann.consents.first()
    assert (receipt.action, receipt.wording, receipt.placement) == ("confirmed", WORDING, "undo")


def test_undo_works_once_and_for_a_day(client, ann, soup, later):
    undo = soup(client.post(leave_link(ann))).main.select_one("form")["action"]
    client.post(undo)
    assert client.post(undo).status_code == 410
    undo = soup(client.post(leave_link(ann))).main.select_one("form")["action"]
    later(days=1, seconds=1)
    assert client.post(undo).status_code == 410
    ann.refresh_from_db()
    assert ann.newsletter == "withdrawn"


def test_coming_back_to_the_link_later_still_offers_undo(client, ann, soup):
    client.post(leave_link(ann))
    assert "/newsletter/undo/" in soup(client.get(leave_link(ann))).main.select_one("form")["action"]


def test_an_old_link_of_somebody_who_left_brings_nobody_back(client, ann, soup, later):
    """Mails lie about for years; whoever finds one may not sign up its reader anew."""
    client.post(leave_link(ann))
    later(days=400)
    for response in (client.get(leave_link(ann)), client.post(leave_link(ann))):
        assert response.status_code == 200
        assert "unsubscribed" in response.content.decode()
        assert not soup(response).main.select("form")
    withdrawal = ann.consents.get(action="withdrawn")
    assert client.post(f"/newsletter/undo/{make(Purpose.UNDO, withdrawal.uuid, ann.email)}/").status_code == 410
    with pytest.raises(services.LinkExpiredError):
        services.resubscribe(withdrawal)
    ann.refresh_from_db()
    assert ann.newsletter == "withdrawn"


def test_a_stranger_who_types_the_address_takes_neither_the_withdrawal_nor_its_undo(client, ann, soup):
    undo = soup(client.post(leave_link(ann))).main.select_one("form")["action"]
    services.sign_up(address=ann.email, wording="A stranger's")
    ann.refresh_from_db()
    assert ann.newsletter == "withdrawn"
    assert undo.startswith("/newsletter/undo/")
    assert "/newsletter/undo/" in soup(client.get(leave_link(ann))).main.select_one("form")["action"]
    assert client.post(undo).status_code == 303
    ann.refresh_from_db()
    assert (ann.newsletter, ann.consents.first().wording) == ("confirmed", WORDING)


def test_leaving_once_more_ends_what_a_stranger_asked_for_since(ann):
    services.unsubscribe(ann)
    request = services.sign_up(address=ann.email, wording="A stranger's")
    withdrawal = services.unsubscribe(ann)
    assert withdrawal.pk > request.pk
    with pytest.raises(services.LinkOverruledError):
        services.confirm(request)
    assert services.resubscribe(withdrawal).action == "given"


def test_a_withdrawal_without_anything_before_it_cannot_be_undone(ann):
    services.unsubscribe(ann)
    withdrawal = record(ann, Consent.Action.WITHDRAWN, WORDING, services.Origin())
    with pytest.raises(LinkUsedError):
        services.resubscribe(withdrawal)


def test_somebody_who_had_only_asked_has_asked_again_after_undo(client, guidebook, soup, path_in):
    asked(page=guidebook, wording=WORDING)
    ann = Person.objects.get()
    undo = soup(client.post(leave_link(ann))).main.select_one("form")["action"]
    assert client.post(undo)["Location"] == "/newsletter/sent/"
    ann.refresh_from_db()
    assert ann.newsletter == "asked"
    assert client.post(path_in(latest_mail(), "confirm")).status_code == 303
    ann.refresh_from_db()
    assert ann.newsletter == "confirmed"


def test_a_second_change_of_mind_restores_what_was_before_the_second_leaving(ann):
    services.unsubscribe(ann)
    services.sign_up(address=ann.email, wording="New words")
    withdrawal = services.unsubscribe(ann)
    restored = services.resubscribe(withdrawal)
    assert (restored.action, restored.wording) == ("given", "New words")


def test_only_the_latest_withdrawal_can_be_undone(ann):
    first = services.unsubscribe(ann)
    services.resubscribe(first)
    services.unsubscribe(ann)
    for receipt in (first, ann.consents.get(action="given")):
        with pytest.raises(LinkUsedError):
            services.resubscribe(receipt)


def test_who_never_asked_has_nothing_to_leave(client, guidebook, soup):
    asked(page=guidebook)
    person = Person.objects.get()
    for response in (client.get(leave_link(person)), client.post(leave_link(person))):
        assert response.status_code == 200
        assert not soup(response).main.select("form")
    assert not Consent.objects.exists()


def test_the_same_person_can_come_back_by_a_new_request_that_is_confirmed(ann):
    services.unsubscribe(ann)
    consent = services.sign_up(address=ann.email, wording=WORDING)
    ann.refresh_from_db()
    assert ann.newsletter == "withdrawn"
    services.confirm(consent)
    ann.refresh_from_db()
    assert ann.newsletter == "confirmed"
