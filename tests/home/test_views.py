"""Robots, the sitemap, and pages that say that something went wrong."""

from xml.etree import ElementTree

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory, LandingPageFactory, TopicFactory
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


# Robots


def test_robots_are_told_where_not_to_go_and_where_the_map_is(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain"
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /newsletter/", "Disallow: /search/"} <= set(lines)
    assert lines[-1] == "Sitemap: http://localhost/sitemap.xml"


def test_robots_may_read_the_articles(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /\n" not in text
    assert "articles" not in text


# Sitemap


@pytest.fixture
def mapped(client):
    def read() -> list[str]:
        root = ElementTree.fromstring(client.get("/sitemap.xml").content)
        return [location.text for location in root.iter(f"{SITEMAP}loc")]

    return read


def test_every_published_page_is_on_the_map_once(mapped):
    ArticleFactory(slug="ask", parent=AuthorFactory(slug="ann"), topics=[TopicFactory(name="Decisions")])
    ContentPageFactory(slug="about")
    LandingPageFactory(slug="offer")
    GuidebookPageFactory(slug="ten")
    assert sorted(mapped()) == [
        "http://localhost/",
        "http://localhost/about/",
        "http://localhost/articles/",
        "http://localhost/articles/ann/",
        "http://localhost/articles/ann/ask/",
        "http://localhost/articles/topics/decisions/",
        "http://localhost/guidebooks/",
        "http://localhost/guidebooks/ten/",
        "http://localhost/offer/",
    ]


def test_what_readers_cannot_see_is_not_on_the_map(mapped):
    ContentPageFactory(slug="draft", live=False)
    ContentPageFactory(slug="hidden", no_index=True)
    members = AuthorFactory(slug="members")
    ArticleFactory(parent=members, slug="below", topics=[])
    PageViewRestriction.objects.create(page=members, restriction_type="login")
    assert not [url for url in mapped() if any(word in url for word in ("draft", "hidden", "members", "below"))]


def test_the_map_says_when_a_page_was_changed(client):
    page = ContentPageFactory(slug="about")
    page.save_revision().publish()
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    dates = {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in root}
    assert dates["http://localhost/about/"] == page.latest_revision.created_at.date().isoformat()


def test_every_address_on_the_map_is_answered(client, mapped):
    TopicFactory(name="Decisions")
    ArticleFactory()
    GuidebookPageFactory()
    for url in mapped():
        assert client.get(url.removeprefix("http://localhost")).status_code == 200, url


def test_the_map_costs_the_same_for_one_author_as_for_many(client, django_assert_max_num_queries):
    for _ in range(8):
        ArticleFactory()
    with django_assert_max_num_queries(20):
        client.get("/sitemap.xml")


# Pages that are not there


def test_a_page_that_is_not_there_is_a_page_of_the_site(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    html = response.content.decode()
    assert "Not on the chart" in html
    assert 'action="/search/"' in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_page_that_is_not_there_sets_no_cookie_and_is_the_same_for_all(client):
    response = client.get("/nowhere/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_a_missing_page_shows_the_menu(client, article_index):
    article_index.show_in_menus = True
    article_index.save()
    assert '<a href="/articles/"' in client.get("/nowhere/").content.decode()


def test_an_error_of_ours_is_a_page_of_the_site_that_needs_nothing(settings, monkeypatch, django_assert_num_queries):
    """Neither the database nor the settings may be asked: it may be they that are broken."""

    def fail(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("home.views.search_pages", fail)
    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    with django_assert_num_queries(0):
        response = client.get("/search/?q=x")
    assert response.status_code == 500
    html = response.content.decode()
    assert "Heavy weather" in html
    assert "secret detail" not in html


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_method_that_no_page_answers_is_no_error_of_ours(client, method):
    assert getattr(client, method)("/articles/").status_code < 500


def test_head_and_options_are_answered(client):
    assert client.head("/").status_code == 200
    assert client.head("/").content == b""
    assert client.options("/").status_code in {200, 405}


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/search/", "/"])
def test_a_host_that_is_allowed_but_no_site_of_its_own_gets_the_default_site(path):
    assert Client().get(path, headers={"host": "127.0.0.1"}).status_code == 200
