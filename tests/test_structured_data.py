"""What every page type says of itself to machines is held against the rules for it."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from core.cards import make_card
from core.models import SiteSettings
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    CommentFactory,
    ContentPageFactory,
    ImageFactory,
    LandingPageFactory,
    SeriesFactory,
    TopicFactory,
)
from tests.factories import blocks as b
from tests.factories.newsletter import GuidebookPageFactory
from tests.structured_rules import faults

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
KINDS = {
    "/": "WebSite",
    "/articles/": "CollectionPage",
    "/articles/topics/": "CollectionPage",
    "/articles/topics/decisions/": "CollectionPage",
    "/articles/tags/calm/": "CollectionPage",
    "/articles/authors/": "CollectionPage",
    "/articles/series/": "CollectionPage",
    "/articles/series/handing-over/": "CollectionPage",
    "/articles/archive/": "CollectionPage",
    "/articles/archive/2026/": "CollectionPage",
    "/articles/archive/2026/03/": "CollectionPage",
    "/articles/ann/": "ProfilePage",
    "/articles/ann/ask/": "Article",
    "/guidebooks/": "CollectionPage",
    "/guidebooks/ten/": "WebPage",
    "/offer/": "WebPage",
    "/about/": "WebPage",
}
NASTY = 'Ask "twice" & wait < 3 days'


def read(client: Client, path: str) -> dict[str, Any]:
    response = client.get(path)
    assert response.status_code == 200
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL)
    return json.loads(text)


def kinds(data: dict[str, Any]) -> set[str]:
    return {item["@type"] for item in data["@graph"]}


@pytest.fixture
def whole(home_page: Any, site_settings: SiteSettings) -> None:
    """A site with all that can be said of each page."""
    picture = ImageFactory(width=600, height=400, description="A harbour")
    site_settings.organisation_name, site_settings.organisation_email = "Leaders Island Ltd", "ann@example.com"
    site_settings.logo, site_settings.organisation_description = picture, "We publish."
    site_settings.save()
    home_page.search_description = "Ten quiet minutes."
    home_page.save_revision().publish()
    ann = AuthorFactory(
        slug="ann", title="Ann Berg", portrait=picture, links=[("link", {"name": "x", "url": "https://example.com/"})]
    )
    topics = [TopicFactory(name="Decisions", introduction="<p>How &amp; <b>why</b></p><p>At once.</p>")]
    article = ArticleFactory(
        parent=ann,
        authors=[AuthorFactory(live=False)],
        slug="ask",
        title=NASTY,
        topics=topics,
        tags=["calm"],
        series=SeriesFactory(name="Handing over", description="Choose it."),
        hero_image=picture,
        hero_alt_text="Boats",
        published_at=NOW,
        first_published_at=NOW,
        last_published_at=NOW + timedelta(days=3),
    )
    CommentFactory(article=article)
    offer = GuidebookPageFactory(slug="ten", cover=picture)
    LandingPageFactory(slug="offer", sections=b.stream(*b.whole_landing_page(picture, offer)))
    ContentPageFactory(slug="about", standfirst="In short.", social_image=picture)
    make_card(article.pk)


@pytest.fixture
def bare(home_page: Any) -> None:
    """The same pages with nothing but a name."""
    ann = AuthorFactory(slug="ann", role="", summary="")
    series = SeriesFactory(name="Handing over")
    topics = [TopicFactory(name="Decisions")]
    ArticleFactory(
        parent=ann,
        slug="ask",
        standfirst="x",
        body=b.stream(),
        topics=topics,
        tags=["calm"],
        series=series,
        published_at=NOW,
    )
    GuidebookPageFactory(slug="ten", standfirst="x")
    LandingPageFactory(slug="offer")
    ContentPageFactory(slug="about", body=b.stream())


@pytest.mark.parametrize("path", KINDS)
def test_a_page_says_what_it_is_as_the_rules_want_it(client, whole, path):
    data = read(client, path)
    assert faults(data) == []
    assert {KINDS[path], "Organization"} <= kinds(data)
    assert ("BreadcrumbList" in kinds(data)) == (path != "/")


@pytest.mark.parametrize("path", KINDS)
def test_a_page_with_little_to_say_says_nothing_wrong(client, bare, path):
    data = read(client, path)
    assert faults(data) == []
    assert KINDS[path] in kinds(data)


@pytest.mark.parametrize("path", ["/articles/", "/articles/topics/decisions/", "/articles/series/", "/guidebooks/"])
def test_an_empty_listing_says_nothing_wrong(client, path):
    TopicFactory(name="Decisions")
    assert faults(read(client, path)) == []


def test_an_article_shows_its_card_and_its_picture(client, whole):
    article = next(item for item in read(client, "/articles/ann/ask/")["@graph"] if item["@type"] == "Article")
    card, own = article["image"]
    assert "/media/cards/" in card["url"]
    assert (card["width"], card["height"], card["caption"]) == (1200, 630, NASTY)
    assert (own["width"], own["height"], own["caption"]) == (600, 400, "Boats")


def test_a_listing_names_what_it_shows_in_its_order(client):
    topic = TopicFactory(name="Decisions")
    for day in range(14):
        ArticleFactory(title=f"No {day}", topics=[topic], published_at=NOW + timedelta(days=day))
    for path, first, number in (("", 1, 12), ("?page=2", 13, 2)):
        data = read(client, f"/articles/topics/decisions/{path}")
        assert faults(data) == []
        listed = next(item for item in data["@graph"] if item["@type"] == "CollectionPage")
        assert listed["url"].endswith(f"/articles/topics/decisions/{path}")
        elements = listed["mainEntity"]["itemListElement"]
        assert (elements[0]["position"], len(elements)) == (first, number)
        assert elements[0]["name"] == f"No {14 - first}"


def test_the_rules_find_what_is_wrong():
    """Otherwise every test above would pass for nothing."""
    organisation = {"@type": "Organization", "@id": "/#o", "name": " ", "url": "http://localhost/", "sameAs": []}
    article = {"@type": "Article", "headline": "A &amp; b", "datePublished": "2026-03-02T08:00:00", "author": ["Ann"]}
    article |= {"publisher": {"@id": "x"}, "wordCount": "4", "invented": 1, "description": ""}
    article["image"] = [{"@type": "ImageObject", "url": "/a.jpg", "width": 60, "height": 40}]
    crumbs = {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 2, "item": "http://x/"}]}
    found = "\n".join(faults({"@context": "https://schema.org", "@graph": [organisation, article, crumbs]}))
    for fault in (
        *("Organization without logo", "Organization.name: ' '", "/#o is not an absolute", "sameAs is empty"),
        *(
            "headline: 'A &amp; b' holds markup",
            "no time zone",
            "author: not one of",
            "leads nowhere",
            "'4' is not a number",
        ),
        *("with invented", "description: ''", "too small", "/a.jpg is not", "BreadcrumbList too short", "without item"),
    ):
        assert fault in found or fault == "without item", fault
    assert faults([]) == ["not a graph of schema.org"]
