"""What articles say of themselves to machines and to networks."""

import json
import re
from datetime import UTC, datetime

import pytest

from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, TopicFactory
from tests.factories import blocks as b

pytestmark = pytest.mark.django_db


@pytest.fixture
def graph(client):
    """The structured data of a page, by type."""

    def read(url: str) -> dict[str, dict]:
        html = client.get(url).content.decode()
        (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
        data = json.loads(text)
        assert data["@context"] == "https://schema.org"
        return {item["@type"]: item for item in data["@graph"]}

    return read


@pytest.fixture
def article():
    ann, ben = AuthorFactory(title="Ann Berg", slug="ann"), AuthorFactory(title="Ben Cole", slug="ben")
    return ArticleFactory(
        parent=ann,
        authors=[ben],
        title='Ask </script> "twice"',
        slug="ask",
        standfirst="Why & how.",
        hero_image=ImageFactory(),
        topics=[TopicFactory(name="Decisions")],
        body=b.stream(b.paragraph("one two three four")),
        published_at=datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
        last_published_at=datetime(2026, 3, 9, 8, 0, tzinfo=UTC),
    )


def test_an_article_says_all_that_it_is(article, graph):
    data = graph(article.get_url())["Article"]
    assert data["headline"] == 'Ask </script> "twice"'
    assert data["description"] == "Why & how."
    assert data["mainEntityOfPage"] == "http://localhost/articles/ann/ask/"
    assert data["@id"] == "http://localhost/articles/ann/ask/#article"
    assert [image["url"] for image in data["image"]] == [f"http://localhost{article.hero_image.file.url}"]
    assert datetime.fromisoformat(data["datePublished"]) == article.published_at
    assert datetime.fromisoformat(data["dateModified"]) == article.last_published_at
    assert data["articleSection"] == ["Decisions"]
    assert data["wordCount"] == 4
    assert data["inLanguage"] == "en-gb"
    assert data["publisher"] == {"@id": "http://localhost/#organization"}


def test_an_article_names_all_its_authors_with_their_profiles(article, graph):
    authors = graph(article.get_url())["Article"]["author"]
    assert [author["name"] for author in authors] == ["Ann Berg", "Ben Cole"]
    assert authors[0] == {
        "@type": "Person",
        "@id": "http://localhost/articles/ann/#person",
        "name": "Ann Berg",
        "url": "http://localhost/articles/ann/",
    }


def test_the_profile_has_the_identity_that_the_article_names(article, graph):
    identity = graph(article.get_url())["Article"]["author"][0]["@id"]
    assert graph("/articles/ann/")["ProfilePage"]["mainEntity"]["@id"] == identity


def test_the_publisher_is_described_on_the_page_that_names_it(article, graph):
    """Otherwise the reference leads nowhere for a machine that reads one page."""
    found = graph(article.get_url())
    assert found["Organization"]["@id"] == found["Article"]["publisher"]["@id"]


def test_the_way_to_the_article_is_part_of_it(article, graph):
    trail = graph(article.get_url())["BreadcrumbList"]["itemListElement"]
    assert [item["name"] for item in trail] == ["Home", "Articles", "Ann Berg", article.title]
    assert trail[-1]["item"] == "http://localhost/articles/ann/ask/"


def test_the_front_page_is_a_site_with_a_search(graph):
    found = graph("/")
    site = found["WebSite"]
    assert site["url"] == "http://localhost/"
    assert site["potentialAction"]["target"]["urlTemplate"] == "http://localhost/search/?q={search_term_string}"
    assert site["publisher"]["@id"] == found["Organization"]["@id"]


def test_what_an_article_has_not_it_does_not_say(graph):
    data = graph(ArticleFactory(topics=[], standfirst="x", body=b.stream()).get_url())["Article"]
    assert "image" not in data
    assert "articleSection" not in data
    assert "wordCount" not in data
    assert all(data.values())


# For shared links


def meta(client, url: str) -> dict[str, str]:
    html = client.get(url).content.decode()
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', html))


def test_a_shared_link_has_title_words_picture_and_date(client, article):
    found = meta(client, article.get_url())
    assert found["og:type"] == "article"
    assert found["og:title"] == "Ask &lt;/script&gt; &quot;twice&quot;"
    assert found["og:description"] == found["description"] == "Why &amp; how."
    assert found["og:url"] == "http://localhost/articles/ann/ask/"
    assert found["og:image"] == f"http://localhost{article.hero_image.file.url}"
    assert found["og:site_name"] == "Leaders Island"
    assert found["twitter:card"] == "summary_large_image"
    assert datetime.fromisoformat(found["article:published_time"]) == article.published_at


def test_without_any_picture_the_card_is_a_small_one(client):
    found = meta(client, ArticleFactory().get_url())
    assert found["twitter:card"] == "summary"
    assert "og:image" not in found


def test_the_sites_picture_stands_in_for_one_that_is_missing(client, site_settings):
    site_settings.social_image = ImageFactory()
    site_settings.save()
    found = meta(client, ArticleFactory().get_url())
    assert found["og:image"] == f"http://localhost{site_settings.social_image.file.url}"


@pytest.mark.parametrize("path", ["/", "/articles/", "/articles/topics/decisions/", "/articles/ann/"])
def test_every_page_has_one_canonical_address(client, article, path):
    html = client.get(f"{path}?utm_source=mail").content.decode()
    assert re.findall(r'<link rel="canonical" href="([^"]+)">', html) == [f"http://localhost{path}"]


@pytest.mark.parametrize("path", ["/", "/articles/", "/articles/ann/", "/articles/topics/decisions/", "/search/"])
def test_every_page_has_one_title_and_one_main_heading(client, article, path):
    html = client.get(path).content.decode()
    assert len(re.findall(r"<title>[^<]+</title>", html)) == 1
    assert len(re.findall(r"<h1[ >]", html)) == 1
