"""Our letters come after the first look, and move nothing (decision 0025)."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.browsing import Visit, wait_until
from tests.factories import ArticleFactory, blocks

pytestmark = pytest.mark.e2e
STANDFIRST = "Most of us begin by giving away what bores us. It is the wrong end. Begin with something you do well."
OURS = {"newsreader-latin.woff2", "instrument-sans-latin.woff2"}
WATCH = """
const fonts = () => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".woff2"));
addEventListener("load", () => (window.fontsAtLoad = fonts().length));
window.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.shift += value)))
  .observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def article() -> str:
    return ArticleFactory(title="Ask twice", standfirst=STANDFIRST, body=blocks.stream()).get_url()


def asked(reader: Visit) -> set[str]:
    return {url.rpartition("/")[2] for url in reader.requests if url.endswith(".woff2")}


@pytest.mark.parametrize("width", [375, 1440])
def test_a_first_visit_is_painted_without_our_letters_and_gets_them_without_a_jolt(open_browser: Any, article, width):
    reader = open_browser(width=width)
    reader.page.add_init_script(WATCH)
    reader.open(article)
    expect(reader.page.locator("html.lettered")).to_be_attached()
    reader.page.wait_for_load_state("networkidle")
    assert reader.page.evaluate("window.fontsAtLoad") == 0
    assert asked(reader) == OURS
    assert reader.page.evaluate("document.fonts.check('1em Newsreader', '–')")
    assert reader.page.evaluate("window.shift") < 0.005


def test_the_next_page_has_them_at_once(reader, article):
    reader.open(article)
    expect(reader.page.locator("html.lettered")).to_be_attached()
    reader.page.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => (window.early = document.documentElement.className))"
    )
    reader.page.locator(".masthead a[href]").first.click()
    reader.expect_path("/")
    wait_until("window.early", reader.page)
    assert "lettered" in reader.page.evaluate("window.early").split()


def test_without_scripts_they_come_with_the_page(open_browser: Any, article):
    reader = open_browser(java_script_enabled=False)
    reader.open(article)
    assert asked(reader) == OURS
    assert reader.page.locator("h1").evaluate("(h) => getComputedStyle(h).fontFamily").startswith("Newsreader,")
