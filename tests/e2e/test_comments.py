"""A guest comments on an article, and answers another: with and without scripts."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from articles import comments
from articles.models import ArticlePage, Comment
from tests.e2e.reading import overflowing, violations_in_all_colours
from tests.factories import ArticleFactory, CommentFactory

pytestmark = pytest.mark.e2e


@pytest.fixture
def article(island: str) -> ArticlePage:
    article = ArticleFactory(title="The quiet half minute")
    article.save_revision().publish()
    return article


def fill_in(page) -> None:
    page.get_by_label("Name").fill("Ben Holm")
    page.get_by_label("E-mail", exact=True).fill("ben@example.com")
    page.get_by_label("Comment", exact=True).fill("True, and twice so.")


def test_a_guest_comments_and_everybody_reads_it(reader, article):
    first = CommentFactory(article=article, is_by_author=True)
    reader.open(article.url)
    expect(reader.page.get_by_role("heading", name="1 comment")).to_be_visible()
    reader.page.get_by_role("link", name="Reply to Ann Berg").click()
    reader.expect_heading("Reply to Ann Berg")
    reader.press("Send the comment")
    expect(reader.page.get_by_role("alert")).to_be_focused()
    assert violations_in_all_colours(reader.page) == []
    fill_in(reader.page)
    reader.press("Send the comment")
    reader.expect_heading("Look into your mail")

    reader.open(re.search(r"http\S+/readers/confirm/\S+", mail.outbox[-1].body)[0])
    expect(reader.page.get_by_text("True, and twice so.")).to_be_visible()
    assert violations_in_all_colours(reader.page) == []
    reader.press("Yes, this is mine")
    reader.expect_heading("Thank you")
    comments.publish(Comment.objects.get(parent=first))

    reader.page.set_viewport_size({"width": 375, "height": 800})
    reader.open(article.url)
    reader.page.get_by_role("link", name="2 comments").click()
    expect(reader.page.get_by_role("heading", name="2 comments")).to_be_in_viewport()
    assert overflowing(reader.page) == []
    reader.press("Report the comment of Ben Holm")
    reader.expect_heading("Thank you for telling us")
    assert reader.context.cookies() == []
    assert reader.complaints == reader.foreign_requests == []


def test_without_scripts_the_form_opens_and_says_what_is_wrong(open_browser, article):
    reader = open_browser(java_script_enabled=False)
    reader.open(article.url)
    reader.page.locator("summary", has_text="Write a comment").click()
    fill_in(reader.page)
    reader.page.get_by_label("E-mail", exact=True).fill("ben")
    reader.press("Send the comment")
    expect(reader.page.get_by_role("link", name="E-mail: Enter an e-mail address")).to_be_visible()
    expect(reader.page.get_by_label("Comment", exact=True)).to_have_value("True, and twice so.")
    reader.page.get_by_label("E-mail", exact=True).fill("ben@example.com")
    reader.press("Send the comment")
    reader.expect_heading("Look into your mail")
