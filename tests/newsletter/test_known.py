"""Somebody whom we know is not asked twice, and nobody else hears what we know."""

from typing import Any

import pytest
from bs4 import BeautifulSoup

from newsletter import known, services
from newsletter.models import GuidebookPage, GuidebookSubmission, Person
from newsletter.tokens import Purpose, make
from tests.factories.newsletter import GuidebookPageFactory, add_fields, aged, asked, latest_download, subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(guidebook: GuidebookPage) -> GuidebookPage:
    """A second guidebook, which asks for the company again, and for something new."""
    page = GuidebookPageFactory(title="Another", slug="another")
    return add_fields(
        page, {"label": "Company"}, {"label": "Role"}, {"label": "Call", "field_type": "checkbox", "required": False}
    )


def private_url(person: Person, page: GuidebookPage) -> str:
    return known.link_for(person, page.url)


def asked_for(html: BeautifulSoup) -> list[str]:
    """The names of the fields that a reader sees in the guidebook's form."""
    fields = html.select("main .form-panel .field [name]")
    return list(dict.fromkeys(field["name"] for field in fields))


def send(client: Any, url: str, **data: Any) -> Any:
    panel = BeautifulSoup(client.get(url).content, "html.parser").select_one("main .form-panel form")
    hidden = {field["name"]: field.get("value", "") for field in panel.select("input[type=hidden]")}
    return client.post(panel["action"].partition("#")[0], {**hidden, "stamp": aged(hidden["stamp"]), **data})


def test_what_we_know_is_left_out_and_the_rest_is_asked(client, ann, other, soup):
    assert asked_for(soup(client.get(other.url))) == ["email", "company", "role", "call", "newsletter"]
    html = soup(client.get(private_url(ann, other)))
    assert asked_for(html) == ["role", "call"]
    panel = html.select_one("main .form-panel")
    assert "a…@example.com" in panel.get_text()
    assert panel.select_one(f"a[href='{other.url}']")


def test_nothing_that_we_know_stands_in_the_page(client, ann, other):
    html = client.get(private_url(ann, other)).content.decode()
    assert "ann@example.com" not in html
    assert "Harbour Ltd" not in html


def test_the_request_is_stored_with_what_we_knew(client, ann, other):
    assert send(client, private_url(ann, other), role="Lead").status_code == 303
    submission = GuidebookSubmission.objects.filter(page=other.pk).get()
    assert submission.person == ann
    assert submission.form_data == {"company": "Harbour Ltd", "role": "Lead", "call": False}


def test_nobody_sends_another_address_by_such_a_form(client, ann, other):
    send(client, private_url(ann, other), role="Lead", email="eve@example.com", company="Evil")
    assert not Person.objects.filter(email="eve@example.com").exists()
    assert GuidebookSubmission.objects.filter(page=other.pk).get().form_data["company"] == "Harbour Ltd"


def test_what_is_wrong_is_said_on_the_same_private_page(client, ann, other, soup):
    response = send(client, private_url(ann, other))
    assert response.status_code == 400
    html = soup(response)
    assert asked_for(html) == ["role", "call"]
    assert len(html.select(".error-summary li")) == 1
    assert "no-store" in response["Cache-Control"]


def test_such_a_page_is_private_and_the_plain_one_is_not(client, ann, other):
    response = client.get(private_url(ann, other))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "strict-origin"
    assert not response.cookies
    assert "no-store" not in client.get(other.url).get("Cache-Control", "")


def test_looking_at_such_a_page_changes_nothing(client, ann, other):
    before = GuidebookSubmission.objects.count()
    client.get(private_url(ann, other))
    client.head(private_url(ann, other))
    assert GuidebookSubmission.objects.count() == before


def test_a_subscriber_is_not_asked_for_the_newsletter_but_others_are(client, guidebook, other, soup):
    person = asked("bob@example.com", guidebook).person
    services.record_download(latest_download())
    assert "newsletter" in asked_for(soup(client.get(private_url(person, other))))
    assert "newsletter" not in asked_for(soup(client.get(private_url(subscriber("cleo@example.com"), other))))


def test_a_form_with_nothing_left_to_ask_is_one_button(client, ann, guidebook, soup):
    assert asked_for(soup(client.get(private_url(ann, guidebook)))) == []
    assert send(client, private_url(ann, guidebook)).status_code == 303
    assert ann.submissions.count() == 2


def test_a_choice_that_is_no_longer_offered_is_asked_again(client, ann, guidebook, soup):
    page = add_fields(
        GuidebookPageFactory(slug="third"),
        {"label": "Company", "field_type": "dropdown", "choices": "Island Ltd\nMainland Ltd"},
    )
    assert asked_for(soup(client.get(private_url(ann, page)))) == ["company"]


@pytest.mark.parametrize("token", ["", "forged", "x" * 5000, "\x01"])
def test_a_forged_link_shows_the_plain_form(client, ann, other, soup, token):
    assert "email" in asked_for(soup(client.get(other.url, {"for": token})))


@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose if purpose != Purpose.KNOWN])
def test_a_link_for_something_else_tells_us_nothing(ann, purpose):
    assert known.known_person(make(purpose, ann.uuid, ann.email)) is None


def test_the_link_ends_with_its_time_with_the_address_and_with_the_person(client, ann, other, soup, later):
    url = private_url(ann, other)
    token = url.partition("=")[2]
    assert known.known_person(token) == ann
    Person.objects.filter(pk=ann.pk).update(email="ann@new.example")
    assert known.known_person(token) is None
    Person.objects.filter(pk=ann.pk).update(email="ann@example.com")
    later(days=31)
    assert known.known_person(token) is None
    assert "email" in asked_for(soup(client.get(url)))


def test_no_link_knows_somebody_who_was_erased(ann):
    token = known.link_for(ann, "/x/").partition("=")[2]
    services.erase(ann)
    assert known.known_person(token) is None


def test_who_has_not_shown_that_the_mailbox_is_theirs_is_not_known(client, guidebook, other, soup):
    person = asked("bob@example.com", guidebook).person
    assert "email" in asked_for(soup(client.get(private_url(person, other))))


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("ann@example.com", "a…@example.com"),
        ("a@example.com", "a…@example.com"),
        ("ann@xn--bcher-kva.example", "a…@bücher.example"),
    ],
)
def test_an_address_is_hinted_at(address, shown):
    assert known.hint(address) == shown


def test_the_page_of_a_download_offers_what_else_there_is(client, guidebook, other, soup, path_in):
    person = asked("bob@example.com", guidebook).person
    link = path_in(person.deliveries.get(), "download")
    (offer,) = soup(client.get(link)).select("main .further a")
    assert offer["href"].startswith(f"{other.url}?for=")
    assert client.post(link).status_code == 200
    (offer,) = soup(client.get(link)).select("main .further a")
    assert asked_for(soup(client.get(offer["href"]))) == ["company", "role", "call", "newsletter"]


def test_what_somebody_has_asked_for_is_not_offered_again(client, guidebook, other, soup, path_in):
    person = asked("bob@example.com", guidebook).person
    link = path_in(person.deliveries.get(), "download")
    asked("bob@example.com", other)
    assert not soup(client.get(link)).select("main .further")
