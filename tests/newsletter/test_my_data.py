"""One's own data by a mailed link: seen, taken away, corrected, paused, left, erased."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import timezone

from newsletter import services
from newsletter.archive import facts
from newsletter.models import Consent, Delivery, Event, GuidebookSubmission, NewsletterState, Person, StopMark
from newsletter.tokens import Purpose, make
from tests.factories.newsletter import WORDING, subscriber

pytestmark = pytest.mark.django_db
REQUEST = "/newsletter/my-data/"


@pytest.fixture
def page(ann) -> str:
    """Where the mailed link of somebody who gets guidebook and newsletter leads."""
    return f"{REQUEST}{make(Purpose.MY_DATA, ann.uuid, ann.email)}/"


def events() -> list[str]:
    return [event.kind for event in Event.objects.order_by("pk")]


def now(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


# Asking


def test_whoever_asks_gets_a_mail_with_a_link_that_opens_the_page(client, ann, run_jobs, path_in, soup):
    response = client.post(REQUEST, {"email": " Ann@Example.com "}, follow=True)
    assert response.status_code == 200
    run_jobs()
    assert mail.outbox[-1].to == [ann.email]
    html = soup(client.get(path_in(mail.outbox[-1], "my-data"))).main
    assert html.h1.get_text() == "What we hold about you"
    assert events() == ["data_asked"]


def test_the_answer_is_the_same_for_an_address_that_we_do_not_know(client, ann):
    known, unknown = (client.post(REQUEST, {"email": f"{name}@example.com"}) for name in ("ann", "nobody"))
    assert known.status_code == unknown.status_code == 303
    assert {**known.headers, "Expires": ""} == {**unknown.headers, "Expires": ""}
    assert Delivery.objects.filter(kind=Delivery.Kind.MY_DATA).count() == 1
    assert Person.objects.count() == 1


def test_nobody_is_flooded_by_it(client, ann):
    statuses = {client.post(REQUEST, {"email": ann.email}).status_code for _ in range(9)}
    assert statuses == {303}
    assert Delivery.objects.count() <= 6


def test_nobody_writes_to_the_whole_list_by_it(client, monkeypatch):
    monkeypatch.setattr("newsletter.views.my_data.MOST_ASKED", 2)
    for name in ("ann", "bob", "cy"):
        subscriber(f"{name}@example.com")
    assert {client.post(REQUEST, {"email": f"{name}@example.com"}).status_code for name in ("ann", "bob", "cy")} == {
        303
    }
    assert Delivery.objects.filter(kind=Delivery.Kind.MY_DATA).count() == 2


def test_what_is_no_address_is_said_at_the_field(client, soup):
    response = client.post(REQUEST, {"email": "nobody"})
    assert response.status_code == 400
    assert soup(response).main.select_one("[name=email][aria-invalid=true]")["autocomplete"] == "email"


def test_another_site_cannot_ask():
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    assert (
        client.post(REQUEST, {"email": "ann@example.com"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    )
    assert client.post(REQUEST, {"email": "ann@example.com"}).status_code == 303
    assert not client.cookies


# The page


def test_the_page_shows_everything_and_no_cache_keeps_it(client, ann, page, soup):
    ann.tags.add("founder")
    response = client.get(page)
    text = " ".join(soup(response).main.get_text(" ").split())
    for word in (ann.email, "founder", "Harbour Ltd", WORDING, "You get our newsletter.", "Downloaded"):
        assert word in text
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


@pytest.mark.parametrize("path", ["", "erase/", "name/", "download/", "unsubscribe/", "pause-1/"])
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(client, ann, page, path, method):
    before = services.export(now(ann))
    for _ in range(2):
        assert getattr(client, method)(f"{page}{path}").status_code in {200, 303}
    assert services.export(now(ann)) == before
    assert events() == []


def test_the_link_is_good_for_an_hour(client, ann, page, later, soup):
    later(minutes=59)
    assert client.get(page).status_code == 200
    later(minutes=61)
    for response in (client.get(page), client.post(f"{page}erase/"), client.post(f"{page}name/", {"name": "Eve"})):
        assert response.status_code == 410
        assert soup(response).main.select_one(f"a[href='{REQUEST}']")
    assert now(ann).name == ""


@pytest.mark.parametrize("purpose", [Purpose.UNSUBSCRIBE, Purpose.CHANGE_ADDRESS, Purpose.DOWNLOAD])
def test_no_other_link_opens_it(client, ann, purpose):
    assert client.get(f"{REQUEST}{make(purpose, ann.uuid, ann.email)}/").status_code == 404
    assert client.get(f"{REQUEST}{make(Purpose.MY_DATA, ann.uuid, 'eve@example.com')}/").status_code == 404


def test_there_is_no_other_button(client, page):
    assert client.post(f"{page}nonsense/").status_code == 404


def test_only_what_is_known_is_listed(ann):
    labels = [label for label, _value in facts(subscriber("bob@example.com"))]
    assert labels == ["E-mail address", "Language", "Newsletter", "Mark that this address left", "First seen"]


# Taking it away


def test_the_zip_holds_everything_for_programs_and_for_people(client, ann, page):
    response = client.post(f"{page}download/")
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert "no-store" in response["Cache-Control"]
    with ZipFile(BytesIO(response.content)) as file:
        assert sorted(file.namelist()) == ["my-data.html", "my-data.json"]
        data, html = json.loads(file.read("my-data.json")), file.read("my-data.html").decode()
    assert data == json.loads(json.dumps(services.export(now(ann))))
    text = BeautifulSoup(html, "html.parser").get_text()
    for word in (ann.email, "Harbour Ltd", WORDING, "Here is the guidebook"):
        assert word in text
    assert events() == ["data_fetched"]


# Correcting


def test_a_name_is_corrected(client, ann, page, soup):
    response = client.post(f"{page}name/", {"name": " Ann \n Archer "}, follow=True)
    assert "corrected" in soup(response).main.select_one("[role=status]").get_text()
    assert now(ann).name == "Ann Archer"
    assert soup(response).main.select_one("[name=name]")["value"] == "Ann Archer"
    assert events() == ["corrected"]


@pytest.mark.parametrize(("action", "data"), [("name", {"name": "x" * 300}), ("address", {"email": "nobody"})])
def test_what_is_wrong_is_said_in_place(client, page, soup, action, data):
    response = client.post(f"{page}{action}/", data)
    assert response.status_code == 400
    assert len(soup(response).main.select("[aria-invalid=true]")) == 1
    assert soup(response).main.select_one("#form--errors")
    assert events() == []


@pytest.fixture
def change(client, ann, page, path_in, run_jobs) -> str:
    """The link that the mail to a new address holds."""
    assert client.post(f"{page}address/", {"email": "Ann@Archer.example"}).status_code == 303
    run_jobs()
    assert mail.outbox[-1].to == ["ann@archer.example"]
    assert "ann@example.com" not in mail.outbox[-1].body
    return path_in(mail.outbox[-1], "change-address")


def test_a_new_address_is_used_once_its_mail_is_answered_and_the_old_one_is_told(client, ann, page, change, run_jobs):
    unsubscribe = f"/newsletter/unsubscribe/{make(Purpose.UNSUBSCRIBE, ann.uuid, ann.email)}/"
    assert client.get(change).status_code == 200
    assert (now(ann).email, now(ann).pending_email) == ("ann@example.com", "ann@archer.example")
    assert client.post(change, follow=True).status_code == 200
    person = now(ann)
    assert (person.email, person.pending_email, person.newsletter) == ("ann@archer.example", "", "confirmed")
    run_jobs()
    assert mail.outbox[-1].to == ["ann@example.com"]
    assert "archer" not in mail.outbox[-1].body
    for dead in (page, unsubscribe):
        assert client.get(dead).status_code == 404
    assert client.post(change).status_code == 410
    assert "address_changed" in events()


def test_a_link_to_an_address_that_was_asked_for_before_is_dead(client, ann, page, change):
    services.ask_for_new_address(ann, "ann@third.example")
    assert client.post(change).status_code == 404
    assert now(ann).email == "ann@example.com"


def test_the_change_waits_a_day_at_most(client, ann, change, later):
    later(days=1, seconds=1)
    assert client.post(change).status_code == 410
    assert now(ann).email == "ann@example.com"


def test_two_rows_do_not_become_one_by_a_change(client, ann, change):
    subscriber("ann@archer.example")
    for response in (client.get(change), client.post(change)):
        assert response.status_code == 410
    assert now(ann).email == "ann@example.com"


def test_whoever_left_stays_out_at_the_new_address(ann):
    services.unsubscribe(ann)
    services.ask_for_new_address(ann, "ann@archer.example")
    services.change_address(ann)
    assert services.is_stopped("ann@archer.example")
    assert now(ann).newsletter == NewsletterState.WITHDRAWN


def test_an_address_that_left_is_not_brought_back_by_who_moves_to_it(ann):
    services.unsubscribe(bob := subscriber("bob@example.com"))
    services.erase(bob)
    services.ask_for_new_address(ann, "bob@example.com")
    services.change_address(ann)
    assert now(ann).newsletter == NewsletterState.WITHDRAWN


# The newsletter


@pytest.mark.parametrize(("button", "days"), [("pause-1", 30), ("pause-3", 91)])
def test_the_newsletter_is_paused_and_resumed(client, ann, page, soup, button, days):
    response = client.post(f"{page}{button}/", follow=True)
    assert (now(ann).paused_until - timezone.localdate(Event.objects.get().created_at)).days == days
    actions = [form["action"].removeprefix(page) for form in soup(response).main.select("form")]
    assert "resume/" in actions
    assert "pause-1/" not in actions
    client.post(f"{page}resume/")
    assert now(ann).paused_until is None
    assert events() == ["paused", "resumed"]


def test_leaving_and_undo_stand_on_the_page_too(client, ann, page, soup, later):
    response = client.post(f"{page}unsubscribe/", follow=True)
    assert now(ann).newsletter == NewsletterState.WITHDRAWN
    assert ann.consents.first().placement == "my-data"
    assert soup(response).main.select_one(f"form[action='{page}undo/']")
    client.post(f"{page}undo/")
    assert now(ann).newsletter == NewsletterState.CONFIRMED
    response = client.post(f"{page}undo/", follow=True)
    assert "no longer" in soup(response).main.select_one("[role=status]").get_text()


def test_undo_of_a_mere_request_mails_the_link_that_confirms(client, soup):
    services.sign_up(address="bob@example.com", wording=WORDING)
    bob = Person.objects.get()
    page = f"{REQUEST}{make(Purpose.MY_DATA, bob.uuid, bob.email)}/"
    assert "no longer" in client.post(f"{page}undo/", follow=True).content.decode()
    client.post(f"{page}unsubscribe/")
    response = client.post(f"{page}undo/", follow=True)
    assert "asked again" in soup(response).main.select_one("[role=status]").get_text()
    assert now(bob).newsletter == NewsletterState.ASKED


# Erasing


def test_a_second_page_asks_and_one_press_erases(client, ann, page, soup):
    html = soup(client.get(f"{page}erase/")).main
    assert [form["action"] for form in html.select("form")] == [f"{page}erase/"]
    assert Person.objects.exists()
    response = client.post(f"{page}erase/", follow=True)
    assert "gone" in soup(response).main.h1.get_text()
    assert not Person.objects.exists()
    assert not Consent.objects.exists()
    assert not Delivery.objects.exists()
    assert GuidebookSubmission.objects.get().form_data == {}
    assert services.is_stopped("ann@example.com")
    assert "ann" not in str(StopMark.objects.values())
    (erased,) = Event.objects.filter(kind=Event.Kind.ERASED)
    assert erased.person is None
    assert client.get(page).status_code == client.post(f"{page}erase/").status_code == 404


def test_nothing_that_a_worker_did_names_who_was_erased(client, ann, page, run_jobs):
    from django_tasks_db.models import DBTaskResult

    client.post(REQUEST, {"email": ann.email})
    run_jobs()
    client.post(f"{page}erase/")
    assert "ann@" not in str(list(DBTaskResult.objects.values()))


# The way to it


def test_mails_and_the_page_to_leave_point_to_it(client, ann, run_jobs):
    services.send_download_again(ann.downloads.get())
    run_jobs()
    assert "http://localhost/newsletter/my-data/\n" in mail.outbox[-1].body
    leave = f"/newsletter/unsubscribe/{make(Purpose.UNSUBSCRIBE, ann.uuid, ann.email)}/"
    assert REQUEST in client.get(leave).content.decode()
