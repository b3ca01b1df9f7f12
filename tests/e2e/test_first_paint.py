"""What would share the line with the first look comes after it (decision 0025)."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.browsing import Visit
from tests.factories import ArticleFactory, ImageFactory, blocks

pytestmark = pytest.mark.e2e
EARLY = """
document.addEventListener("DOMContentLoaded", () => {
  const pictures = [...document.querySelectorAll(".card-lead__picture picture, .card__picture picture")];
  window.early = pictures.map((picture) => getComputedStyle(picture).display);
  window.manifests = document.querySelectorAll("link[rel=manifest]").length;
});
"""


@pytest.fixture
def front_page(home_page: Any) -> str:
    for _ in range(2):
        ArticleFactory(hero_image=ImageFactory())
    home_page.sections = blocks.stream(blocks.lead_article(), blocks.latest_articles())
    home_page.save()
    return str(home_page.get_url())


def test_a_first_visit_has_the_first_picture_before_the_others_and_the_manifest(reader: Visit, front_page):
    reader.page.add_init_script(EARLY)
    reader.open(front_page)
    expect(reader.page.locator(".card__picture img")).to_be_visible()
    expect(reader.page.locator("head > link[rel=manifest]")).to_have_attribute("href", "/manifest.webmanifest")
    assert reader.page.evaluate("[window.early, window.manifests]") == [["contents", "none"], 0]
    assert reader.complaints == []


def test_a_request_that_hangs_holds_the_other_pictures_back_for_seconds_only(reader: Visit, front_page):
    reader.page.route(re.compile(r"/js/site\b"), lambda route: None)
    reader.page.goto(front_page, wait_until="commit")
    expect(reader.page.locator(".card__picture picture")).to_have_css("display", "contents")
    expect(reader.page.locator("html")).to_have_class(re.compile("lettered"))
    assert reader.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") == 0


def test_without_scripts_all_come_with_the_page(open_browser: Any, front_page):
    reader = open_browser(java_script_enabled=False)
    reader.open(front_page)
    expect(reader.page.locator(".card__picture img")).to_be_visible()
    expect(reader.page.locator("head link[rel=manifest]")).to_have_attribute("href", "/manifest.webmanifest")
