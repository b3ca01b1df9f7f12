"""Somebody who has fetched one guidebook asks for another, and is not asked again for what we know."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import expect

from newsletter import known, services
from newsletter.models import GuidebookPage, GuidebookSubmission
from tests.e2e.browsing import Visit
from tests.e2e.reading import violations_in_all_colours
from tests.factories.newsletter import GuidebookPageFactory, add_fields, asked, latest_download

pytestmark = pytest.mark.e2e

ADDRESS = "ann@example.com"


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def reader(request: pytest.FixtureRequest, open_browser: Callable[..., Visit]) -> Visit:
    return open_browser(java_script_enabled=request.param)


@pytest.fixture
def guidebooks(island: str) -> list[GuidebookPage]:
    first = add_fields(GuidebookPageFactory(title="Ten principles"), {"label": "Company"})
    second = add_fields(GuidebookPageFactory(title="Ten questions"), {"label": "Company"}, {"label": "Role"})
    return [first, second]


def thanked(reader: Visit, guidebook: GuidebookPage) -> None:
    expect(reader.page.get_by_role("heading", name=guidebook.thank_you_heading)).to_be_visible()


def test_a_known_reader_is_asked_for_something_new_only(reader, guidebooks, run_jobs):
    first, second = guidebooks
    reader.open(first.url)
    reader.page.get_by_label("E-mail address").fill(ADDRESS)
    reader.page.get_by_label("Company").fill("Harbour Ltd")
    reader.press("Send me the guidebook")
    thanked(reader, first)
    run_jobs()
    link = re.search(r"http\S+/newsletter/download/\S+", mail.outbox[-1].body)[0]
    reader.open(link)
    with reader.page.expect_download():
        reader.press("Download the guidebook")

    reader.open(link)
    reader.page.get_by_role("navigation", name="Also for you").get_by_role("link", name=second.title).click()
    reader.page.wait_for_url("**for=**")
    form = reader.page.locator("main .form-panel")
    expect(form).to_contain_text("a…@example.com")
    expect(form.get_by_label("E-mail address")).to_have_count(0)
    expect(form.get_by_label("Company")).to_have_count(0)
    reader.press("Send me the guidebook")
    expect(form.get_by_role("alert").first).to_contain_text("Role")
    form.get_by_label("Role").fill("Lead")
    reader.press("Send me the guidebook")
    thanked(reader, second)
    answers = GuidebookSubmission.objects.get(page=second.pk).form_data
    assert answers == {"company": "Harbour Ltd", "role": "Lead"}
    run_jobs()
    assert mail.outbox[-1].to == [ADDRESS]
    assert reader.context.cookies() == []


def test_the_page_of_a_known_reader_is_accessible_and_leads_to_the_plain_one(
    open_browser: Callable[..., Visit], guidebooks, run_jobs: Any
):
    person = asked(ADDRESS, guidebooks[0]).person
    services.record_download(latest_download())
    reader = open_browser()
    reader.open(known.link_for(person, guidebooks[1].url))
    assert violations_in_all_colours(reader.page) == []
    reader.page.get_by_role("link", name="Not you?").click()
    expect(reader.page.get_by_label("E-mail address")).to_be_visible()


def test_the_mail_is_sent_again_where_the_form_stood(open_browser: Callable[..., Visit], guidebooks, run_jobs):
    reader = open_browser()
    reader.open(guidebooks[0].url)
    reader.page.get_by_label("E-mail address").fill(ADDRESS)
    reader.page.get_by_label("Company").fill("Harbour Ltd")
    reader.press("Send me the guidebook")
    thanked(reader, guidebooks[0])
    reader.press("Send it again")
    expect(reader.page.get_by_role("heading", name="A new link is on its way")).to_be_focused()
    run_jobs()
    assert [message.to for message in mail.outbox] == [[ADDRESS]] * 2
    assert reader.complaints == []
