"""A reader likes an article: once, with and without scripts, and by keyboard."""

import re

import pytest
from playwright.sync_api import Request, expect

from tests.e2e.browsing import wait_for
from tests.e2e.reading import violations_in_all_colours
from tests.factories import ArticleFactory

pytestmark = pytest.mark.e2e


@pytest.fixture
def article(island: str) -> str:
    article = ArticleFactory(title="The quiet half minute")
    article.save_revision().publish()
    return article.url


def test_a_press_counts_on_the_spot_and_stays_pressed(reader, article):
    reader.open(article)
    reader.requests.clear()
    button = reader.page.get_by_role("button", name="Like")
    button.focus()
    reader.page.keyboard.press("Enter")
    expect(reader.page.get_by_role("status").filter(has_text="1 reader likes this")).to_be_visible()
    pressed = reader.page.get_by_role("button", name="Liked", pressed=True)
    expect(pressed).to_be_focused()
    pressed.click()
    expect(reader.page.get_by_text("1 reader likes this")).to_be_visible()
    assert violations_in_all_colours(reader.page) == []
    assert reader.context.cookies() == []
    reader.open(article)
    expect(reader.page.get_by_role("button", name="Liked", pressed=True)).to_be_visible()
    expect(reader.page.get_by_role("link", name="1 like")).to_have_attribute("href", "#article--likes")
    assert reader.complaints == reader.foreign_requests == []


def test_without_scripts_the_page_comes_back_to_the_button(open_browser, article):
    reader = open_browser(java_script_enabled=False)
    reader.open(article)
    reader.press("Like")
    expect(reader.page.get_by_text("1 reader likes this")).to_be_visible()
    expect(reader.page).to_have_url(re.compile("#article--likes$"))
    with reader.page.expect_response(lambda answer: answer.request.method == "POST"):
        reader.press("Like")
    expect(reader.page.get_by_text("1 reader likes this")).to_be_visible()


def test_with_a_server_that_is_away_nothing_is_said_to_be_liked(reader, article):
    reader.open(article)
    reader.page.route("**/readers/like/**", lambda route: route.abort())
    failed: list[Request] = []
    reader.page.on("requestfailed", lambda request: request.method == "POST" and failed.append(request))
    reader.press("Like")
    wait_for(lambda: len(failed) == 2, reader.page)  # By the script, and then by a whole page.
    reader.page.wait_for_load_state()
    reader.page.unroute("**/readers/like/**")
    reader.open(article)
    reader.press("Like", exact=True)
    expect(reader.page.get_by_text("1 reader likes this")).to_be_visible()
