"""An article as Markdown, at its own address with `.md`."""

import re
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from markdown_it import MarkdownIt
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from articles.blocks import ArticleBodyBlock
from articles.models import ArticleIndexPage
from home.models import HomePage
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, TopicFactory
from tests.factories import blocks as b
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
PATH = "/articles/ann/ask-twice.md"


@pytest.fixture
def ann():
    return AuthorFactory(title="Ann Berg", slug="ann")


@pytest.fixture
def article(ann):
    return ArticleFactory(parent=ann, slug="ask-twice", title="Ask twice", published_at=NOW, last_published_at=NOW)


@pytest.fixture
def markdown(client):
    def read(path: str = PATH) -> str:
        response = client.get(path)
        assert response.status_code == 200
        return response.content.decode()

    return read


def test_it_says_what_who_when_and_about_what(ann, markdown):
    image = ImageFactory(credit="The archive")
    ArticleFactory(
        parent=ann,
        authors=[AuthorFactory(title="Ben Cole", live=False)],
        slug="ask-twice",
        title="Ask *twice*",
        standfirst="Why the second\nmeeting matters.",
        topics=[TopicFactory(name="Decisions"), TopicFactory(name="Teams")],
        hero_image=image,
        hero_alt_text="A harbour",
        hero_caption="At dawn",
        published_at=NOW,
        last_published_at=datetime(2026, 3, 9, tzinfo=UTC),
        body=b.stream(b.paragraph("First <b>words</b>.")),
    )
    assert (
        markdown()
        == f"""# Ask \\*twice\\*

Why the second meeting matters.

- By: [Ann Berg](http://localhost/articles/ann/), Ben Cole
- Published: 2 March 2026
- Updated: 9 March 2026
- Topics: Decisions, Teams
- Address: <http://localhost/articles/ann/ask-twice/>

![A harbour](http://localhost{image.file.url})

At dawn (The archive)

First **words**.
"""
    )


def test_it_holds_the_whole_text(ann, client, markdown):
    """Word for word what stands in the text on the page, but for the furniture of a film."""
    offer, related = GuidebookPageFactory(title="Ten principles"), ArticleFactory(parent=ann, title="Before that")
    vocabulary = b.whole_vocabulary(ImageFactory(), related, offer)
    ArticleFactory(parent=ann, slug="ask-twice", body=b.stream(*vocabulary))
    text = words(MarkdownIt("commonmark").enable("table").render(markdown()))
    page = BeautifulSoup(client.get("/articles/ann/ask-twice/").content, "html.parser")
    for furniture in page.select(".embed__frame, .guidebook-card, form, script"):
        furniture.decompose()
    missing = [word for word in words(str(page.select_one("[data-story]"))) if word not in text]
    assert missing == []
    assert markdown().count("[Ten principles](http://localhost/guidebooks/") == 1
    assert "[Before that](http://localhost/articles/ann/" in markdown()
    assert "[A short film](https://vimeo.com/76979871)" in markdown()


def words(html: str) -> list[str]:
    return re.findall(r"\w+", BeautifulSoup(html, "html.parser").get_text(" "))


def test_every_kind_of_block_says_how_it_reads():
    blocks = ArticleBodyBlock().child_blocks
    assert [name for name, block in blocks.items() if not hasattr(block, "to_markdown")] == []


def test_every_address_in_it_is_absolute(ann, markdown):
    body = b.stream(b.paragraph('<a href="/about/">About</a> <a href="#notes">notes</a>'), b.image(ImageFactory()))
    ArticleFactory(parent=ann, slug="ask-twice", body=body, hero_image=ImageFactory())
    links = re.findall(r"\]\(([^)]*)\)", markdown())
    assert len(links) == 5
    assert all(link.startswith("http://localhost/") for link in links)


@pytest.mark.parametrize("hide", ["draft", "restricted"])
def test_what_readers_cannot_see_is_not_led_to(ann, markdown, hide):
    offer, related = GuidebookPageFactory(title="Ten principles"), ArticleFactory(title="Before that")
    body = b.stream(b.paragraph("Kept."), b.guidebook(offer, "For the drawer"), b.related_article(related, "Begun"))
    ArticleFactory(parent=ann, slug="ask-twice", body=body)
    for page in (offer, related):
        if hide == "draft":
            page.unpublish()
        else:
            PageViewRestriction.objects.create(page=page, restriction_type="login")
    text = markdown()
    assert text.endswith("Kept.\n")
    assert not [title for title in ("Ten principles", "Before that", "drawer", "Begun") if title in text]


