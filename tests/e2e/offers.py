"""What a reader and a popup do with each other."""

import time
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from newsletter.models import GuidebookPage, Popup
from tests.e2e.browsing import Visit, expect_answer, run_script
from tests.factories import ArticleFactory, blocks
from tests.factories.newsletter import GuidebookPageFactory, PopupFactory

SECOND = 1000
LOADED_AFTER = 4 * SECOND  # Before that no page fetches the scripts that an offer needs.
DAY = 24 * 60 * 60
HEADING = "Join Leaders Island and receive a free book of guidelines"
KEPT = """[...Object.keys(localStorage), ...Object.keys(sessionStorage)]
    .filter((key) => /^(asked|offer)/.test(key))
    .sort()"""


def long_article(**facts: Any) -> str:
    """The address of an article of several windows' height."""
    body = blocks.stream(*(blocks.paragraph("Nobody speaks. " * 80) for _ in range(12)))
    return ArticleFactory(**{"title": "The quiet half minute", "body": body, **facts}).url


def popup(**facts: Any) -> Popup:
    """A popup that comes as soon as it may, unless something else is said."""
    facts = {"trigger": "delay", "threshold": 1, "heading": HEADING, **facts}
    if "guidebook" not in facts:
        facts["guidebook"] = GuidebookPage.objects.first() or GuidebookPageFactory(title="Ten principles")
    return PopupFactory(**facts)


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name=HEADING)


def call(page: Page) -> Locator:
    """The part that asks from the edge of the window."""
    return page.get_by_role("region", name=HEADING)


def come_to(reader: Visit, path: str, at: float | None = None) -> None:
    """Opens a page, now or at another time, where the clock stands still but for what a test lets pass."""
    clock, now = reader.page.clock, at or time.time()
    if reader.page.url == "about:blank":
        clock.install(time=now)
        clock.pause_at(now + 1)  # Not in the past, however long the first step took.
    reader.open(path)
    reader.page.wait_for_load_state("networkidle")


def stay(page: Page, seconds: float = 6) -> None:
    """So long, by the page's clock, from its opening on."""
    page.clock.run_for(LOADED_AFTER)
    if page.locator("#popups--facts, [data-popup-url]").count():
        run_script(page, "popup")
    page.clock.run_for(seconds * SECOND - LOADED_AFTER)


def read(reader: Visit, path: str, seconds: float = 6, at: float | None = None) -> None:
    """Opens a page and stays for so long."""
    come_to(reader, path, at)
    stay(reader.page, seconds)


def expect_nothing(page: Page) -> None:
    """No offer, though all that was on its way has come."""
    page.clock.run_for(10 * SECOND)
    page.wait_for_timeout(200)
    expect(page.locator("[data-popup]")).to_have_count(0)


def new_visit(reader: Visit) -> Visit:
    """The same browser in another window: what lasts for a visit is gone."""
    reader.page.close()
    return Visit(reader.context)


def kept(page: Page) -> list[str]:
    """What the browser keeps of offers."""
    return page.evaluate(KEPT)


def expect_kept(page: Page, *names: str) -> None:
    """Waits until the browser keeps just this of offers."""
    expect_answer(lambda: kept(page), list(names), page)


@pytest.fixture
def article(island: str) -> str:
    return long_article()
