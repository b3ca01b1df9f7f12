"""What keeps an article from its readers, as whoever writes it meets it."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import ArticleFactory, ImageFactory, blocks

pytestmark = pytest.mark.e2e


@pytest.fixture
def article(island):
    """A picture without words above the text, and an empty paragraph far down in it."""
    body = [blocks.paragraph("Words.") for _ in range(12)] + [blocks.block("paragraph", "<p>Last.</p><p></p>")]
    article = ArticleFactory(live=False, hero_image=ImageFactory(), body=blocks.stream(*body))
    article.save_revision()
    return article


def test_each_refusal_leads_to_its_place_and_an_excuse_lifts_it(desk, article, moderator):
    desk = desk(moderator)
    desk.edit(article)
    desk.press("Publish")
    listed = desk.page.locator(".readiness")
    expect(listed.get_by_role("link")).to_have_count(2)
    listed.get_by_role("link", name="Pictures have alternative text").click()
    expect(desk.page.locator("[name=hero_alt_text]")).to_be_focused()
    desk.page.locator("[name=hero_alt_text]").fill("A harbour")
    listed.get_by_role("link", name="No paragraph is empty").click()
    expect(desk.page.locator("[data-contentpath=body] :focus")).to_be_in_viewport()
    desk.page.get_by_role("tab", name="Promote").click()
    desk.page.get_by_label("No paragraph is empty").check()
    desk.fill(excuse="A pause is meant.")
    desk.press("Publish")
    desk.expect_message("has been published")
    article.refresh_from_db()
    assert article.live


def test_the_checker_names_the_same_rules_while_writing(desk, article, moderator):
    desk = desk(moderator)
    desk.edit(article)
    desk.page.get_by_role("button", name="Toggle checks").click()
    checks = desk.page.locator("#checks-panel, [data-side-panel=checks]").first
    expect(checks.get_by_text("No paragraph is empty")).to_be_visible()
    expect(checks.get_by_text("Pictures have alternative text")).to_be_visible()


def test_the_words_are_counted_while_they_are_written(desk, article, moderator):
    desk = desk(moderator)
    desk.edit(article)
    desk.page.get_by_role("button", name="Toggle checks").click()
    words = desk.page.locator("[data-content-word-count]")
    expect(words).to_have_text(re.compile(r"^\d+$"))
    before = int(words.inner_text())
    desk.wait_until_watched()
    desk.fill(standfirst=f"{article.standfirst} Five words more than before.")
    expect(words).to_have_text(str(before + 5))
    expect(desk.page.locator("[data-content-reading-time]")).to_have_text(re.compile(r"\d+ min"))
