"""The ways through the articles: by author, by series, by year and month, and all topics on one page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from articles.models import Series, Tag, Topic
from articles.models.browsing import AUTHORS_A_PAGE
from core.pagination import PER_PAGE
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, SeriesFactory, TopicFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LISTINGS = ["topics/", "authors/", "series/", "archive/"]


def hidden(**kwargs):
    """A draft and an article behind a login, that no listing may show or count."""
    ArticleFactory(title="A draft", live=False, **kwargs)
    article = ArticleFactory(title="For members", **kwargs)
    PageViewRestriction.objects.create(page=article, restriction_type="login")


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2]).split())


def collection(response) -> dict:
    return next(item for item in response.context["structured_data"] if item["@type"] == "CollectionPage")


def in_the_sitemap(client) -> list[str]:
    found = re.findall(
        r"<loc>http://localhost/articles/([^<]*)</loc>", client.get("/sitemap-pages.xml").content.decode()
    )
    return [path for path in found if path.startswith(("archive", "authors", "series", "tags", "topics"))]


# All of them


@pytest.mark.parametrize("path", LISTINGS)
def test_the_index_leads_to_each_way_and_each_way_to_the_others(client, path):
    for shown in ("", *LISTINGS):
        assert f'href="/articles/{path}"' in client.get(f"/articles/{shown}").content.decode()


@pytest.mark.parametrize("path", ["topics/", "series/", "archive/"])
def test_a_way_with_nothing_on_it_says_so_and_leads_on(client, path):
    hidden(topics=[])
    response = client.get(f"/articles/{path}")
    assert response.status_code == 200
    assert "Nothing has been published here yet." in text(response)
    assert '<a class="more" href="/articles/"' in response.content.decode()


def test_a_site_without_authors_says_so(client):
    assert "Nothing has been published here yet." in text(client.get("/articles/authors/"))


@pytest.mark.parametrize(
    ("path", "crumbs"),
    [
        ("topics/", ["Home", "Articles", "Topics"]),
        ("authors/", ["Home", "Articles", "Authors"]),
        ("series/", ["Home", "Articles", "Series"]),
        ("series/handing-over/", ["Home", "Articles", "Series", "Handing over"]),
        ("archive/", ["Home", "Articles", "Archive"]),
        ("archive/2026/", ["Home", "Articles", "Archive", "2026"]),
        ("archive/2026/03/", ["Home", "Articles", "Archive", "2026", "March"]),
    ],
)
def test_each_has_an_address_and_a_way_from_home_and_says_so_to_machines(client, path, crumbs):
    ArticleFactory(series=SeriesFactory(name="Handing over"), published_at=NOW)
    response = client.get(f"/articles/{path}?utm_source=mail")
    assert [crumb["title"] for crumb in response.context["breadcrumbs"]] == crumbs
    html = response.content.decode()
    assert f'<link rel="canonical" href="http://localhost/articles/{path}">' in html
    assert re.findall(r"<h1[^>]*>", html) == ["<h1>"]
    data = collection(response)
    assert data["url"] == f"http://localhost/articles/{path}"
    assert data["mainEntity"]["itemListElement"][0]["position"] == 1
    trail = next(item for item in response.context["structured_data"] if item["@type"] == "BreadcrumbList")
    assert [item["name"] for item in trail["itemListElement"]] == crumbs


BAD_PAGES = ["0", "-1", "x", "7", "", "9" * 5000, "%C2%B2"]


@pytest.mark.parametrize("page", BAD_PAGES)
@pytest.mark.parametrize("path", ["authors/", "series/", "series/handing-over/", "archive/2026/", "archive/2026/03/"])
def test_a_page_that_cannot_be_is_not_found(client, path, page):
    ArticleFactory(series=SeriesFactory(name="Handing over"), published_at=NOW)
    assert client.get(f"/articles/{path}?page={page}").status_code == 404


def test_all_of_them_are_on_the_map_for_search_engines(client):
    topic = TopicFactory(name="Decisions")
    ArticleFactory(topics=[topic], series=SeriesFactory(name="Handing over"), published_at=NOW, tags=["calm", "bare"])
    Tag.objects.filter(slug="calm").update(introduction="<p>Why calm.</p>")
    SeriesFactory(name="Not begun")
    assert in_the_sitemap(client) == [
        "topics/",
        "authors/",
        "archive/",
        "series/",
        "topics/decisions/",
        "tags/calm/",
        "series/handing-over/",
        "archive/2026/",
    ]


# By author


def test_all_authors_are_listed_by_name_with_what_they_wrote(client):
    ann, ben = AuthorFactory(title="Ann Berg", portrait=ImageFactory()), AuthorFactory(title="Łucja Bąk")
    AuthorFactory(title="Lew Cole", live=False)
    AuthorFactory(title="Marek Zych")
    ArticleFactory(parent=ann, authors=[ben])
    ArticleFactory(parent=ann)
    hidden(parent=ann)
    response = client.get("/articles/authors/")
    assert [(author.title, number) for author, number in response.context["authors"]] == [
        ("Ann Berg", 2),
        ("Łucja Bąk", 1),
        ("Marek Zych", 0),
    ]
    assert re.findall(r"\d+ articles?|No articles yet", text(response)) == [
        "2 articles",
        "1 article",
        "No articles yet",
    ]


def test_an_author_behind_a_password_is_not_listed(client):
    author = AuthorFactory()
    PageViewRestriction.objects.create(page=author, restriction_type="password", password="x")
    assert client.get("/articles/authors/").context["authors"] == []


def test_many_authors_have_pages(client):
    for number in range(AUTHORS_A_PAGE + 2):
        AuthorFactory(title=f"Author {number:02}")
    first, second = (client.get(f"/articles/authors/?page={page}") for page in (1, 2))
    assert len(first.context["authors"]) == AUTHORS_A_PAGE
    assert [author.title for author, _ in second.context["authors"]] == ["Author 24", "Author 25"]
    assert '<link rel="canonical" href="http://localhost/articles/authors/?page=2">' in second.content.decode()
    assert collection(second)["mainEntity"]["itemListElement"][0]["position"] == AUTHORS_A_PAGE + 1
    assert collection(second)["url"] == "http://localhost/articles/authors/?page=2"


# By series


def test_series_are_listed_once_a_part_can_be_read(client):
    begun = SeriesFactory(name="Handing over", description="Choose it, give it away.")
    for day in range(2):
        ArticleFactory(series=begun, published_at=NOW + timedelta(days=day))
    hidden(series=begun)
    hidden(series=SeriesFactory(name="Secrets"))
    SeriesFactory(name="Nothing yet")
    response = client.get("/articles/series/")
    assert [(series.name, number) for series, number, _ in response.context["series_list"]] == [("Handing over", 2)]
    assert "Choose it, give it away." in text(response)
    assert "2 parts" in text(response)
    assert "3 March 2026" in text(response)
    assert 'href="/articles/series/handing-over/"' in response.content.decode()


def test_a_series_shows_its_parts_in_their_order(client):
    series = SeriesFactory(name="Handing over", description="Choose it & give it away.")
    for title, position in (("Third", 3), ("First", 1), ("Second", 2)):
        ArticleFactory(title=title, series=series, series_position=position, coming_next=f"After {title}")
    hidden(series=series, series_position=4)
    response = client.get("/articles/series/handing-over/")
    assert [article.title for article in response.context["articles"]] == ["First", "Second", "Third"]
    assert "Choose it &amp; give it away." in text(response)
    assert "After Third" in text(response)
    assert "After First" not in text(response)
    assert [item["name"] for item in collection(response)["mainEntity"]["itemListElement"]] == [
        "First",
        "Second",
        "Third",
    ]


def test_a_long_series_goes_on_with_its_numbers_and_announces_the_next_part_at_the_end(client):
    series, author = SeriesFactory(name="Long"), AuthorFactory()
    for position in range(1, PER_PAGE + 2):
        ArticleFactory(parent=author, series=series, series_position=position, coming_next=f"After part {position}.")
    first, last = (client.get(f"/articles/series/long/?page={page}") for page in (1, 2))
    assert "Coming next" not in text(first)
    assert f"After part {PER_PAGE + 1}." in text(last)
    assert f'<span class="series-parts__number" aria-hidden="true">{PER_PAGE + 1}</span>' in last.content.decode()


def test_a_series_that_has_not_begun_says_so_to_readers_and_is_not_for_search_engines(client):
    hidden(series=SeriesFactory(name="Secrets"))
    response = client.get("/articles/series/secrets/")
    assert "Nothing has been published here yet." in text(response)
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert client.get("/articles/series/none/").status_code == 404


def test_a_part_leads_to_its_series(client):
    article = ArticleFactory(series=SeriesFactory(name="Handing over"))
    assert '<a href="/articles/series/handing-over/">Handing over</a>' in client.get(article.get_url()).content.decode()


@pytest.mark.parametrize(
    ("name", "slug"), [("Zażółć gęślą jaźń", "zazolc-gesla-jazn"), ("???", "series"), ("A" * 120, "a" * 120)]
)
def test_a_series_has_an_address_made_of_its_name(name, slug):
    assert Series.objects.create(name=name).slug == slug


def test_series_of_names_that_look_alike_have_addresses_that_do_not():
    assert [Series.objects.create(name=name).slug for name in ("Żal", "Zal", "zal!")] == ["zal", "zal-2", "zal-3"]


@pytest.mark.parametrize(("model", "route"), [(Topic, "topics"), (Tag, "tags"), (Series, "series")])
def test_one_that_is_renamed_is_found_under_its_old_address(client, model, route):
    subject = model.objects.create(name="Calm", slug="calm")
    ArticleFactory(**{"series": subject} if model is Series else {route: [subject]})
    for slug in ("quiet", "still"):
        subject.slug = slug
        subject.save()
    for old in ("calm", "quiet"):
        assert client.get(f"/articles/{route}/{old}/").url.endswith(f"/articles/{route}/still/")
    assert Redirect.objects.count() == (2 if model is Series else 4)  # The others have feeds.
    assert client.get(f"/articles/{route}/still/").status_code == 200


# By date


def test_the_archive_counts_what_everybody_may_read_by_month(client):
    for moment in ("2026-03-02", "2026-03-30", "2026-01-05", "2024-12-31"):
        ArticleFactory(published_at=f"{moment}T08:00:00Z")
    hidden(published_at=NOW)
    years = client.get("/articles/archive/").context["years"]
    assert [(year.year, year.number) for year in years] == [(2026, 3), (2024, 1)]
    assert [(month.first.month, month.number) for month in years[0].months] == [(3, 2), (1, 1)]


def test_the_turn_of_a_month_and_a_year_is_that_of_the_sites_clock(client, settings):
    """In Warsaw it is an hour later than in Greenwich, and in summer two."""
    ArticleFactory(title="New year", published_at="2025-12-31T23:30:00Z")
    ArticleFactory(title="May", published_at="2026-04-30T22:30:00Z")
    years = client.get("/articles/archive/").context["years"]
    assert [(month.first.year, month.first.month) for year in years for month in year.months] == [(2026, 5), (2026, 1)]
    for path, title in (("2026/01/", "New year"), ("2026/05/", "May")):
        found = client.get(f"/articles/archive/{path}").context["articles"]
        assert [article.title for article in found] == [title]
    assert client.get("/articles/archive/2025/").status_code == 404


def test_a_year_shows_its_articles_and_its_months(client):
    for day in range(3):
        ArticleFactory(title=f"No {day}", published_at=NOW + timedelta(days=40 * day))
    ArticleFactory(title="Another year", published_at=NOW - timedelta(days=400))
    hidden(published_at=NOW)
    response = client.get("/articles/archive/2026/")
    assert [article.title for article in response.context["articles"]] == ["No 2", "No 1", "No 0"]
    assert re.findall(r'href="/articles/archive/2026/(\d\d)/"', response.content.decode()) == ["05", "04", "03"]
    assert "3 articles" in text(response)


def test_a_month_shows_its_articles(client):
    ArticleFactory(title="In December", published_at="2026-12-31T12:00:00Z")
    ArticleFactory(title="In January", published_at="2027-01-01T12:00:00Z")
    response = client.get("/articles/archive/2026/12/")
    assert [article.title for article in response.context["articles"]] == ["In December"]
    assert "<h1>December 2026</h1>" in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "2025/",
        "2026/02/",
        "2026/3/",
        "2026/00/",
        "2026/13/",
        "0000/",
        "9999/",
        "9999/12/",
        "02026/",
        "-2026/",
        "x/",
        "2026/03/02/",
    ],
)
def test_a_date_on_which_nothing_was_published_is_not_there(client, path):
    ArticleFactory(published_at=NOW)
    assert client.get(f"/articles/archive/{path}").status_code == 404


# What they cost


PATHS = ["", *LISTINGS, "series/handing-over/", "archive/2026/", "archive/2026/03/"]


def queries(client, path: str) -> list[str]:
    assert client.get(f"/articles/{path}").status_code == 200
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        client.get(f"/articles/{path}")
    return [query["sql"] for query in captured.captured_queries]


def test_each_costs_few_queries_and_the_same_for_many(client):
    """A topic and a tag are measured in tests/home/test_query_counts.py."""
    series = [SeriesFactory(name="Handing over"), SeriesFactory()]

    def more(number: int) -> None:
        for _ in range(number):
            author = AuthorFactory(portrait=ImageFactory())
            topics = [TopicFactory(name=f"Topic {author.pk}", image=ImageFactory())]
            for one in series:
                ArticleFactory(parent=author, topics=topics, series=one, hero_image=ImageFactory(), published_at=NOW)

    more(2)
    few = {path: queries(client, path) for path in PATHS}
    more(5)
    many = {path: queries(client, path) for path in PATHS}
    for path in PATHS:
        assert len(few[path]) == len(many[path]) <= 12, "\n\n".join([path, *many[path]])
        assert len(set(many[path])) == len(many[path])
