"""What publishing does when something happens: the search index follows."""

import pytest
from django_tasks_db.models import DBTaskResult

from articles.models import ArticleAuthor, ArticlePage
from tests.factories import ArticleFactory, AuthorFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return AuthorFactory(title="Ann Berg")


def published(article: ArticlePage) -> ArticlePage:
    """The article after an editor has pressed the button."""
    article.save_revision().publish()
    return ArticlePage.objects.get(pk=article.pk)


def found(words: str) -> set[ArticlePage]:
    return set(ArticlePage.objects.search(words))


def test_an_article_is_found_by_its_author_from_the_first_publishing_on(ann):
    article = published(ArticleFactory(parent=ann, live=False))
    assert found("Berg") == {article}


def test_a_co_author_is_found_from_the_publishing_that_adds_the_name(ann):
    article = published(ArticleFactory())
    article.article_authors.add(ArticleAuthor(author=ann))
    published(article)
    assert found("Berg") == {article}


def test_a_topic_or_tag_is_found_from_the_publishing_that_adds_it():
    article = published(ArticleFactory(topics=[]))
    article.topics.set([TopicFactory(name="Lighthouses")])
    article.tags.add("fog-signals")
    published(article)
    assert found("lighthouses") == {article}
    assert found("fog") == {article}


def test_a_name_that_was_taken_out_is_no_longer_found(ann):
    article = published(ArticleFactory(authors=[ann], live=False))
    article.article_authors.set([name for name in article.article_authors.all() if name.author_id != ann.pk])
    published(article)
    assert found("Berg") == set()


def test_an_author_with_a_new_name_is_found_by_it_once_the_worker_has_seen_to_it(ann, run_jobs):
    article, shared = published(ArticleFactory(parent=ann)), published(ArticleFactory(authors=[ann]))
    assert found("Berg") == {article, shared}
    ann.title = "Ann Zielinska"
    ann.save_revision().publish()
    run_jobs()
    assert found("Zielinska") == {article, shared}
    assert found("Berg") == set()


def test_articles_of_others_are_not_indexed_again(ann, run_jobs, monkeypatch):
    article, _ = ArticleFactory(parent=ann), ArticleFactory()
    seen = []
    monkeypatch.setattr("articles.tasks.index.insert_or_update_object", seen.append)
    ann.save_revision().publish()
    run_jobs()
    assert seen == [article]


def test_a_page_of_another_kind_that_moves_changes_no_byline(article_index, home_page):
    article_index.move(home_page, pos="last-child")
    assert not ArticleAuthor.objects.exists()


def test_publishing_an_article_queues_its_pictures_once():
    published(ArticleFactory(live=False))
    tasks = DBTaskResult.objects.filter(task_path="core.tasks.make_page_renditions")
    assert tasks.count() == 1
