"""The tools of an article together: sharing, contents that follow, footnotes, on a phone, on paper, by weight."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.browsing import Visit, wait_until
from tests.e2e.reading import overflowing, violations_in_all_colours
from tests.e2e.tools import HEADLINE, VOICE, clipboard, select, told, write_article

pytestmark = pytest.mark.e2e


@pytest.fixture
def article(island: str) -> str:
    return write_article()


SHEET = """navigator.canShare = () => true;
navigator.share = async (data) => { window.shared = data; };"""


@pytest.fixture
def sharer(open_browser: Any, article: str) -> Visit:
    reader = open_browser(permissions=["clipboard-read", "clipboard-write"])
    reader.open(article)
    return reader


def test_without_a_sheet_of_the_device_the_link_is_copied(sharer, article, island):
    page = sharer.page
    page.get_by_role("button", name="Share").first.click()
    expect(told(page)).to_contain_text("Link copied.")
    assert clipboard(page) == f"{island}{article}"
    mail = told(page).get_by_role("link", name="Send it by e-mail")
    assert mail.get_attribute("href").startswith("mailto:?subject=The%20quiet%20half%20minute&body=http")
    assert violations_in_all_colours(page) == []
    assert sharer.foreign_requests == sharer.complaints == []


def test_the_sheet_of_the_device_is_used_where_it_is(sharer, article, island):
    sharer.page.add_init_script(SHEET)
    sharer.open(article)
    sharer.page.get_by_role("button", name="Share").last.click()
    wait_until("window.shared", sharer.page)
    assert sharer.page.evaluate("shared") == {"title": HEADLINE, "url": f"{island}{article}"}


def test_a_browser_that_copies_nothing_shows_the_link(reader, article, island):
    reader.page.add_init_script("delete Navigator.prototype.clipboard")
    reader.open(article)
    reader.page.get_by_role("button", name="Share").first.click()
    expect(told(reader.page).get_by_role("link")).to_have_text(f"{island}{article}")


def test_tools_in_use_fit_a_phone_and_are_accessible(open_browser, article):
    phone = open_browser(width=320, height=640)
    phone.page.add_init_script(VOICE)
    phone.open(article)
    phone.page.get_by_role("button", name="Save for later").first.click()
    expect(told(phone.page)).to_contain_text("Saved")
    phone.page.get_by_role("button", name="Share").first.click()
    expect(told(phone.page)).not_to_contain_text("Saved")
    phone.press("Listen")
    expect(phone.page.get_by_role("region", name="Read aloud")).to_be_visible()
    bar = select(phone.page, "first words are")
    bar.get_by_role("button", name="Copy link").click()
    expect(bar.get_by_role("status")).not_to_be_empty()
    phone.page.get_by_text("In this article").locator("visible=true").click()
    expect(phone.page.get_by_role("link", name="During")).to_have_count(2)
    assert violations_in_all_colours(phone.page) == []
    assert overflowing(phone.page) == []


# Contents and headings


def test_the_contents_follow_up_and_down(reader, article):
    page = reader.page
    reader.open(article)
    contents = page.get_by_role("navigation", name="In this article")
    current = contents.locator("[aria-current=true]")
    expect(current).to_have_count(0)
    for name in ("During", "After", "Before", "After"):
        page.get_by_role("heading", name=name, exact=True).evaluate("(heading) => scrollTo(0, heading.offsetTop - 60)")
        expect(current).to_have_text([name])
        expect(contents.get_by_role("link", name=name)).to_be_in_viewport()
    page.get_by_role("heading", name="After", exact=True).evaluate("(heading) => scrollTo(0, heading.offsetTop - 800)")
    expect(current).to_have_text(["During"])
    page.evaluate("scrollTo(0, 0)")
    expect(current).to_have_count(0)


def test_on_a_phone_the_contents_are_opened(open_browser, article):
    phone = open_browser(width=375, height=700)
    phone.open(article)
    contents = phone.page.get_by_role("navigation", name="In this article")
    expect(contents.get_by_role("link", name="After")).to_be_hidden()
    contents.get_by_text("In this article").locator("visible=true").click()
    contents.get_by_role("link", name="After").click()
    expect(phone.page.get_by_role("heading", name="After")).to_be_in_viewport()


def test_a_heading_is_a_link_to_itself(reader, article):
    reader.open(article)
    reader.page.get_by_role("heading", name="During").get_by_role("link").click()
    expect(reader.page).to_have_url(re.compile("#during$"))


# Footnotes


def test_a_footnote_leads_there_and_back(reader, article):
    page = reader.page
    reader.open(article)
    page.get_by_role("link", name="Note 1").focus()
    page.keyboard.press("Enter")
    note = page.locator("[role=doc-endnotes] li")
    expect(note).to_be_in_viewport()
    expect(note).to_contain_text("See Silence by Ann.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(note.locator("[role=doc-backlink]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Note 1")).to_be_in_viewport()


# On paper, by keyboard, and light


def test_paper_has_the_notes_and_no_tools(reader, article, island):
    page = reader.page
    page.add_init_script(VOICE)
    reader.open(article)
    reader.press("Listen")
    expect(page.locator(".player")).to_be_visible()
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".reading-tools", ".player", "[role=doc-backlink]", ".like", ".comments"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.get_by_text("See Silence by Ann.")).to_be_visible()
    expect(page.locator(".masthead__address")).to_have_text(f"{island}{article}")
    expect(page.locator("html")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator(".prose").first).to_have_css("color", "rgb(0, 0, 0)")
    link = page.locator(".footnotes").get_by_role("link", name="Ann")
    assert link.evaluate("(link) => getComputedStyle(link, '::after').content").startswith('" (https://example.com/')


def test_an_article_is_light_until_its_tools_are_wanted(reader, article):
    """At most 15 KB of script for an article; what a tool needs comes when it is pressed."""
    reader.open(article)
    reader.page.wait_for_load_state("networkidle")
    scripts = {url.rpartition("/")[2] for url in reader.requests if url.endswith(".js")}
    assert scripts == {"site.js", "attribution.js"}
    scripts |= {f"{tool}.js" for tool in ("saved", "listen", "share", "passages", "text_fragment")}
    every = [Path("site/static/js") / name for name in scripts]
    assert sum(len(gzip.compress(file.read_bytes())) for file in every) <= 15_000
