"""An editor writes footnotes: the dialogue, its small editor, and what becomes of it."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from articles.models import ArticlePage
from core.footnotes import apart, marker
from tests.e2e.admin import Desk
from tests.factories import ArticleFactory, AuthorFactory, blocks

pytestmark = pytest.mark.e2e


@pytest.fixture
def article(island: str) -> ArticlePage:
    body = blocks.stream(
        blocks.paragraph(f"First words{marker('<p>An old note</p>')}"), blocks.paragraph("Second words")
    )
    return ArticleFactory(parent=AuthorFactory(slug="ann"), title="Noted", body=body)


def field(desk: Desk, number: int) -> Locator:
    return desk.page.locator(f"*:has(> [name='body-{number}-value']) [role=textbox]")


def open_dialog(desk: Desk, number: int) -> Locator:
    """As an editor does who keeps to the keyboard: by a slash at the end of the text."""
    field(desk, number).click()
    desk.page.keyboard.press("Control+End")
    desk.page.keyboard.type(" /footnote")
    desk.page.get_by_role("option", name="Footnote").click()
    dialog = desk.page.get_by_role("dialog", name="Footnote")
    expect(dialog.get_by_role("textbox")).to_be_focused()
    return dialog


def stored(article: ArticlePage, number: int) -> list[str]:
    """The text of a block in the newest draft, and its notes."""
    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    return list(apart(draft.body[number].value.source))


def test_a_note_is_written_repeated_changed_and_left(desk: Any, article: ArticlePage, admin: Any) -> None:
    writing = desk(admin)
    writing.edit(article)
    writing.wait_until_watched()
    page = writing.page

    dialog = open_dialog(writing, 1)
    page.keyboard.press("Control+b")
    page.keyboard.type("Bold")
    page.keyboard.press("Control+b")
    page.keyboard.type(" words")
    dialog.get_by_role("button", name="Save the note").click()
    expect(dialog).to_have_count(0)
    expect(field(writing, 1).locator(".TooltipEntity")).to_have_count(1)

    dialog = open_dialog(writing, 1)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    dialog = open_dialog(writing, 1)
    dialog.get_by_role("button", name="Save the note").click()
    expect(dialog).to_be_visible()  # There is nothing to save.
    dialog.get_by_label("Or refer once more to").select_option("An old note")
    expect(dialog).to_have_count(0)

    field(writing, 0).locator(".TooltipEntity").click()
    page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog", name="Footnote")
    expect(dialog.get_by_role("textbox")).to_have_text("An old note")
    dialog.get_by_role("textbox").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(", changed")
    dialog.get_by_role("button", name="Save the note").click()
    writing.expect_autosave("An old note, changed")
    assert [words for words in writing.visit.complaints if "400" not in words] == []

    text, first, second = stored(article, 1)
    assert (first, second) == ("<p><b>Bold</b> words</p>", "<p>An old note</p>")
    assert "Second words" in text
    assert stored(article, 0)[1:] == ["<p>An old note, changed</p>"]
    writing.edit(article)
    expect(field(writing, 1).locator(".TooltipEntity")).to_have_count(2)
