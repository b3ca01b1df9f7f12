"""What the site holds, for machines that read texts: `llms.txt`."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from markdown_it import MarkdownIt
from wagtail.models import PageViewRestriction, Site

from articles.models import ArticleIndexPage
from home import llms
from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory, LandingPageFactory, TopicFactory
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


@pytest.fixture
def listed(client):
    def read(by: Client = client) -> str:
        response = by.get("/llms.txt")
        assert response.status_code == 200
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        return response.content.decode()

    return read


def test_it_says_what_the_site_is_and_what_it_holds(listed, brand):
    brand(name="Leaders *Island*", tagline="Ten quiet minutes", organisation_description="Articles and\nguidebooks.")
    ann = AuthorFactory(title="Ann Berg", slug="ann", summary="Writes about the second meeting.")
    decisions, teams = TopicFactory(name="Decisions", sort_order=2), TopicFactory(name="Teams", sort_order=1)
    for number, topics in enumerate(([decisions], [decisions], [teams, decisions], [])):
        ArticleFactory(parent=ann, slug=f"no-{number}", title=f"No {number}", standfirst="Why.", topics=topics,
                       published_at=NOW + timedelta(days=number))  # fmt: skip
    GuidebookPageFactory(title="10 principles", slug="ten", standfirst="Ten habits.")
    ContentPageFactory(title="About us", slug="about")
    LandingPageFactory(title="An offer")
    assert (
        listed()
        == """# Leaders \\*Island\\*

> Ten quiet minutes

Articles and guidebooks.

The newest are listed here; all addresses are in the [sitemap](http://localhost/sitemap.xml).

## Teams

- [No 2](http://localhost/articles/ann/no-2.md): Why.

## Decisions

- [No 1](http://localhost/articles/ann/no-1.md): Why.
- [No 0](http://localhost/articles/ann/no-0.md): Why.

## Further articles

- [No 3](http://localhost/articles/ann/no-3.md): Why.

## Guidebooks

- [10 principles](http://localhost/guidebooks/ten/): Ten habits.

## Authors

- [Ann Berg](http://localhost/articles/ann/): Writes about the second meeting.

## About

- [About us](http://localhost/about/)
"""
    )


def test_every_address_in_it_is_answered(client, listed):
    ArticleFactory()
    GuidebookPageFactory()
    ContentPageFactory()
    addresses = re.findall(r"\]\(http://localhost(/[^)]*)\)", listed())
    assert len(addresses) >= 5
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_what_readers_cannot_see_is_not_in_it(listed):
    ContentPageFactory(title="A draft", live=False)
    members = AuthorFactory(title="Members")
    ArticleFactory(parent=members, title="Below")
    PageViewRestriction.objects.create(page=members, restriction_type="login")
    for make in (ContentPageFactory, GuidebookPageFactory, AuthorFactory, ArticleFactory):
        make(title="Hidden", no_index=True)
    text = listed()
    assert not [title for title in ("A draft", "Members", "Below", "Hidden") if title in text]


def test_an_empty_site_has_one_too(listed):
    assert MarkdownIt("commonmark").render(listed()).startswith("<h1>")


def test_each_site_has_its_own(listed, second_site, article_index):
    ArticleFactory(title="Ours", parent=AuthorFactory(parent=article_index))
    index = second_site.add_child(instance=ArticleIndexPage(title="Stories", slug="stories"))
    ArticleFactory(title="Theirs", parent=AuthorFactory(parent=index, slug="ben"), slug="wait")
    there = listed(Client(headers={"host": "127.0.0.1"}))
    assert "[Theirs](http://127.0.0.1/stories/ben/wait.md)" in there
    assert "Ours" not in there
    assert "Theirs" not in listed()


def test_words_of_editors_are_no_markup(listed):
    ArticleFactory(title="Ask [twice](x)", standfirst="# *Why*\n<b>")
    html = BeautifulSoup(MarkdownIt("commonmark").render(listed()), "html.parser")
    (item,) = [item for item in html.select("li") if "Ask" in item.text]
    assert item.get_text() == "Ask [twice](x): # *Why* <b>"


def test_it_holds_the_newest_and_no_more(listed, monkeypatch):
    monkeypatch.setattr(llms, "NEWEST", 2)
    author = AuthorFactory()
    for day in range(3):
        ArticleFactory(parent=author, title=f"Day {day}", published_at=NOW + timedelta(days=day))
    assert re.findall(r"Day \d", listed()) == ["Day 2", "Day 1"]


@pytest.mark.parametrize("number", [1, 9])
def test_it_costs_the_same_for_few_as_for_many(client, number, django_assert_num_queries):
    for _ in range(number):
        ArticleFactory(authors=[AuthorFactory()])
        GuidebookPageFactory()
        ContentPageFactory()
    client.get("/llms.txt")
    with django_assert_num_queries(6):
        client.get("/llms.txt")


def test_it_may_be_kept_by_any_cache(client):
    response = client.get("/llms.txt")
    assert "Cache-Control" not in response  # The page store says it: nothing holds longer than what it shows.
    assert "Cookie" not in response.get("Vary", "")
    assert client.head("/llms.txt").status_code == 200
    assert client.post("/llms.txt").status_code in {403, 405}


def test_without_a_site_it_is_not_found(client):
    Site.objects.all().delete()
    assert client.get("/llms.txt").status_code == 404
