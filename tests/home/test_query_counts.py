"""Each public page costs at most 12 queries, none of them twice, however much there is to show."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from articles.models import ArticlePage, AuthorPage, Topic
from core.models import SiteSettings
from core.models.settings import Untranslated
from home.models import HomePage
from newsletter.models import FooterForm, GuidebookPage, NewsletterSettings
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    CommentFactory,
    ImageFactory,
    LandingPageFactory,
    SeriesFactory,
    TopicFactory,
)
from tests.factories import blocks as b
from tests.factories.languages import polish, translated
from tests.factories.newsletter import GuidebookPageFactory, PopupFactory

pytestmark = pytest.mark.django_db
MOST = 12
NOW = datetime(2026, 3, 2, tzinfo=UTC)
ARTICLE = "/articles/ann/no-0/"
PAGES = ["/", "/articles/", "/articles/ann/", ARTICLE, "/articles/topics/decisions/", "/articles/tags/calm/"]


def build() -> None:
    """A site with a few articles, all that can stand on its pages, and nothing that could be read twice by chance."""
    ann, ben = AuthorFactory(slug="ann", portrait=ImageFactory()), AuthorFactory(slug="ben")
    topics = [TopicFactory(name="Decisions", image=ImageFactory()), TopicFactory(name="Teams")]
    series = SeriesFactory()
    for number in range(4):
        article(
            number,
            parent=ann,
            authors=[ben],
            topics=topics,
            hero_image=ImageFactory(),
            body=b.stream(b.paragraph(), b.image(ImageFactory())),
            series=series if number < 3 else None,
            series_position=number,
        )
    CommentFactory.create_batch(3, article=ArticlePage.objects.get(slug="no-0"))
    guidebook = GuidebookPageFactory(slug="ten", cover=ImageFactory())
    page = HomePage.objects.get()
    page.sections = b.stream(*b.whole_home_page(guidebook))
    page.save_revision().publish()
    PopupFactory(guidebook=guidebook)
    PopupFactory(guidebook=guidebook, shape="article-end", topics=topics)


def article(number: int, **kwargs):
    kwargs.setdefault("parent", AuthorPage.objects.get(slug="ann"))
    kwargs.setdefault("topics", [TopicFactory(name="Decisions")])
    return ArticleFactory(slug=f"no-{number}", tags=["calm"], published_at=NOW + timedelta(days=number), **kwargs)


@pytest.fixture
def site(db):
    build()


def queries(client, path: str) -> list[str]:
    """What a request asks the database when the cache is empty."""
    assert client.get(path).status_code == 200
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    assert response.status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def twice(asked: list[str]) -> list[str]:
    return [sql for sql, times in Counter(asked).items() if times > 1]


@pytest.fixture(scope="module")
def measured(django_db_setup, django_db_blocker):
    """What each page asks on a site with four articles, and then with forty."""
    client = Client(headers={"host": "localhost"})
    with django_db_blocker.unblock(), transaction.atomic():
        build()
        few = {path: queries(client, path) for path in PAGES}
        for number in range(4, 40):
            article(number, hero_image=ImageFactory() if number % 9 == 0 else None)
        many = {path: queries(client, path) for path in PAGES}
        transaction.set_rollback(True)
    return few, many


@pytest.mark.parametrize("path", PAGES)
def test_a_page_costs_few_queries_and_none_twice(measured, path):
    for asked in (measured[0][path], measured[1][path]):
        assert len(asked) <= MOST, "\n\n".join(asked)
        assert twice(asked) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_costs_the_same_with_few_and_with_many_articles(measured, path):
    few, many = measured
    assert len(few[path]) == len(many[path]), "\n\n".join(many[path])


def test_the_numbers_are_those_of_pages_that_show_something(measured):
    """An empty page would pass every test above."""
    assert all(len(asked) >= 5 for asked in measured[0].values())


@pytest.mark.parametrize("path", PAGES)
def test_the_form_of_a_guidebook_in_the_footer_costs_nothing(client, site, path):
    before = queries(client, path)
    guidebook = GuidebookPage.objects.get()
    guidebook.save_revision().publish()
    NewsletterSettings.objects.update(footer_form=FooterForm.GUIDEBOOK, guidebook=guidebook)
    asked = queries(client, path)
    assert f'action="{guidebook.form_action}' in client.get(path).content.decode().partition("<footer")[2]
    assert len(asked) == len(before), "\n\n".join(asked)
    assert twice(asked) == []


@pytest.mark.parametrize("pictures", [1, 10])
def test_an_article_costs_the_same_with_one_and_with_ten_pictures(client, site, pictures):
    body = b.stream(b.paragraph(), *[b.image(ImageFactory(), caption="At dawn") for _ in range(pictures)])
    article(50, hero_image=ImageFactory(), body=body)
    asked = queries(client, "/articles/ann/no-50/")
    assert len(asked) == len(queries(client, "/articles/ann/no-3/")), "\n\n".join(asked)
    assert len(asked) <= MOST
    assert twice(asked) == []


def test_pictures_cost_nothing_more_once_they_are_made(client, site, run_jobs):
    before = queries(client, ARTICLE)
    AuthorPage.objects.get(slug="ann").get_children().get(slug="no-0").specific.save_revision().publish()
    run_jobs()
    html = client.get(ARTICLE).content.decode()
    assert "image/avif" in html
    assert len(queries(client, ARTICLE)) == len(before)


def test_an_article_with_every_kind_of_block_costs_few_queries(client, site):
    offer = GuidebookPageFactory(slug="other", cover=ImageFactory())
    related = AuthorPage.objects.get(slug="ann").get_children().first()
    article(50, hero_image=ImageFactory(), body=b.stream(*b.whole_vocabulary(ImageFactory(), related, offer)))
    asked = queries(client, "/articles/ann/no-50/")
    assert twice(asked) == []
    assert len(asked) <= MOST + 4, "\n\n".join(asked)


def test_a_landing_page_with_every_kind_of_section_asks_nothing_twice(client, site):
    offer = GuidebookPageFactory(slug="other", cover=ImageFactory())
    sections = [*b.whole_landing_page(None, offer), b.logos(ImageFactory(), "One", "Two")]
    LandingPageFactory(slug="offer", sections=b.stream(*sections))
    asked = queries(client, "/offer/")
    assert twice(asked) == []
    assert len(asked) <= MOST + 2, "\n\n".join(asked)


def test_a_first_request_costs_little_more_than_the_next(client, site):
    """What a process keeps in memory must not hide a page that is slow for whoever comes first.

    The rows of settings are made once in the life of a site, and not by each process.
    """
    for settings in (SiteSettings, NewsletterSettings):
        settings.for_site(Site.objects.get(is_default_site=True))
    with CaptureQueriesContext(connection) as captured:
        client.get(ARTICLE)
    assert len(captured) <= MOST + 6


def translate_all() -> None:
    """The pages that are measured, in Polish too, with all that the English ones show."""
    topics = []
    for topic in Topic.objects.all():
        version = topic.copy_for_translation(polish())
        version.save()
        topics.append(version)
    guidebook = GuidebookPage.objects.get()
    article = ArticlePage.objects.get(slug="no-0")
    for page in (guidebook, AuthorPage.objects.get(slug="ben"), *ArticlePage.objects.exclude(pk=article.pk), article):
        translated(page)
    settings = NewsletterSettings.for_site(Site.objects.get())
    settings.footer_form, settings.guidebook = FooterForm.GUIDEBOOK, guidebook
    settings.save()
    PopupFactory(guidebook=guidebook.get_translation(polish()))


@pytest.mark.parametrize("prefix", ["", "/pl"])
@pytest.mark.parametrize("untranslated", Untranslated.values)
def test_a_second_language_costs_no_more_than_the_limit(client, site, prefix, untranslated):
    translate_all()
    SiteSettings.objects.update(untranslated=untranslated)
    for path in PAGES:
        asked = queries(client, f"{prefix}{path}")
        assert 'class="languages"' in client.get(f"{prefix}{path}").content.decode() or "tags" in path
        assert len(asked) <= MOST, f"{path}\n" + "\n\n".join(asked)
        assert twice(asked) == []
