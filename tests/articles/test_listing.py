"""The rows of the lists of articles, held against what the pages themselves say."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction, Site

from articles import lists, signal_handlers
from articles.listing import ArticleList, relist
from articles.models import ArticlePage, AuthorPage, ListedArticle, Topic
from articles.tasks import put_lists_right
from core.models import Clearing
from tests.core.page_store.edits_of_rows import KINDS, Editor
from tests.core.page_store.furnishing import furnish
from tests.factories import ArticleFactory, TopicFactory

pytestmark = pytest.mark.django_db
FIRST_DAY = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def site() -> Site:
    return Site.objects.select_related("root_page").get()


def titles(listed) -> list[str]:
    return [article.title for article in listed]


def on_days(number: int, **kwargs) -> list[ArticlePage]:
    kwargs.setdefault("topics", [])
    return [
        ArticleFactory(title=f"Day {day}", published_at=FIRST_DAY + timedelta(days=day), **kwargs)
        for day in range(number)
    ]


def rows() -> set[tuple]:
    return set(ListedArticle.objects.values_list("below", "name", "at", "article"))


def rows_anew() -> set[tuple]:
    """What a list of all that readers may see would say, each read from the pages alone."""
    found = set()
    for article in ArticlePage.objects.published():
        names = [lists.ARTICLES, *(lists.of_topic(topic.pk) for topic in article.topics.all())]
        names += [lists.of_tag(tag.pk) for tag in article.tags.all()]
        names += [lists.by_author(name.author_id) for name in article.article_authors.all()]
        names += [lists.of_series(article.series_id)] if article.series_id else []
        above = article.get_ancestors().filter(depth__gt=1, depth__lt=article.depth - 1)
        found |= {(page.pk, name, article.published_at, article.pk) for page in above for name in names}
    return found


# Kept right


def test_edits_of_every_kind_leave_each_article_where_it_belongs(furnished):
    editor = Editor(3)
    for kind in [*editor.random.sample(sorted(KINDS), len(KINDS))] * 2:
        made = editor.make(kind)
        assert rows() == rows_anew(), made


@pytest.fixture
def furnished() -> None:
    furnish()


def test_a_draft_is_listed_once_it_is_published(site):
    article = ArticleFactory(live=False)
    assert not ArticleList.on(site).count()
    article.save_revision().publish()
    assert titles(ArticleList.on(site)[:5]) == [article.title]
    ArticlePage.objects.get(pk=article.pk).unpublish()
    assert not rows()


def test_saving_a_draft_of_what_is_published_changes_no_list(site):
    article, topic = ArticleFactory(topics=[TopicFactory()]), TopicFactory()
    before = rows()
    article.topics.set([topic])
    article.save_revision()
    assert rows() == before
    article.save_revision().publish()
    assert titles(ArticleList.on(site, lists.of_topic(topic.pk))[:5]) == [article.title]


@pytest.mark.parametrize("where", ["itself", "its author", "the index"])
def test_what_only_some_may_read_stands_in_no_list_until_everybody_may(where):
    article, before = ArticleFactory(), rows()
    author = article.get_parent()
    page = {"itself": article, "its author": author, "the index": author.get_parent()}[where]
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.set([Group.objects.first()])
    assert not rows()
    restriction.delete()
    assert rows() == before == rows_anew()


def test_where_there_are_many_a_task_lists_them_and_none_is_shown_meanwhile(
    monkeypatch, run_jobs, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(signal_handlers, "MOST_AT_ONCE", 0)
    article, before = ArticleFactory(), rows()
    restriction = PageViewRestriction.objects.create(page=article.get_parent(), restriction_type="login")
    assert not rows()
    with django_capture_on_commit_callbacks(execute=True):
        restriction.delete()
    run_jobs()
    assert rows() == before == rows_anew()


def test_a_profile_takes_its_articles_along_when_it_is_moved(site):
    article = ArticleFactory()
    author = AuthorPage.objects.get(pk=article.get_parent().pk)
    author.move(site.root_page, pos="last-child")
    assert rows() == rows_anew()
    assert {below for below, *_ in rows()} == {site.root_page.pk}


def test_deleting_an_article_takes_its_rows_along():
    article, other = ArticleFactory(), ArticleFactory()
    article.delete()
    assert {key for *_, key in rows()} == {other.pk}


def test_the_daily_job_mends_what_no_signal_told_of_and_has_it_shown(settings):
    settings.PAGE_STORE = True
    article, topic = ArticleFactory(topics=[]), TopicFactory()
    ArticlePage.topics.through.objects.create(articlepage_id=article.pk, topic_id=topic.pk)
    ListedArticle.objects.filter(name=lists.ARTICLES).delete()
    Clearing.objects.all().delete()
    put_lists_right()
    assert rows() == rows_anew()
    assert Clearing.objects.get().tags.split() == sorted([lists.ARTICLES, lists.of_topic(topic.pk)])
    put_lists_right()
    assert Clearing.objects.count() == 1


def test_rows_of_an_article_that_was_deleted_past_them_show_nothing_and_go_with_the_daily_job(site):
    """As the release before does it."""
    article = on_days(2)[0]
    ListedArticle.objects.bulk_create(
        [ListedArticle(below=row.below, name=row.name, at=row.at, article_id=10**6) for row in article.listed.all()]
    )
    assert len(ArticleList.on(site)[:5]) == 2
    put_lists_right()
    assert rows() == rows_anew()


def test_what_was_taken_back_without_a_signal_is_not_shown_meanwhile(site):
    first, second, third = on_days(3)
    ArticlePage.objects.filter(pk=second.pk).update(live=False)
    assert titles(ArticleList.on(site)[:5]) == [third.title, first.title]


def test_relisting_what_is_right_writes_nothing(django_assert_num_queries):
    articles = on_days(3, topics=[TopicFactory()])
    before = set(ListedArticle.objects.values_list("pk", flat=True))
    with django_assert_num_queries(9):  # Seven that read, and a savepoint.
        assert relist(article.pk for article in articles) == set()
    assert set(ListedArticle.objects.values_list("pk", flat=True)) == before


# Read


def test_any_part_of_a_list_is_the_same_from_whichever_end_it_is_counted(site):
    on_days(9)
    expected = [f"Day {day}" for day in reversed(range(9))]
    for size in (1, 2, 4, 5, 9):
        for start in range(0, 9, size):
            listed = ArticleList.on(site)
            assert titles(listed[start : start + size]) == expected[start : start + size], (start, size)


def test_articles_of_the_same_moment_stand_in_one_order_throughout(site):
    articles = [ArticleFactory(published_at=FIRST_DAY, topics=[]) for _ in range(5)]
    listed = ArticleList.on(site)
    found = [page.pk for start in range(5) for page in listed[start : start + 1]]
    assert found == [article.pk for article in reversed(articles)]


def test_a_list_of_another_site_or_of_none_is_empty(site):
    ArticleFactory()
    assert ArticleList.on(None).count() == 0
    assert ArticleList.below(site.root_page.get_children().last(), "topic:0").count() == 0


def test_a_part_of_a_list_costs_one_query_beside_what_cards_show(site, django_assert_num_queries):
    on_days(6, topics=[TopicFactory()])
    listed = ArticleList.on(site)
    with django_assert_num_queries(4):  # The count, the articles, their authors, their topics.
        assert listed.count() == 6
        assert len(listed[4:6]) == 2


def test_a_topic_that_is_deleted_leaves_no_page_that_shows_it(site):
    topic = TopicFactory()
    article = ArticleFactory(topics=[topic])
    Topic.objects.get(pk=topic.pk).delete()
    put_lists_right()
    assert {name for _below, name, *_ in rows()} == {lists.ARTICLES, lists.by_author(article.get_parent().pk)}
