"""The map for search engines: an index, and parts that name each page of the site which anyone may read."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from home.models import HomePage
from home.sitemaps import PageSitemap
from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory, LandingPageFactory, TopicFactory
from tests.factories.languages import polish, translated
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
PART = "/sitemap-pages.xml"


@pytest.fixture
def read(client):
    def parsed(path: str = PART, by: Client = client) -> ElementTree.Element:
        response = by.get(path)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/xml"
        return ElementTree.fromstring(response.content)

    return parsed


@pytest.fixture
def mapped(read):
    return lambda *args: [location.text for location in read(*args).iter(f"{SITEMAP}loc")]


@pytest.fixture
def alternates(read):
    """`{address: {language: address}}` of the pages that have versions in other languages."""

    def found() -> dict[str, dict[str, str]]:
        versions = {
            url.findtext(f"{SITEMAP}loc"): {link.get("hreflang"): link.get("href") for link in url.iter(LINK)}
            for url in read()
        }
        return {url: links for url, links in versions.items() if links}

    return found


# Which pages


def test_every_published_page_is_on_the_map_once(mapped):
    topic, spring = TopicFactory(name="Decisions"), datetime(2026, 3, 2, tzinfo=UTC)
    ArticleFactory(slug="ask", parent=AuthorFactory(slug="ann"), topics=[topic], published_at=spring)
    ContentPageFactory(slug="about")
    LandingPageFactory(slug="offer")
    GuidebookPageFactory(slug="ten")
    assert sorted(mapped()) == [
        "http://localhost/",
        "http://localhost/about/",
        "http://localhost/articles/",
        "http://localhost/articles/ann/",
        "http://localhost/articles/ann/ask/",
        "http://localhost/articles/archive/",
        "http://localhost/articles/archive/2026/",
        "http://localhost/articles/authors/",
        "http://localhost/articles/topics/",
        "http://localhost/articles/topics/decisions/",
        "http://localhost/guidebooks/",
        "http://localhost/guidebooks/ten/",
        "http://localhost/offer/",
    ]


def test_what_readers_cannot_see_is_not_on_the_map(mapped):
    ContentPageFactory(slug="draft", live=False)
    members = AuthorFactory(slug="members")
    ArticleFactory(parent=members, slug="below", topics=[])
    PageViewRestriction.objects.create(page=members, restriction_type="login")
    assert not [url for url in mapped() if any(word in url for word in ("draft", "members", "below"))]


def test_a_page_of_any_type_that_hides_from_search_engines_is_not_on_the_map(mapped):
    ContentPageFactory(slug="hidden-page", no_index=True)
    LandingPageFactory(slug="hidden-offer", no_index=True)
    GuidebookPageFactory(slug="hidden-book", no_index=True)
    author = AuthorFactory(slug="hidden-author", no_index=True)
    ArticleFactory(parent=author, slug="hidden-article", no_index=True)
    ArticleFactory(parent=author, slug="shown")
    assert [url for url in mapped() if "hidden" in url] == ["http://localhost/articles/hidden-author/shown/"]


def test_each_site_has_its_own_map(mapped, home_page):
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Second", slug="second"))
    Site.objects.create(hostname="127.0.0.1", port=80, root_page=home)
    ContentPageFactory(slug="theirs", parent=home)
    ContentPageFactory(slug="ours", parent=home_page)
    their_client = Client(headers={"host": "127.0.0.1"})
    assert mapped(PART, their_client) == ["http://127.0.0.1/", "http://127.0.0.1/theirs/"]
    assert mapped("/sitemap.xml", their_client) == ["http://127.0.0.1/sitemap-pages.xml"]
    assert "http://localhost/ours/" in mapped()
    assert not [url for url in mapped() if "theirs" in url]


def test_without_a_site_the_map_is_empty(mapped):
    Site.objects.all().delete()
    assert mapped() == []


def test_every_address_on_the_map_is_answered(client, mapped):
    TopicFactory(name="Decisions")
    ArticleFactory()
    GuidebookPageFactory()
    for url in mapped("/sitemap.xml") + mapped():
        assert client.get(url.removeprefix("http://localhost")).status_code == 200, url


# When they were changed


def test_the_map_says_when_a_page_was_changed(read):
    page = ContentPageFactory(slug="about")
    page.save_revision().publish()
    dates = {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in read()}
    changed = timezone.localdate(page.latest_revision.created_at)  # As the site's own clock tells it.
    assert dates["http://localhost/about/"] == changed.isoformat()


def test_a_topic_was_changed_with_the_latest_of_its_articles(read):
    topics = [TopicFactory(name="Decisions")]
    for day in (3, 9, 5):
        ArticleFactory(topics=topics, last_published_at=datetime(2026, 3, day, 12, tzinfo=UTC))
    ArticleFactory(topics=topics, last_published_at=datetime(2026, 4, 1, tzinfo=UTC), live=False)
    dates = {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in read()}
    assert dates["http://localhost/articles/topics/decisions/"] == "2026-03-09"


def test_the_index_says_when_the_latest_page_was_changed(read):
    ContentPageFactory(last_published_at=datetime(2031, 3, 9, 12, tzinfo=UTC))
    (part,) = read("/sitemap.xml")
    assert part.findtext(f"{SITEMAP}lastmod").startswith("2031-03-09T13:00:00+01:00")


# In the shape that https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd and siteindex.xsd ask for


def test_the_index_names_each_part(monkeypatch, read, mapped):
    monkeypatch.setattr(PageSitemap, "limit", 2)
    for _ in range(2):
        ContentPageFactory()
    index = read("/sitemap.xml")
    assert index.tag == f"{SITEMAP}sitemapindex"
    assert all(
        [child.tag for child in part] in ([f"{SITEMAP}loc", f"{SITEMAP}lastmod"], [f"{SITEMAP}loc"]) for part in index
    )
    parts = [part.findtext(f"{SITEMAP}loc") for part in index]
    assert parts == ["http://localhost/sitemap-pages.xml"] + [
        f"http://localhost/sitemap-pages.xml?p={n}" for n in (2, 3)
    ]
    found = [mapped(part.removeprefix("http://localhost")) for part in parts]
    assert [len(urls) for urls in found] == [2, 2, 1]
    assert len({url for urls in found for url in urls}) == 5


def test_a_part_holds_addresses_with_dates(read):
    ArticleFactory(last_published_at=datetime(2026, 3, 9, 12, tzinfo=UTC))
    part = read()
    assert part.tag == f"{SITEMAP}urlset"
    for url in part:
        assert url.tag == f"{SITEMAP}url"
        assert {child.tag for child in url} <= {f"{SITEMAP}loc", f"{SITEMAP}lastmod"}
        assert len(url.findtext(f"{SITEMAP}loc")) < 2048


def test_no_part_is_larger_than_search_engines_take():
    """50,000 addresses and 50 MB; a part of ours stays well below both, even with long addresses."""
    assert PageSitemap.limit * 2048 < 50 * 1024 * 1024


@pytest.mark.parametrize("number", ["2", "999", "0", "-1", "x", "", "1.5", "9" * 30])
def test_a_part_that_is_not_there_is_not_found(client, number):
    assert client.get(PART, {"p": number}).status_code == 404


def test_a_part_with_a_nul_byte_in_its_number_is_refused(client):
    assert client.get(f"{PART}?p=%00").status_code == 400


def test_another_kind_of_map_is_not_found(client):
    assert client.get("/sitemap-nothing.xml").status_code == 404


# In other languages


def test_a_page_names_its_versions_in_all_languages(alternates, home_page):
    translated(ContentPageFactory(slug="about", parent=home_page), slug="o-nas")
    ContentPageFactory(slug="untranslated", parent=home_page)
    home = {"en-gb": "http://localhost/", "pl": "http://localhost/pl/", "x-default": "http://localhost/"}
    about = {code: f"{url}{'o-nas' if code == 'pl' else 'about'}/" for code, url in home.items()}
    assert alternates() == {
        "http://localhost/": home,
        "http://localhost/pl/": home,
        "http://localhost/about/": about,
        "http://localhost/pl/o-nas/": about,
    }


@pytest.mark.parametrize("hidden", [{"live": False}, {"no_index": True}])
def test_a_version_that_is_not_listed_is_no_alternative(alternates, home_page, hidden):
    translated(ContentPageFactory(slug="about", parent=home_page), **hidden)
    assert "http://localhost/about/" not in alternates()
    assert "http://localhost/" in alternates()


def test_a_version_that_is_restricted_is_no_alternative(alternates, home_page):
    PageViewRestriction.objects.create(page=translated(home_page), restriction_type="login")
    assert alternates() == {}


def test_a_version_in_a_tree_that_is_not_published_is_no_alternative(alternates, home_page):
    translated(home_page, live=False)
    assert alternates() == {}


def test_a_topic_names_its_version_where_both_show_something(alternates, article_index):
    topic = TopicFactory(name="Decisions")
    article = ArticleFactory(topics=[topic])
    translated(article_index, slug="artykuly")
    here, there = "http://localhost/articles/topics/decisions/", "http://localhost/pl/artykuly/topics/decyzje/"
    assert "http://localhost/articles/" in alternates()
    assert here not in alternates()
    decyzje = topic.copy_for_translation(polish())
    decyzje.name, decyzje.slug = "Decyzje", "decyzje"
    decyzje.save()
    assert here not in alternates()
    translated(article, topics=[decyzje])
    assert alternates()[here] == alternates()[there] == {"en-gb": here, "pl": there, "x-default": here}


# What they cost


@pytest.mark.parametrize("number", [1, 8])
def test_the_map_costs_the_same_for_one_author_as_for_many(client, number, django_assert_num_queries):
    for _ in range(number):
        ArticleFactory()
    client.get("/")
    with django_assert_num_queries(10):
        client.get(PART)
    with django_assert_num_queries(3):
        client.get("/sitemap.xml")


@pytest.mark.parametrize("path", ["/sitemap.xml", PART])
def test_the_map_leaves_it_to_the_page_store_how_long_it_holds(client, path):
    response = client.get(path)
    assert "Cache-Control" not in response
    assert "Cookie" not in response.get("Vary", "")
