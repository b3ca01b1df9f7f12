"""The quarantine as marketing sees it."""

import pytest

from core import limits
from newsletter.models import GuidebookSubmission, NewsletterSettings, Suspect
from tests.factories.newsletter import fill_in

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/marketing/quarantine/"


@pytest.fixture
def suspect(client, guidebook) -> Suspect:
    fill_in(client, guidebook.url, email="ann@example.com", homepage="x")
    client.post(guidebook.form_action, {"email": "bob@example.com"})
    return Suspect.objects.get(address="ann@example.com")


def test_the_list_names_addresses_guidebooks_and_reasons(marketing_client, suspect, soup, guidebook):
    text = soup(marketing_client.get(ADDRESS)).get_text(" ", strip=True)
    for word in ("ann@example.com", "bob@example.com", guidebook.title, "did not fetch the form first"):
        assert word in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=ann", ["ann@example.com"]),
        ("reason=no-stamp", ["bob@example.com"]),
        ("reason=trap", ["ann@example.com"]),
        ("reason=stamp", ["ann@example.com", "bob@example.com"]),
        ("state=held", ["ann@example.com", "bob@example.com"]),
        ("state=freed", []),
    ],
)
def test_it_is_searched_and_filtered(marketing_client, suspect, query, shown):
    text = marketing_client.get(f"{ADDRESS}?{query}").content.decode()
    assert [address for address in ("ann@example.com", "bob@example.com") if address in text] == shown


def test_looking_at_the_button_frees_nothing_and_pressing_it_does(marketing_client, suspect):
    address = f"{ADDRESS}free/{suspect.pk}/"
    assert "ann@example.com" in marketing_client.get(address).content.decode()
    assert not GuidebookSubmission.objects.exists()
    assert marketing_client.post(address)["Location"] == ADDRESS
    assert GuidebookSubmission.objects.get().person.email == "ann@example.com"
    assert "freed on" in marketing_client.get(address).content.decode()
    assert "ann@example.com" in marketing_client.get(f"{ADDRESS}?state=freed").content.decode()
    assert f"free/{suspect.pk}/" not in marketing_client.get(ADDRESS).content.decode()


def test_what_cannot_be_freed_says_why(marketing_client, suspect, guidebook):
    guidebook.unpublish()
    answer = marketing_client.post(f"{ADDRESS}free/{suspect.pk}/", follow=True)
    assert "no longer offered" in answer.content.decode()


def test_a_row_shows_what_was_sent_and_an_export_says_why_it_is_held(marketing_client, suspect):
    assert "filled in a field" in marketing_client.get(f"{ADDRESS}inspect/{suspect.pk}/").content.decode()
    export = b"".join(marketing_client.get(f"{ADDRESS}?export=csv").streaming_content).decode()
    assert "did not fetch the form first" in export


def test_a_number_that_is_none_is_not_found(marketing_client, db):
    assert marketing_client.get(f"{ADDRESS}free/{'9' * 40}/").status_code == 404


# A flood


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(limits, "HELD_AN_HOUR", 2)
    monkeypatch.setattr(limits, "HELD_A_DAY", 4)


def flood(client, guidebook, ip, times: int):
    answers = [
        client.post(guidebook.form_action, {"email": f"bot-{ip}-{turn}@example.com"}, REMOTE_ADDR=ip)
        for turn in range(times)
    ]
    return [answer.status_code for answer in answers], answers[-1]


def test_a_connection_fills_no_disk_and_is_told_to_come_again_with_all_it_wrote(client, guidebook, few, soup):
    statuses, last = flood(client, guidebook, "8.8.8.8", 4)
    assert statuses == [303, 303, 429, 429]
    assert last["Retry-After"] == "3600"
    form = soup(last).select_one("main form[method=post]")
    assert form.select_one("[name=email]")["value"] == "bot-8.8.8.8-3@example.com"
    assert "please send it in an hour" in soup(last).select_one("[role=alert]").get_text()
    assert Suspect.objects.count() == 2


def test_many_connections_together_fill_none_either_and_people_are_served(client, guidebook, few):
    for number in range(1, 5):
        flood(client, guidebook, f"8.8.8.{number}", 2)
    assert Suspect.objects.count() == 4
    assert fill_in(client, guidebook.url, email="ann@example.com").status_code == 303
    assert GuidebookSubmission.objects.count() == 1


def test_after_an_hour_it_takes_in_again(client, guidebook, few, later):
    assert flood(client, guidebook, "8.8.8.8", 3)[0][-1] == 429
    later(minutes=90)
    assert flood(client, guidebook, "8.8.8.8", 1)[0] == [303]


def test_the_newsletters_own_form_asks_to_wait_too(client, newsletter_settings, few):
    NewsletterSettings.objects.update(enabled=True)
    data = {"email": "ann@example.com", "consent": "on"}
    answers = [client.post("/newsletter/sign-up/", data, REMOTE_ADDR="8.8.8.8") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert b"ann@example.com" in answers[-1].content
