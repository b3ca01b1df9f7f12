"""The form of a guidebook, from the page to the row."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from core.stamps import Stamp
from newsletter.models import (
    Consent,
    Delivery,
    GuidebookDownload,
    GuidebookPage,
    GuidebookSubmission,
    Person,
    Suspect,
)
from tests.factories.newsletter import WORDING, add_fields, aged, fill_in

pytestmark = pytest.mark.django_db


def send(client: Client, page: GuidebookPage, **data: Any) -> Any:
    return fill_in(client, page.url, **{"email": "ann@example.com", **data})


def test_the_page_shows_contents_sample_form_and_what_mail_follows(client, guidebook, soup):
    html = soup(client.get(guidebook.url))
    text = html.get_text(" ", strip=True)
    assert "Say what you decided" in text
    assert "The first page of it." in text
    assert guidebook.mail_note in text
    form = html.select_one("form[method=post]")
    assert form["action"].partition("#")[0] == f"/newsletter/ask/{guidebook.pk}/"
    own = ["stamp", "homepage", "first_touch", "last_touch"]
    assert [field["name"] for field in form.select("[name]")] == [*own, "email", "newsletter"]
    assert form.select_one("[name=email]")["autocomplete"] == "email"
    assert "checked" not in form.select_one("[name=newsletter]").attrs


def test_the_page_is_the_same_for_every_reader_and_sets_no_cookie(client, guidebook):
    first, second = client.get(guidebook.url), client.get(guidebook.url)
    first_html, second_html = (re.sub(rb'name="stamp" value="[^"]+"', b"", page.content) for page in (first, second))
    assert first_html == second_html
    assert not first.cookies
    assert "Cookie" not in first.headers.get("Vary", "")
    assert "csrfmiddlewaretoken" not in first.content.decode()


def test_a_request_stores_all_there_is_to_know_and_mails_the_link(client, guidebook, run_jobs):
    response = send(client, guidebook, newsletter="on", placement="article")
    assert response.status_code == 303
    assert response["Location"].startswith(f"{guidebook.url}?thanks=")
    person = Person.objects.get()
    assert (person.email, person.newsletter) == ("ann@example.com", "asked")
    submission = GuidebookSubmission.objects.get()
    assert (submission.person, submission.page.pk, submission.placement) == (person, guidebook.pk, "article")
    consent = Consent.objects.get()
    assert (consent.action, consent.wording, consent.page.pk) == ("given", WORDING, guidebook.pk)
    assert consent.page_revision == guidebook.live_revision_id
    assert len(consent.ip_hash) == 64
    assert GuidebookDownload.objects.get().submission == submission
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.submission) == ("queued", submission)
    assert not mail.outbox
    run_jobs()
    assert [message.to for message in mail.outbox] == [["ann@example.com"]]


def test_the_guidebook_comes_without_the_newsletter_too(client, guidebook, run_jobs):
    send(client, guidebook)
    run_jobs()
    assert Person.objects.get().newsletter == "none"
    assert not Consent.objects.exists()
    assert len(mail.outbox) == 1
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_the_thanks_are_never_cached_or_indexed_and_send_nothing_again(client, guidebook):
    thanks = send(client, guidebook)["Location"]
    for response in (client.get(thanks), client.get(thanks), Client(headers={"host": "localhost"}).get(thanks)):
        assert response.status_code == 200
        assert guidebook.thank_you_heading in response.content.decode()
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in response.content.decode()
        assert 'name="email"' not in str(response.content).split("<main")[1].split("</main")[0]
    assert GuidebookSubmission.objects.count() == Delivery.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é" * 50, "x" * 10_000])
def test_forged_thanks_show_the_form(client, guidebook, token):
    response = client.get(guidebook.url, {"thanks": token})
    assert response.status_code == 200
    assert guidebook.thank_you_heading not in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_thanks_end_after_an_hour(client, guidebook, later):
    thanks = send(client, guidebook)["Location"]
    later(hours=1, seconds=1)
    assert guidebook.thank_you_heading not in client.get(thanks).content.decode()


def test_sending_twice_stores_both_requests_of_one_person(client, guidebook):
    send(client, guidebook)
    send(client, guidebook, email=" ANN@Example.COM ")
    assert Person.objects.count() == 1
    assert GuidebookSubmission.objects.count() == 2


def test_an_address_gets_at_most_five_mails_an_hour(client, guidebook, later):
    answers = [send(client, guidebook) for _ in range(8)]
    assert {answer.status_code for answer in answers} == {303}
    assert GuidebookSubmission.objects.count() == 8
    assert GuidebookDownload.objects.count() == 8
    assert [mail.status for mail in Delivery.objects.order_by("pk")] == ["queued"] * 5 + ["held"] * 3
    assert send(client, guidebook, email="bob@example.com").status_code == 303
    assert Delivery.objects.filter(to="bob@example.com").count() == 1
    later(hours=1, minutes=15)
    send(client, guidebook)
    assert Delivery.objects.filter(to="ann@example.com", status="queued").count() == 6


# What is wrong is said beside the field


def test_nothing_filled_in_is_said_beside_the_field_and_in_the_summary(client, guidebook, soup):
    response = client.post(guidebook.url, {})
    assert response.status_code == 400
    html = soup(response)
    field = html.select_one("form[method=post] [name=email]")
    assert field["aria-invalid"] == "true"
    described = [html.find(id=name) for name in field["aria-describedby"].split()]
    assert any("Enter your e-mail address." in part.get_text() for part in described if part)
    assert html.select_one(f".error-summary a[href='#{field['id']}']")
    assert not Person.objects.exists()


def test_what_was_right_is_kept_beside_what_was_wrong(client, guidebook, soup):
    page = add_fields(guidebook, {"label": "Company", "required": False}, {"label": "Why", "field_type": "multiline"})
    response = send(client, page, email="nobody", company="Harbour <b>Ltd</b>", newsletter="on")
    html = soup(response)
    assert response.status_code == 400
    assert html.select_one("[name=email]")["value"] == "nobody"
    assert html.select_one("[name=company]")["value"] == "Harbour <b>Ltd</b>"
    assert html.select_one("[name=company]")["autocomplete"] == "organization"
    assert "checked" in html.select_one("form[method=post] [name=newsletter]").attrs
    assert len(html.select(".error-summary li")) == 2


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b",
        "ann@localhost",
        "ann@example.com\x00",
        "ann\r\nBcc: bob@example.com@example.com",
        "ann@example.com,bob@example.com",
        "ann@-example.com",
        "ann@[127.0.0.1]",
        "@example.com",
        "a" * 10_000 + "@example.com",
    ],
)
def test_what_is_no_address_is_refused(client, guidebook, address):
    assert send(client, guidebook, email=address).status_code == 400
    assert not Person.objects.exists()


@pytest.mark.parametrize("kind", ["singleline", "multiline", "email", "number", "url", "date", "datetime", "radio"])
@pytest.mark.parametrize("value", ["x" * 10_000, "\x00", "a\x00b", "1E+999999999", "NaN", "0001-01-01", "🏝" * 300])
def test_no_answer_to_any_kind_of_field_breaks_the_form(client, guidebook, kind, value):
    page = add_fields(guidebook, {"label": "Answer", "field_type": kind, "choices": "Yes, No"})
    assert send(client, page, answer=value).status_code in {303, 400}


@pytest.mark.parametrize("kind", ["checkbox", "checkboxes", "dropdown", "multiselect", "radio", "hidden"])
def test_a_choice_that_was_not_offered_is_refused_or_ignored(client, guidebook, kind):
    page = add_fields(
        guidebook, {"label": "Answer", "field_type": kind, "choices": "Yes\nNo", "required": False, "default_value": ""}
    )
    assert send(client, page, answer=["\x00", "Perhaps" * 2000]).status_code in {303, 400}


def test_answers_are_stored_as_they_were_meant(client, guidebook):
    page = add_fields(
        guidebook,
        {"label": "Your name"},
        {"label": "Team size", "field_type": "number"},
        {"label": "Topics", "field_type": "checkboxes", "choices": "Meetings\nDecisions\nFeedback"},
        {"label": "Started on", "field_type": "date"},
        {"label": "Campaign", "field_type": "hidden", "default_value": "autumn"},
        {"label": "Call me", "field_type": "checkbox", "required": False},
    )
    answers = {
        "your_name": "Ann\r\nBcc: x",
        "team_size": "-5",
        "topics": ["Meetings", "Feedback"],
        "started_on": "2026-11-23",
    }
    assert send(client, page, **answers, campaign="autumn").status_code == 303
    assert GuidebookSubmission.objects.get().form_data == {
        "your_name": "Ann Bcc: x",
        "team_size": "-5",
        "topics": ["Meetings", "Feedback"],
        "started_on": "2026-11-23",
        "campaign": "autumn",
        "call_me": False,
    }
    assert Person.objects.get().name == "Ann Bcc: x"


def test_a_form_does_not_overwrite_the_name_that_we_have(client, guidebook):
    page = add_fields(guidebook, {"label": "First name"}, {"label": "Last name"})
    send(client, page, first_name="Ann", last_name="Archer")
    send(client, page, first_name="Mallory", last_name="M")
    assert Person.objects.get().name == "Ann Archer"


def test_checkboxes_and_radio_buttons_stand_in_a_fieldset_with_a_legend(client, guidebook, soup):
    page = add_fields(
        guidebook,
        {"label": "Topics", "field_type": "checkboxes", "choices": "Meetings\nDecisions", "help_text": "Any number."},
        {"label": "Role", "field_type": "radio", "choices": "Manager\nFounder"},
    )
    html = soup(client.post(page.url, {}))
    groups = html.select("form[method=post] fieldset")
    assert [group.legend.get_text(strip=True) for group in groups] == ["Topics", "Role"]
    for group in groups:
        assert all(html.find(id=name) for name in group["aria-describedby"].split())
        assert all(label.get_text(strip=True) for label in group.select("label"))
    targets = [link["href"].removeprefix("#") for link in html.select(".error-summary a")]
    assert len(targets) == 3
    assert all(html.find(id=target) for target in targets)


def test_a_dropdown_opens_on_no_choice(client, guidebook, soup):
    page = add_fields(guidebook, {"label": "Role", "field_type": "dropdown", "choices": "Manager, Founder"})
    assert soup(client.get(page.url)).select_one("select[name=role] option")["value"] == ""
    assert send(client, page, role="").status_code == 400


# Consent


def test_without_a_wording_there_is_no_box_and_none_can_be_ticked(client, guidebook, soup):
    guidebook.newsletter_wording = " "
    guidebook.save()
    assert not soup(client.get(guidebook.url)).select("[name=newsletter]")
    assert send(client, guidebook, newsletter="on").status_code == 303
    assert not Consent.objects.exists()


def test_the_wording_that_was_shown_is_recorded_though_it_was_changed_since(client, guidebook, soup):
    shown = soup(client.get(guidebook.url)).select_one("form[method=post] [name=stamp]")["value"]
    guidebook.newsletter_wording = "Write to me every day."
    guidebook.save_revision().publish()
    guidebook.refresh_from_db()
    send(client, guidebook, newsletter="on", stamp=aged(shown))
    send(client, guidebook, newsletter="on", email="bob@example.com")
    first, second = Consent.objects.order_by("pk")
    assert (first.wording, first.page_revision) == (WORDING, None)
    assert (second.wording, second.page_revision) == ("Write to me every day.", guidebook.live_revision_id)


@pytest.mark.parametrize("forged", ["", "x", "I agree to everything", Stamp("newsletter").sign()[:-1], "\x00"])
def test_nobody_makes_up_what_was_agreed_to(client, guidebook, forged):
    assert send(client, guidebook, newsletter="on", stamp=forged).status_code == 303
    assert not Consent.objects.exists()
    assert Suspect.objects.get().payload["wording"] == ""


# Where the form may be sent from


def test_a_post_from_another_site_is_refused(guidebook):
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    data = {"email": "ann@example.com"}
    assert client.post(guidebook.url, data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(guidebook.url, data, headers={"Origin": "https://evil.example"}).status_code == 403
    assert not Person.objects.exists()
    assert client.post(guidebook.url, data, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_a_head_request_changes_nothing(client, guidebook):
    assert client.head(guidebook.url).status_code == 200
    assert not Person.objects.exists()


def test_the_answer_sets_no_cookie_either(client, guidebook):
    good, bad = send(client, guidebook), send(client, guidebook, email="")
    assert not good.cookies
    assert not bad.cookies


def test_a_draft_takes_no_requests(client, guidebook):
    guidebook.unpublish()
    for address in (guidebook.url, guidebook.form_action):
        assert client.post(address, {"email": "ann@example.com"}).status_code == 404
    assert not Person.objects.exists()


def test_ids_on_the_page_are_unique(client, guidebook, newsletter_settings):
    html = client.get(guidebook.url).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
