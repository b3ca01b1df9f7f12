"""A query that is put together once finds what Django's own finds."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, reset_queries
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from articles.models import ArticlePage
from core.prepared import Prepared
from core.querysets import IsRestricted
from tests.factories import ArticleFactory, ImageFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_article():
    return Prepared(lambda key: ArticlePage.for_readers().filter(pk=key))


def test_it_finds_the_same_object_with_the_same_columns_and_relations_for_each_value(one_article):
    articles = [ArticleFactory(hero_image=ImageFactory()), ArticleFactory(title="Another")]
    for article in articles:
        [found], expected = one_article(article.pk), ArticlePage.for_readers().get(pk=article.pk)
        assert {**vars(found), "_state": None} == {**vars(expected), "_state": None}
        assert found._state.fields_cache == expected._state.fields_cache
        assert found.hero_image == article.hero_image


def test_it_finds_nothing_where_there_is_nothing(one_article):
    assert one_article(0) == []


def test_it_is_compiled_once_for_each_number_of_values(monkeypatch):
    compiled, as_sql = [], SQLCompiler.as_sql

    def counted(self, *args, **kwargs):
        compiled.append(self)
        return as_sql(self, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "as_sql", counted)
    named = Prepared(lambda *slugs: Page.objects.filter(slug__in=slugs).order_by("slug"))
    slugs = [ArticleFactory(slug=slug).slug for slug in ("a-first", "b-second", "c-third")]
    compiled.clear()
    assert [page.slug for page in named(*slugs[:2])] == slugs[:2]
    assert [page.slug for page in named(*slugs[1:])] == slugs[1:]
    assert len(compiled) == 1
    assert [page.slug for page in named(*slugs)] == slugs
    assert len(compiled) == 2


def test_annotations_and_deferred_columns_are_as_django_has_them():
    article = ArticleFactory()
    prepared = Prepared(lambda key: Page.objects.filter(pk=key).only("title").annotate(restricted=IsRestricted()))
    [found] = prepared(article.pk)
    assert found.restricted is False
    assert "slug" in found.get_deferred_fields()
    assert found.slug == article.slug


def test_relations_are_prefetched():
    topic = TopicFactory()
    article = ArticleFactory(topics=[topic])
    prepared = Prepared(lambda key: ArticlePage.objects.filter(pk=key).prefetch_related("topics"))
    with CaptureQueriesContext(connection) as captured:
        [found] = prepared(article.pk)
        assert list(found.topics.all()) == [topic]
    assert len(captured) == 2


def test_what_one_call_finds_is_nothing_to_another(one_article):
    article = ArticleFactory()
    one_article(article.pk)[0].title = "Scribbled on"
    article.title = "As it is now"
    article.save()
    assert one_article(article.pk)[0].title == "As it is now"


def test_a_value_is_a_value_and_no_sql():
    ArticleFactory(slug="here")
    named = Prepared(lambda slug: Page.objects.filter(slug=slug))
    assert named("x' OR '1'='1") == []
    assert named("%s") == []


@pytest.mark.django_db(transaction=True)
def test_threads_ask_over_connections_of_their_own(one_article):
    articles = [ArticleFactory() for _ in range(4)]
    one_article(articles[0].pk)

    def ask(article):
        try:
            return [one_article(article.pk)[0].pk for _ in range(20)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, articles)) == [[article.pk] * 20 for article in articles]
    reset_queries()
