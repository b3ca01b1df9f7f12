"""A moderator keeps a template, and an editor writes an article from it."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import ArticlePage, ArticleTemplate
from tests.e2e.reading import axe_violations
from tests.factories import AuthorFactory

pytestmark = pytest.mark.e2e


def test_from_a_template_to_an_article_of_ones_own(desk, moderator, editor):
    author = AuthorFactory(title="Zofia")
    keeping = desk(moderator)
    keeping.open("snippets/articles/articletemplate/add/")
    keeping.fill(name="Interview", purpose="One guest, three questions")
    name = keeping.add_block("body", "Heading")
    keeping.fill(**{f"{name}-text": "The day it changed"})
    keeping.press("Save")
    keeping.expect_message("Interview")

    writing = desk(editor)
    writing.new_page("articles.articlepage", author)
    writing.page.get_by_text("Begin with a template").press("Enter")
    expect(writing.page.get_by_text("One guest, three questions")).to_be_visible()
    assert axe_violations(writing.page, within=".beginning") == []
    writing.page.get_by_role("link", name="Interview").press("Enter")
    expect(writing.page.locator("[name='body-0-value-text']")).to_have_value("The day it changed")
    assert not ArticlePage.objects.exists()
    writing.wait_until_watched()
    writing.entitle("A guest who stayed")
    writing.expect_autosave("The day it changed")
    writing.page.wait_for_url(re.compile(r"/edit/$"))
    writing.fill(**{"body-0-value-text": "The day she stayed"})
    writing.expect_autosave("The day she stayed")
    article = ArticlePage.objects.get().get_latest_revision_as_object()
    assert [block.value["text"] for block in article.body] == ["The day she stayed"]
    assert ArticleTemplate.objects.get().body[0].value["text"] == "The day it changed"
