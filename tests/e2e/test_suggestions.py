"""Suggestions while a search is typed: by keyboard, by mouse, and not at all without scripts."""

import pytest
from playwright.sync_api import expect

from tests.e2e.reading import violations_in_all_colours
from tests.factories import ArticleFactory, AuthorFactory

pytestmark = pytest.mark.e2e


@pytest.fixture
def library(island: str) -> None:
    author = AuthorFactory(title="Lina Lightwood")
    for title in ("The lighthouse keeper", "Lighter loads"):
        ArticleFactory(title=title, slug=title.lower().replace(" ", "-"), parent=author).save_revision().publish()


@pytest.fixture
def field(reader, library):
    reader.open("/search/")
    return reader.page.locator("#search--field")


def options(page):
    return page.get_by_role("option")


def type_at_once(field, words):
    """So that one list comes: with letters, however slow, each may bring another, in which nothing is chosen."""
    field.fill(words)


def test_arrows_choose_and_enter_goes_there(reader, field):
    type_at_once(field, "light")
    expect(options(reader.page)).to_have_count(3)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(reader.page.get_by_role("status").filter(has_text="3 suggestions")).to_be_attached()
    field.press("ArrowDown")
    chosen = reader.page.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("Lina Lightwood")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    expect(field).to_be_focused()
    assert violations_in_all_colours(reader.page) == []
    field.press("ArrowUp")
    expect(reader.page.get_by_role("option", selected=True)).to_have_count(0)
    field.press("ArrowUp")
    expect(reader.page.get_by_role("option", selected=True)).to_contain_text("The lighthouse keeper")
    field.press("Enter")
    reader.page.wait_for_url("**/the-lighthouse-keeper/")
    assert reader.complaints == reader.foreign_requests == []
    assert reader.context.cookies() == []


def test_enter_without_a_choice_searches(reader, field):
    field.press_sequentially("lighthouse")
    expect(options(reader.page)).to_have_count(1)
    field.press("Enter")
    reader.page.wait_for_url("**/search/?q=lighthouse")


def test_escape_closes_the_list_and_keeps_the_words(reader, field):
    field.press_sequentially("light")
    expect(options(reader.page)).to_have_count(3)
    field.press("Escape")
    expect(options(reader.page)).to_have_count(0)
    expect(field).to_have_value("light")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("ArrowDown")
    expect(options(reader.page)).to_have_count(3)
    field.press("Tab")
    expect(options(reader.page)).to_have_count(0)


def test_a_click_goes_there(reader, field):
    type_at_once(field, "lighter")
    expect(options(reader.page)).to_have_count(1)
    options(reader.page).click()
    reader.page.wait_for_url("**/lighter-loads/")


def test_the_search_of_the_masthead_suggests_too_and_closes_after_the_list(reader, library):
    reader.open("/articles/")
    reader.page.get_by_role("button", name="Search", exact=True).first.click()
    field = reader.page.get_by_label("Search the site").get_by_role("combobox")
    field.press_sequentially("light")
    expect(options(reader.page)).to_have_count(3)
    assert violations_in_all_colours(reader.page) == []
    field.press("Escape")
    expect(options(reader.page)).to_have_count(0)
    expect(field).to_be_visible()
    field.press("Escape")
    expect(field).to_have_value("")
    field.press("Escape")
    expect(field).to_be_hidden()


def test_without_an_answer_the_form_works(reader, field):
    reader.page.route("**/search/suggest/**", lambda route: route.abort())
    with reader.page.expect_event("requestfailed"):
        type_at_once(field, "lighthouse")
    expect(options(reader.page)).to_have_count(0)
    field.press("Enter")
    reader.page.wait_for_url("**/search/?q=lighthouse")


def test_without_scripts_it_is_a_plain_field(open_browser, library):
    reader = open_browser(java_script_enabled=False)
    reader.open("/search/")
    field = reader.page.get_by_role("searchbox")
    field.fill("lighthouse")
    field.press("Enter")
    reader.page.wait_for_url("**/search/?q=lighthouse")
