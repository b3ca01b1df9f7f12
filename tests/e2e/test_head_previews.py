"""Beside the form: how a search engine and a network will show the page, following what is typed."""

import pytest
from playwright.sync_api import expect

from tests.e2e.reading import overflowing, violations_in_all_colours
from tests.factories import ArticleFactory, AuthorFactory

pytestmark = pytest.mark.e2e

LONG = "How to wait for half a minute in a meeting that would rather not be quiet at all"


@pytest.mark.parametrize(("mode", "kind"), [("Search result", "search-result"), ("Social card", "shared-card")])
def test_a_new_title_is_seen_and_flagged_once_it_is_too_long(desk, editor, island, mode, kind):
    article = ArticleFactory(parent=AuthorFactory(), title="Ask twice", standfirst="Why to wait.")
    writing = desk(editor)
    writing.edit(article)
    writing.wait_until_watched()
    preview = writing.open_preview()
    expect(preview.get_by_role("heading", name="Ask twice", level=1)).to_be_visible()
    writing.page.get_by_label("Preview mode").select_option(label=mode)
    title = preview.locator(f".{kind}__title")
    expect(title).to_contain_text("Ask twice")
    expect(preview.get_by_text("The title is too long")).to_have_count(0)
    writing.fill(title=LONG)
    expect(title).to_contain_text("How to wait for half a minute")
    expect(preview.get_by_text("The title is too long")).to_be_visible()
    if kind == "shared-card":
        expect(preview.get_by_role("img", name=LONG)).to_have_js_property("naturalWidth", 1200)
    assert [line for line in writing.visit.complaints if "/preview/" in line] == []


@pytest.mark.parametrize("mode", ["search-result", "social-card"])
def test_it_is_accessible_in_all_colours_and_fits_a_narrow_panel(desk, editor, island, mode):
    article = ArticleFactory(parent=AuthorFactory(), title=LONG, no_index=True, standfirst="Why to wait. " * 20)
    looking = desk(editor)
    looking.open(f"pages/{article.pk}/view_draft/?mode={mode}")
    for width in (1280, 320):
        looking.page.set_viewport_size({"width": width, "height": 800})
        assert violations_in_all_colours(looking.page) == []
        assert overflowing(looking.page) == []