# How it is answered


def test_it_is_markdown_which_search_engines_do_not_list(client, article):
    response = client.get(PATH)
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Link"] == '<http://localhost/articles/ann/ask-twice/>; rel="canonical"'
    assert client.head(PATH).status_code == 200
    assert client.post(PATH).status_code in {403, 405}


def test_the_page_of_the_article_leads_to_it(client, article):
    html = client.get(article.get_url()).content.decode()
    assert f'<link rel="alternate" type="text/markdown" href="http://localhost{PATH}">' in html


def test_a_page_that_has_none_leads_to_none(client, ann):
    assert "text/markdown" not in client.get(ann.get_url()).content.decode()


def test_the_preview_of_a_new_article_leads_to_none(client, ann):
    from articles.models import ArticlePage

    assert ArticlePage(title="New", slug="new").markdown_url(client.get("/").wsgi_request) == ""


@pytest.mark.parametrize(
    "path", ["/articles.md", "/articles/ann.md", "/articles/feed.md", "/articles/ann/nothing.md", "/.md", "/x/y/z.md",
             "/articles/ann/ask-twice/feed.md", "/articles/ann/ask-twice.md/", "/articles/ann/ask-twice/.md"],
)  # fmt: skip
def test_what_is_no_article_has_none(client, article, path):
    assert client.get(path).status_code == 404


def test_a_nul_byte_is_refused(client):
    assert client.get("/articles/ann/ask%00twice.md").status_code == 400


def test_a_draft_has_none(client, article):
    article.unpublish()
    assert client.get(PATH).status_code == 404


@pytest.mark.parametrize("above", [False, True])
def test_a_restricted_article_has_none_and_leads_to_none(client, admin_client, article, above):
    page = article.get_parent() if above else article
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get(PATH).status_code == 404
    assert admin_client.get(PATH).status_code == 404
    assert "text/markdown" not in admin_client.get(article.get_url()).content.decode()


def test_an_article_has_it_on_its_own_site_alone(article):
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Second", slug="second"))
    Site.objects.create(hostname="127.0.0.1", port=80, root_page=home)
    index = home.add_child(instance=ArticleIndexPage(title="Stories", slug="stories"))
    ArticleFactory(parent=AuthorFactory(parent=index, slug="ben"), slug="wait")
    there = Client(headers={"host": "127.0.0.1"})
    assert there.get(PATH).status_code == 404
    assert "<http://127.0.0.1/stories/ben/wait/>" in there.get("/stories/ben/wait.md").content.decode()


def test_a_name_in_any_script_is_found(client, ann):
    ArticleFactory(parent=ann, slug="święty-spokój")
    assert client.get("/articles/ann/święty-spokój.md").status_code == 200


def test_an_article_that_has_moved_is_found_by_its_old_address(client, article):
    Redirect.add_redirect("/articles/ann/ask-once/", article)
    response = client.get("/articles/ann/ask-once.md")
    assert response.status_code == 301
    assert response["Location"] == PATH


def test_a_redirect_to_a_page_of_no_site_leads_to_none(client):
    nowhere = Page.objects.get(depth=1).add_child(instance=HomePage(title="Nowhere", slug="nowhere"))
    Redirect.add_redirect("/old/", nowhere)
    assert client.get("/old.md").status_code == 404


def test_a_redirect_to_another_place_leads_to_none(client):
    Redirect.add_redirect("/old/", "https://example.com/")
    assert client.get("/old.md").status_code == 404


def test_it_costs_no_more_than_the_page(client, ann, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    offer = GuidebookPageFactory(cover=ImageFactory())
    body = b.stream(*b.whole_vocabulary(ImageFactory(), ArticleFactory(), offer), *[b.image(ImageFactory())] * 5)
    article = ArticleFactory(parent=ann, slug="ask-twice", authors=[AuthorFactory(), AuthorFactory()], body=body)
    for path in (article.get_url(), PATH):
        client.get(path)
    with CaptureQueriesContext(connection) as page:
        client.get(article.get_url())
    with django_assert_max_num_queries(min(8, len(page))):
        client.get(PATH)
