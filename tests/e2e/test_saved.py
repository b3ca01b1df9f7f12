"""Saved for later: kept in this browser, never sent."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browsing import wait_until
from tests.e2e.reading import violations_in_all_colours
from tests.e2e.tools import HEADLINE, told, write_article

pytestmark = pytest.mark.e2e


@pytest.fixture
def article(island: str) -> str:
    return write_article()


def test_an_article_is_saved_in_this_browser_alone(reader, article):
    page = reader.page
    reader.open(article)
    expect(page.get_by_role("link", name=re.compile("Saved for later:"))).to_be_hidden()
    expect(page.locator("html.lettered")).to_be_attached()
    page.wait_for_load_state("networkidle")  # Our letters come after all else.
    reader.requests.clear()
    button = page.get_by_role("button", name="Save for later").first
    expect(button).to_have_attribute("aria-pressed", "false")
    button.focus()
    page.keyboard.press("Enter")
    expect(told(page)).to_contain_text("Saved on this device.")
    expect(page.get_by_role("button", name="Saved for later", pressed=True)).to_have_count(2)
    expect(page.get_by_role("link", name="Saved for later: 1")).to_be_visible()
    assert [url for url in reader.requests if not url.endswith(".js")] == []
    assert violations_in_all_colours(page) == []

    told(page).get_by_role("link", name="What is saved").click()
    reader.expect_path("/saved/")
    expect(page.get_by_role("main").get_by_role("heading", level=2)).to_have_text([HEADLINE])
    expect(page.get_by_text("Zofia Żeromska")).to_be_visible()
    assert violations_in_all_colours(page) == []
    page.get_by_role("link", name=HEADLINE).click()
    expect(page.get_by_role("button", name="Saved for later", pressed=True)).to_have_count(2)
    page.get_by_role("button", name="Saved for later").last.click()
    expect(page.locator("[data-tools-status]").last).to_contain_text("No longer saved.")
    expect(page.get_by_role("button", name="Save for later", pressed=False)).to_have_count(2)
    wait_until("localStorage.getItem('saved') === null", page)
    assert reader.context.cookies() == reader.complaints == []


def keep(page: Page, *titles: str) -> None:
    entries = [{"path": f"/articles/{title.lower()}/", "title": title, "byline": "Ann"} for title in titles]
    page.evaluate("(entries) => localStorage.setItem('saved', JSON.stringify(entries))", entries)


def titles(page: Page) -> Locator:
    return page.locator("[data-saved-list] h2")


def test_what_is_removed_comes_back(reader, island):
    page = reader.page
    reader.open("/saved/")
    expect(page.get_by_text("Nothing is saved here yet.")).to_be_visible()
    keep(page, "One", "Two", "Three")
    page.reload()
    reader.press("Remove: Two")
    expect(titles(page)).to_have_text(["One", "Three"])
    expect(page.get_by_role("button", name="Remove: Three")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("Removed: Two")
    assert violations_in_all_colours(page) == []
    reader.press("Undo")
    expect(titles(page)).to_have_text(["One", "Two", "Three"])
    reader.press("Remove all")
    expect(page.get_by_text("Nothing is saved here yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text(["One", "Two", "Three"])


def test_another_tab_hears_of_it(reader, article):
    reader.open(article)
    other = reader.context.new_page()
    other.goto("/saved/")
    reader.page.get_by_role("button", name="Save for later").first.click()
    expect(other.get_by_role("link", name=HEADLINE)).to_be_visible()
    expect(other.get_by_role("link", name="Saved for later: 1")).to_be_visible()
    other.get_by_role("button", name="Remove all").click()
    expect(reader.page.get_by_role("button", name="Save for later", pressed=False)).to_have_count(2)
    expect(reader.page.get_by_role("link", name=re.compile("Saved for later:"))).to_be_hidden()


@pytest.mark.parametrize(
    "stored",
    [
        "no JSON {",
        "null",
        "{}",
        "7",
        '[null, 3, "x", [], {"path": "/a/"}]',
        '[{"path": "javascript:alert(1)", "title": "A", "byline": ""}]',
        '[{"path": "//evil.example/", "title": "A", "byline": ""}]',
        '[{"path": "/\\\\\\\\evil.example/", "title": "A", "byline": ""}]',
        '[{"path": "/a/", "title": {"toString": 1}, "byline": ""}]',
    ],
)
def test_a_store_that_is_spoilt_is_an_empty_one(reader, article, stored):
    page = reader.page
    reader.open("/saved/")
    page.evaluate("(stored) => localStorage.setItem('saved', stored)", stored)
    page.reload()
    expect(page.get_by_text("Nothing is saved here yet.")).to_be_visible()
    reader.open(article)
    page.get_by_role("button", name="Save for later").first.click()
    expect(told(page)).to_contain_text("Saved")
    reader.open("/saved/")
    expect(titles(page)).to_have_text([HEADLINE])
    assert reader.complaints == []


def test_the_list_has_an_end_and_shows_words_as_words(reader, article):
    page = reader.page
    reader.open("/saved/")
    keep(page, "<b>Bold</b>", *(f"Number {number}" for number in range(300)))
    reader.open(article)
    page.get_by_role("button", name="Save for later").first.click()
    expect(told(page)).to_contain_text("Saved")
    reader.open("/saved/")
    expect(titles(page)).to_have_count(200)
    assert titles(page).all_inner_texts()[:2] == [HEADLINE, "<b>Bold</b>"]


def test_a_browser_that_keeps_nothing_says_so(reader, article):
    reader.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    reader.open(article)
    reader.page.get_by_role("button", name="Save for later").first.click()
    expect(told(reader.page)).to_contain_text("keeps nothing for us")
    reader.open("/saved/")
    expect(reader.page.get_by_role("status")).to_contain_text("keeps nothing for us")
    assert reader.complaints == []


def test_without_scripts_there_are_no_tools_and_a_word_why(open_browser, article):
    reader = open_browser(java_script_enabled=False)
    reader.open(article)
    for name in ("Save for later", "Listen", "Share"):
        expect(reader.page.get_by_role("button", name=name)).to_have_count(0)
    contents = reader.page.get_by_role("navigation", name="In this article")
    expect(contents.get_by_role("link")).to_have_text(["Before", "During", "After"])
    reader.open("/saved/")
    expect(reader.page.get_by_text("A bookmark of the browser itself")).to_be_visible()
    expect(reader.page.get_by_role("button", name="Remove all")).to_be_hidden()
