"""Footnotes of an article: on its page, in the preview, in its feed, its Markdown and its length."""

from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from core.footnotes import marker
from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory, LandingPageFactory
from tests.factories import blocks as b

pytestmark = pytest.mark.django_db
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
NOTE = "<p>See <i>Work</i> by <a href='https://a.example/'>Ann</a>.</p>"


@pytest.fixture
def article():
    body = b.stream(
        b.paragraph(f"Ask twice{marker(NOTE)} and wait."),
        b.heading("Later"),
        b.paragraph(f"Wait again{marker('<p>Longer.</p>')}, as before{marker(NOTE)}."),
    )
    return ArticleFactory(parent=AuthorFactory(slug="ann"), slug="ask", body=body)


def soup(client: Client, path: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path).content, "html.parser")


def test_the_page_shows_them_after_the_text(client, article):
    page = soup(client, article.url)
    assert [link.text for link in page.select("[data-story] a[role=doc-noteref]")] == ["1", "2", "1"]
    notes = page.select_one("article > section.footnotes")
    assert "See Work by Ann." in notes.li.text
    assert notes.find_previous(attrs={"data-story": True}) is not None
    assert notes.find_next("footer")["class"] == ["article-end"]


def test_they_cost_no_query(client, article, django_assert_max_num_queries):
    plain = ArticleFactory(parent=article.get_parent().specific, body=b.stream(b.paragraph()))
    with django_assert_max_num_queries(40) as before:
        client.get(plain.url)
    with django_assert_max_num_queries(len(before)):
        client.get(article.url)


def test_the_draft_shows_them(article):
    article.body = b.stream(b.paragraph(f"Draft{marker('<p>Only a draft.</p>')}"))
    revision = article.save_revision()
    response = revision.as_object().make_preview_request()
    assert "Only a draft." in response.content.decode()
    assert "doc-noteref" in response.content.decode()


def feed_entry(client: Client) -> BeautifulSoup:
    feed = ElementTree.fromstring(client.get("/articles/feed/").content)
    return BeautifulSoup(feed.findtext(f".//{CONTENT}"), "html.parser")


def test_the_feed_has_them_with_absolute_addresses(client, article):
    entry = feed_entry(client)
    reference = entry.select_one("a[role=doc-noteref]")
    assert reference["href"] == f"http://localhost{article.url}#note--1"
    assert entry.find(id="note--1").text.startswith("See Work by Ann.")
    assert all(link["href"].startswith("http") for link in entry.select("a[href]"))


def test_the_headings_of_the_feed_are_no_links(client, article):
    heading = feed_entry(client).h2
    assert heading.text.strip() == "Later"
    assert heading.a is None


def test_markdown_has_them(client, article):
    text = client.get("/articles/ann/ask.md").content.decode()
    assert "Ask twice[^1] and wait." in text
    assert "Wait again[^2], as before[^1]." in text
    assert text.endswith("[^1]: See *Work* by [Ann](https://a.example/).\n[^2]: Longer.\n")


def test_the_words_of_notes_are_read_and_their_markers_are_not(article):
    plain = ArticleFactory(body=b.stream(b.paragraph("One two three.")))
    noted = ArticleFactory(body=b.stream(b.paragraph(f"One{marker('<p>four <i>five</i></p>')} two three.")))
    assert (plain.word_count, noted.word_count) == (3, 5)


def test_a_search_finds_a_word_of_a_note(client, article):
    article.body = b.stream(b.paragraph(f"Ask{marker('<p>A xylophone.</p>')}"))
    article.save_revision().publish()
    assert article.title in client.get("/search/?q=xylophone").content.decode()


@pytest.mark.parametrize("factory", [ContentPageFactory, LandingPageFactory])
def test_pages_that_are_no_articles_show_them_too(client, factory):
    field, kind = ("sections", "text") if factory is LandingPageFactory else ("body", "paragraph")
    page = factory(**{field: b.stream(b.block(kind, f"<p>One{marker(NOTE)}</p>"))})
    found = soup(client, page.url)
    assert found.select_one("a[role=doc-noteref]")["href"] == f"#{found.select_one('section.footnotes li')['id']}"
