"""Bulk content is worth nothing unless it is what editors would have made, a page at a time."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.search.models import IndexEntry

from articles.models import ArticleIndexPage, ArticlePage, AuthorPage, Series, Topic
from core.images import collecting
from core.models import SiteImage
from home.seeding import newsroom
from tests.factories import ArticleFactory, AuthorFactory, TopicFactory
from tests.factories import blocks as b

pytestmark = pytest.mark.django_db

TREE = ("path", "depth", "numchild", "url_path")


def tree() -> list[tuple]:
    return list(Page.objects.order_by("path").values_list("pk", *TREE))


# The tree


def test_articles_stand_below_authors_below_the_index(seed):
    seed(articles=12, authors=3)
    index = ArticleIndexPage.objects.get()
    assert AuthorPage.objects.child_of(index).count() == 3
    assert ArticlePage.objects.count() == 12
    assert {article.get_parent().specific_class for article in ArticlePage.objects.all()} == {AuthorPage}


def test_treebeard_finds_nothing_wrong_with_the_tree(seed):
    seed()
    assert not any(Page.find_problems())


def test_repairing_the_tree_changes_nothing(seed):
    seed()
    before = tree()
    call_command("fixtree", interactive=False, verbosity=0)
    assert tree() == before


def test_every_address_is_that_of_the_parent_and_the_slug(seed):
    seed()
    before = dict(Page.objects.values_list("pk", "url_path"))
    for page in Page.objects.filter(depth__gt=1):
        assert page.set_url_path(page.get_parent()) == before[page.pk]


def test_a_page_made_by_hand_afterwards_has_its_place(seed):
    seed(articles=4, authors=1)
    author = AuthorPage.objects.get()
    ArticleFactory(parent=author)
    AuthorFactory(title="Somebody")
    assert author.get_children().count() == 5
    assert not any(Page.find_problems())


def test_seeding_beside_pages_made_by_hand_disturbs_neither(seed):
    mine = ArticleFactory(title="Mine")
    AuthorFactory(parent=ArticleIndexPage.objects.get()).delete()  # Leaves the index with a place given away once.
    seed()
    assert not any(Page.find_problems())
    assert ArticlePage.objects.get(pk=mine.pk).url_path == mine.url_path


def test_children_are_counted_while_several_chunks_are_written(seed, monkeypatch):
    monkeypatch.setattr(newsroom, "CHUNK", 5)
    assert seed(articles=12, authors=2) == [5, 5, 2]
    assert sum(AuthorPage.objects.values_list("numchild", flat=True)) == 12
    assert not any(Page.find_problems())


def test_authors_can_be_added_without_articles(seed):
    assert seed(articles=0, authors=2) == []
    assert AuthorPage.objects.count() == 2


# A page as an editor would have left it


def test_every_page_is_published_and_has_nothing_waiting(seed):
    seed()
    for model in (ArticlePage, AuthorPage):
        for page in model.objects.all():
            assert page.live
            assert not page.has_unpublished_changes
            assert page.draft_title == page.title
            assert page.first_published_at <= page.last_published_at
            assert page.content_type.model_class() is model
            page.full_clean()


def test_every_page_has_its_published_revision(seed):
    seed()
    for page in [*ArticlePage.objects.all(), *AuthorPage.objects.all()]:
        revision = Revision.objects.get(object_id=str(page.pk))
        assert page.latest_revision == page.live_revision == revision
        assert revision.created_at == page.latest_revision_created_at
        assert revision.object_str == page.title
        assert revision.is_latest_revision()


def test_a_revision_holds_the_whole_article(seed):
    seed()
    for article in ArticlePage.objects.all():
        kept = article.get_latest_revision_as_object()
        assert kept.title == article.title
        assert list(kept.body.raw_data) == list(article.body.raw_data)
        assert [name.pk for name in kept.article_authors.all()] == [name.pk for name in article.article_authors.all()]
        assert {topic.pk for topic in kept.topics.all()} == {topic.pk for topic in article.topics.all()}
        assert {tag.pk for tag in kept.tags.all()} == {tag.pk for tag in article.tags.all()}


def test_publishing_an_untouched_article_again_changes_nothing(seed):
    seed()
    for article in ArticlePage.objects.all():
        before = (list(article.body.raw_data), article.published_at, article.reading_time, article.slug)
        names = list(article.article_authors.values_list("pk", "author", "sort_order"))
        article.get_latest_revision().publish()
        after = ArticlePage.objects.get(pk=article.pk)
        assert (list(after.body.raw_data), after.published_at, after.reading_time, after.slug) == before
        assert list(after.article_authors.values_list("pk", "author", "sort_order")) == names


def test_an_editor_opens_an_article_and_a_profile(seed, admin_client):
    seed()
    for page in (ArticlePage.objects.first(), AuthorPage.objects.first()):
        assert admin_client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200


def test_every_page_answers(seed, client):
    seed()
    for page in [*ArticlePage.objects.all(), *AuthorPage.objects.all(), ArticleIndexPage.objects.get()]:
        assert client.get(page.url).status_code == 200


# Articles


def test_the_parent_is_the_first_author(seed):
    seed(articles=40)
    bylines = [article.byline for article in ArticlePage.objects.all()]
    parents = [article.get_parent().specific for article in ArticlePage.objects.all()]
    assert [byline[0] for byline in bylines] == parents
    assert {len(byline) for byline in bylines} == {1, 2}


def test_the_reading_time_is_the_articles_own(seed):
    seed()
    for article in ArticlePage.objects.all():
        kept = article.reading_time
        article.save()
        assert article.reading_time == kept


def test_articles_differ_in_what_they_have(seed):
    seed(articles=80, authors=4)
    articles = list(ArticlePage.objects.all())
    assert len({article.published_at.date() for article in articles}) > 60
    assert len({article.title for article in articles}) > 70
    assert {bool(article.hero_image_id) for article in articles} == {True, False}
    assert {article.is_updated for article in articles} == {True, False}
    assert {article.topics.count() for article in articles} == {1, 2}
    assert {article.tags.count() for article in articles} == {0, 1, 2, 3}
    kinds = {block["type"] for article in articles for block in article.body.raw_data}
    assert kinds >= {"paragraph", "heading", "image", "pull_quote", "key_takeaways", "questions", "divider", "table"}


def test_a_later_chunk_refers_to_an_earlier_article(seed, monkeypatch):
    monkeypatch.setattr(newsroom, "CHUNK", 10)
    monkeypatch.setattr(newsroom, "CHANCE_OF_RELATED", 1)
    seed(articles=20)
    related = [
        block["value"]["page"]
        for article in ArticlePage.objects.all()
        for block in article.body.raw_data
        if block["type"] == "related_article"
    ]
    assert len(related) == 10
    assert ArticlePage.objects.filter(pk__in=related).count() == len(set(related))


def test_the_parts_of_a_series_follow_each_other(seed, monkeypatch):
    monkeypatch.setattr(newsroom, "CHANCE_OF_SERIES", 0.3)
    seed(articles=60, authors=3)
    assert Series.objects.count() > 3
    for series in Series.objects.all():
        parts = list(ArticlePage.objects.filter(series=series).order_by("series_position"))
        assert [part.series_position for part in parts] == list(range(1, len(parts) + 1))
        assert [part.published_at for part in parts] == sorted(part.published_at for part in parts)
        assert len({part.get_parent().pk for part in parts}) == 1
        assert all(part.coming_next for part in parts[:-1])


def test_most_articles_belong_to_no_series(seed):
    seed(articles=60)
    assert ArticlePage.objects.filter(series=None).count() > 40


# What is shared


def test_pictures_are_made_once_for_all(seed):
    seed()
    pictures = set(SiteImage.objects.values_list("pk", flat=True))
    files = sorted(SiteImage.objects.get(pk=key).file.name for key in pictures)
    seed()
    assert set(SiteImage.objects.values_list("pk", flat=True)) == pictures
    assert sorted(SiteImage.objects.get(pk=key).file.name for key in pictures) == files
    assert 2 <= len(pictures) <= 3


def test_no_page_lacks_a_rendition(seed, client):
    seed()
    with collecting() as wanted:
        for article in ArticlePage.objects.all():
            client.get(article.url)
        client.get("/articles/")
        client.get("/articles/author-1/")
    assert not wanted


def test_pictures_that_lost_their_renditions_are_made_anew(seed):
    seed(articles=1)
    SiteImage.objects.update(sources={})
    seed(articles=1)
    ready = [image for image in SiteImage.objects.all() if image.ready_sources("hero")]
    assert len(ready) == 2


def test_topics_of_the_site_are_used_where_there_are_some(seed):
    topic = TopicFactory()
    seed()
    assert list(Topic.objects.all()) == [topic]
    assert topic.articles.count() == ArticlePage.objects.count()


def test_a_site_without_topics_gets_some(seed):
    seed()
    assert Topic.objects.count() == 8
    assert all(re.fullmatch(r"[a-z-]+", topic.slug) for topic in Topic.objects.all())


# What Wagtail keeps beside a page


def test_a_search_finds_articles_by_title_text_and_author(seed, client):
    seed(articles=30)
    article = ArticlePage.objects.exclude(body=b.stream()).first()
    word = re.search(r"<p>The (\w+)|<p>\w+ the (\w+)", str(article.body.raw_data)).group(0).split()[-1]
    for query in (article.title, word, article.get_parent().title):
        answer = client.get("/search/", {"q": query})
        assert answer.context["results"].paginator.count >= 1
    titles = [page.title for page in client.get("/search/", {"q": article.title}).context["results"]]
    assert article.title in titles


def test_a_common_word_is_in_nearly_all_articles_and_others_in_few(seed, client):
    seed(articles=60)

    def count(word):
        return client.get("/search/", {"q": word}).context["results"].paginator.count

    assert count("leader") > 40
    assert 0 < min(filter(None, map(count, ("harbour", "ladder", "wharf", "tide", "regatta", "ledger")))) < 15


def index_entries() -> list[tuple]:
    fields = ("title", "body", "autocomplete") if connection.vendor == "sqlite" else ("title", "body_text")
    ours = IndexEntry.objects.filter(content_type__app_label="articles", content_type__model__endswith="page")
    rows = ours.exclude(content_type__model="articleindexpage").order_by("content_type", "object_id")
    rows = rows.values_list("content_type", "object_id", *fields)
    return [tuple(" ".join(sorted(re.findall(r"[\w’']+", str(value)))) for value in row) for row in rows]


def test_rebuilding_the_search_index_finds_the_same_words(seed):
    seed(articles=30)
    before = index_entries()
    call_command("update_index", verbosity=0)
    assert index_entries() == before


def test_no_title_is_left_to_be_weighed_by_the_next_editor(seed, monkeypatch):
    monkeypatch.setattr(newsroom, "CHUNK", 5)
    seed(articles=23)
    assert not IndexEntry.objects.filter(title_norm=1.0, content_type__model="articlepage").exists()


def references() -> list[tuple]:
    return sorted(
        ReferenceIndex.objects.values_list(
            "base_content_type", "content_type", "object_id", "to_content_type", "to_object_id", "model_path",
            "content_path", "content_path_hash",
        )
    )  # fmt: skip


def test_rebuilding_the_reference_index_changes_nothing(seed, monkeypatch):
    monkeypatch.setattr(newsroom, "CHUNK", 10)
    seed(articles=30)
    before = references()
    assert len(before) > 60
    call_command("rebuild_references_index", verbosity=0)
    assert references() == before


# Size


def test_more_articles_need_more_chunks_and_not_more_queries_each(seed):
    def queries(number: int) -> int:
        with CaptureQueriesContext(connection) as context:
            list(seed(articles=number, authors=1, seed=number))
        return len([query for query in context if "series" not in query["sql"].split("WHERE")[0]])

    queries(1)  # Makes pictures and topics.
    assert queries(90) - queries(30) < 60
