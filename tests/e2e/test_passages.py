"""A link to a passage: https://wicg.github.io/scroll-to-text-fragment/"""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browsing import Visit, wait_until
from tests.e2e.reading import violations_in_all_colours
from tests.e2e.tools import clipboard, select, write_article

pytestmark = pytest.mark.e2e


@pytest.fixture
def article(island: str) -> str:
    return write_article()


@pytest.fixture
def sharer(open_browser: Any, article: str) -> Visit:
    reader = open_browser(permissions=["clipboard-read", "clipboard-write"])
    reader.open(article)
    return reader


def fragment(page: Page, words: str, last: str = "") -> str:
    select(page, words, last).get_by_role("button", name="Copy link to this passage").click()
    expect(page.get_by_role("toolbar").get_by_role("status")).to_contain_text("Link copied.")
    return clipboard(page).partition("#")[2]


@pytest.mark.parametrize(
    ("words", "last", "expected"),
    [
        ("first words are", "", "first%20words%20are"),
        ("irst wor", "", "first%20words"),  # Whole words, as browsers look for them.
        ("stay & go – by two, or", "", "stay%20%26%20go%20%E2%80%93%20by%20two%2C%20or"),
        ("Then nobody", "", "Then%20nobody"),
        (
            "Before 0. Nobody",
            "Before 2. Nobody speaks of it",
            "Before%200.%20Nobody%20speaks%20of,2.%20Nobody%20speaks%20of%20it",
        ),
    ],
)
def test_the_link_names_the_passage(sharer, words, last, expected):
    directive = fragment(sharer.page, words, last)
    assert directive.startswith(":~:text=")
    assert directive.removeprefix(":~:text=").startswith(expected)


@pytest.mark.parametrize(("number", "context"), [(0, ",-Then%20somebody%20waits."), (1, ",-Then%20nobody%20waits.")])
def test_of_several_like_it_the_link_names_the_one(sharer, number, context):
    page = sharer.page
    page.evaluate(
        """(number) => {
            const every = [...document.querySelectorAll("[data-story] p")];
            const found = every.filter((p) => p.textContent.startsWith("Ask the"));
            getSelection().setBaseAndExtent(found[number].firstChild, 0, found[number].firstChild, 22);
        }""",
        number,
    )
    page.get_by_role("button", name="Copy link to this passage").click()
    expect(page.get_by_role("toolbar").get_by_role("status")).to_contain_text("Link copied.")
    assert clipboard(page).endswith(f"#:~:text=Ask%20the%20same%20question.{context}")


@pytest.mark.parametrize(
    ("words", "last", "paragraph"),
    [
        ("During 4. Nobody speaks", "", "During 4."),
        ("After 1. Nobody", "After 3. Nobody speaks of it", "After 1."),
        ("uring 5. Nobody speak", "", "During 5."),
    ],
)
def test_the_link_leads_to_the_passage(sharer, article, words, last, paragraph):
    directive = fragment(sharer.page, words, last)
    fresh = sharer.context.new_page()
    fresh.goto(f"{article}#{directive}")
    expect(fresh.get_by_text(paragraph)).to_be_in_viewport()
    wait_until("scrollY > 0", fresh)


def test_whole_paragraphs_are_selected_without_the_beginning_of_the_next(sharer):
    page = sharer.page
    page.get_by_text("Then nobody waits.").click(click_count=3)
    page.get_by_role("button", name="Copy link to this passage").click()
    expect(page.get_by_role("toolbar").get_by_role("status")).to_contain_text("Link copied.")
    assert clipboard(page).endswith("#:~:text=Ask%20the%20same%20question.%20Then%20nobody%20waits.")


def test_the_bar_is_for_the_keyboard_too(sharer):
    page = sharer.page
    bar = select(page, "first words are")
    page.keyboard.press("Shift+ArrowRight")
    expect(bar).to_be_visible()
    assert violations_in_all_colours(page) == []
    page.keyboard.press("Tab")
    expect(bar.get_by_role("button", name="Copy link")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="Share")).to_be_focused()
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.locator("[data-story] :focus")).to_have_count(1)  # One goes on from the passage.
    bar = select(page, "Then nobody")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(bar.get_by_role("status")).to_contain_text("Link copied.")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(bar).to_be_hidden()


def test_the_bar_goes_with_the_selection_and_comes_only_for_the_story(sharer):
    page = sharer.page
    bar = select(page, "first words are")
    page.evaluate("getSelection().removeAllRanges()")
    expect(bar).to_be_hidden()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    page.wait_for_timeout(500)
    expect(bar).to_be_hidden()
