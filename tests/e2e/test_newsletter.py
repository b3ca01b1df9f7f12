"""Signing up for the newsletter, confirming, leaving, and coming back: each by one press of a mailed page."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from newsletter.models import Consent, Person
from tests.e2e.browsing import Visit
from tests.factories import ArticleFactory, LandingPageFactory, blocks
from tests.factories.newsletter import GuidebookPageFactory, asked, subscriber

pytestmark = pytest.mark.e2e

ADDRESS = "ann@example.com"


@pytest.fixture(params=["article", "landing page"])
def place(request: pytest.FixtureRequest, island: str) -> str:
    """Where the form stands: at the foot of an article, or in the middle of a landing page."""
    if request.param == "article":
        return ArticleFactory().url
    return LandingPageFactory(sections=blocks.stream(blocks.hero(), blocks.sign_up(), blocks.call_to_action())).url


def link(purpose: str) -> str:
    return re.search(rf"http\S+/newsletter/{purpose}/[^\s>]+", mail.outbox[-1].body)[0]


def sign_up(reader: Visit, place: str) -> None:
    reader.open(place)
    reader.page.get_by_label("E-mail address").fill(ADDRESS)
    reader.page.get_by_role("checkbox").check()
    reader.press("Sign up")
    expect(reader.page.get_by_role("heading", name="One more press")).to_be_focused()


def state() -> str:
    return Person.objects.get().newsletter


def test_a_reader_signs_up_and_confirms_by_the_mailed_button(reader, place, run_jobs):
    sign_up(reader, place)
    run_jobs()
    assert [message.to for message in mail.outbox] == [[ADDRESS]]
    assert mail.outbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    reader.open(link("confirm"))
    consent = Consent.objects.get()
    assert consent.placement == ("article" if place.startswith("/articles/") else "landing")
    expect(reader.page.get_by_text(consent.wording)).to_be_visible()
    assert state() == "asked"
    reader.press("Yes, send me the newsletter")
    reader.expect_heading("You are on the list")
    assert state() == "confirmed"
    assert reader.open(link("confirm")).status == 410
    assert reader.complaints == []


def test_without_the_box_nothing_is_stored(reader, place):
    reader.open(place)
    box = reader.page.get_by_role("checkbox")
    expect(box).not_to_be_checked()
    reader.page.get_by_label("E-mail address").fill(ADDRESS)
    reader.press("Sign up")
    summary = reader.page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(reader.page.get_by_label("E-mail address")).to_have_value(ADDRESS)
    expect(reader.page.get_by_role("checkbox")).to_have_attribute("aria-invalid", "true")
    assert not Person.objects.exists()


def test_a_subscriber_leaves_by_the_mailed_link_and_undoes_it(reader, island, run_jobs):
    subscriber(ADDRESS)
    asked(ADDRESS, GuidebookPageFactory())
    run_jobs()
    reader.open(link("unsubscribe"))
    reader.expect_heading("Leave the newsletter?")
    assert state() == "confirmed"
    reader.press("Unsubscribe")
    reader.expect_heading("You are unsubscribed")
    assert state() == "withdrawn"
    reader.press("Undo")
    reader.expect_heading("All is as it was")
    assert state() == "confirmed"
    assert reader.complaints == []


def test_a_mail_program_unsubscribes_by_one_request(reader, island, run_jobs):
    """RFC 8058: a POST without cookie or page; a GET, as a scanner makes it, changes nothing."""
    subscriber(ADDRESS)
    run_jobs()
    address = mail.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>")
    assert reader.context.request.get(address).status == 200
    assert state() == "confirmed"
    answer = reader.context.request.post(address, form={"List-Unsubscribe": "One-Click"})
    assert answer.status == 200
    assert state() == "withdrawn"
