"""Each public page costs at most 12 queries, none of them twice, however much there is to show."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, LandingPageFactory, SeriesFactory, TopicFactory
from tests.factories import blocks as b
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db
MOST = 12
NOW = datetime(2026, 3, 2, tzinfo=UTC)
PAGES = [
    "/",
    "/articles/",
    "/articles/ann/",
    "/articles/ann/no-0/",
    "/articles/topics/decisions/",
    "/articles/tags/calm/",
]


@pytest.fixture
def site(home_page, site_settings):
    """Builds a site with so many articles, with so many pictures each."""

    def build(articles: int = 2, pictures: int = 1, is_arranged: bool = True) -> None:
        ann, ben = AuthorFactory(slug="ann", portrait=ImageFactory()), AuthorFactory(slug="ben")
        topic, other = TopicFactory(name="Decisions", image=ImageFactory()), TopicFactory(name="Teams")
        series = SeriesFactory()
        body = b.stream(b.paragraph(), *[b.image(ImageFactory()) for _ in range(pictures)])
        for number in range(articles):
            ArticleFactory(
                parent=ann,
                authors=[ben],
                slug=f"no-{number}",
                topics=[topic, other],
                tags=["calm", "work"],
                hero_image=ImageFactory(),
                body=body,
                series=series if number < 3 else None,
                series_position=number,
                published_at=NOW + timedelta(days=number),
            )
        if is_arranged:
            home_page.sections = b.stream(*b.whole_home_page(GuidebookPageFactory(slug="ten", cover=ImageFactory())))
            home_page.save_revision().publish()

    return build


def queries(client, path: str) -> list[str]:
    """What a request asks the database, once all that a process keeps in memory is there."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(path)
    assert response.status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def twice(asked: list[str]) -> list[str]:
    return [sql for sql, times in Counter(asked).items() if times > 1]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_costs_few_queries_and_none_twice(client, site, path):
    site(articles=4)
    asked = queries(client, path)
    assert len(asked) <= MOST, "\n\n".join(asked)
    assert twice(asked) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_costs_the_same_with_two_and_with_forty_articles(client, site, path):
    site(articles=4, is_arranged=False)
    few = queries(client, path)
    for number in range(4, 40):
        ArticleFactory(
            parent=few_author(),
            slug=f"no-{number}",
            topics=[TopicFactory(name="Decisions")],
            tags=["calm"],
            hero_image=ImageFactory() if number % 9 == 0 else None,
            published_at=NOW + timedelta(days=number),
        )
    many = queries(client, path)
    assert len(many) == len(few), "\n\n".join(many)


def few_author():
    from articles.models import AuthorPage

    return AuthorPage.objects.get(slug="ann")


def test_the_front_page_costs_the_same_with_two_and_with_forty_articles_when_it_is_arranged(client, site):
    site(articles=2)
    few = queries(client, "/")
    for number in range(2, 40):
        ArticleFactory(parent=few_author(), topics=[TopicFactory(name="Decisions")])
    assert len(queries(client, "/")) == len(few)


@pytest.mark.parametrize("pictures", [1, 10])
def test_an_article_costs_the_same_with_one_and_with_ten_pictures(client, site, pictures):
    site(articles=1, pictures=0)
    none = queries(client, "/articles/ann/no-0/")
    ArticleFactory(
        parent=few_author(),
        slug="pictures",
        tags=["calm", "work"],
        topics=[TopicFactory(name="Decisions")],
        hero_image=ImageFactory(),
        body=b.stream(b.paragraph(), *[b.image(ImageFactory(), caption="At dawn") for _ in range(pictures)]),
    )
    asked = queries(client, "/articles/ann/pictures/")
    assert len(asked) <= min(MOST, len(none) + 1), "\n\n".join(asked)
    assert twice(asked) == []


def test_pictures_cost_nothing_more_once_they_are_made(client, site, run_jobs):
    from core.tasks import make_page_renditions

    site(articles=2, pictures=2)
    before = queries(client, "/articles/ann/no-0/")
    make_page_renditions.enqueue(few_author().get_children().get(slug="no-0").pk)
    run_jobs()
    assert len(queries(client, "/articles/ann/no-0/")) == len(before)


def test_an_article_with_every_kind_of_block_costs_few_queries(client, site):
    site(articles=2)
    offer = GuidebookPageFactory(slug="other", cover=ImageFactory())
    related = few_author().get_children().first()
    body = b.stream(*b.whole_vocabulary(ImageFactory(), related, offer))
    ArticleFactory(parent=few_author(), slug="whole", body=body, hero_image=ImageFactory())
    asked = queries(client, "/articles/ann/whole/")
    assert twice(asked) == []
    assert len(asked) <= MOST + 4, "\n\n".join(asked)


def test_a_landing_page_with_every_kind_of_section_asks_nothing_twice(client, site):
    site(articles=3)
    offer = GuidebookPageFactory(slug="other", cover=ImageFactory())
    LandingPageFactory(slug="offer", sections=b.stream(*b.whole_landing_page(ImageFactory(), offer)))
    asked = queries(client, "/offer/")
    assert twice(asked) == []
    assert len(asked) <= MOST + 2, "\n\n".join(asked)


def test_a_first_request_costs_little_more_than_the_next(client, site, settings):
    """What a process keeps in memory must not hide a page that is slow for whoever comes first."""
    site(articles=2)
    with CaptureQueriesContext(connection) as captured:
        client.get("/articles/ann/no-0/")
    assert len(captured) <= MOST + 6
