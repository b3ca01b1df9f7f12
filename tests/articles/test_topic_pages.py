"""The pages of topics and tags: worth landing on, with words, a picture and a feed of their own."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from articles.browsing import WRITERS
from articles.models import Tag, Topic
from core.pagination import PER_PAGE
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, TopicFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2]).split())


def test_all_topics_are_on_one_page(client):
    TopicFactory(name="Teams", sort_order=2, introduction="<p>Who <b>works</b> together.</p>")
    TopicFactory(name="Decisions", sort_order=1)
    response = client.get("/articles/topics/")
    assert [topic.name for topic in response.context["topics"]] == ["Decisions", "Teams"]
    assert "Who works together." in text(response)


def test_a_topic_opens_with_its_newest_article_and_says_who_writes_and_what_else_there_is(client):
    decisions, teams = TopicFactory(name="Decisions"), TopicFactory(name="Teams")
    ann, ben = AuthorFactory(title="Ann Berg"), AuthorFactory(title="Ben Cole")
    secret = AuthorFactory(title="Nobody yet", live=False)
    for day in range(3):
        ArticleFactory(parent=ann, topics=[decisions], published_at=NOW + timedelta(days=day), title=f"No {day}")
    ArticleFactory(parent=ben, authors=[secret], topics=[decisions, teams], published_at=NOW)
    ArticleFactory(title="Elsewhere", topics=[teams])
    response = client.get("/articles/topics/decisions/")
    html = response.content.decode()
    main = html.partition("<main")[2]
    assert main.index('class="card-lead"') < main.index("No 2") < main.index('class="card-grid"')
    assert [author.title for author in response.context["writers"]] == ["Ann Berg", "Ben Cole"]
    assert [topic.name for topic in response.context["related"]] == ["Teams"]
    assert "Who writes about Decisions" in text(response)


def test_the_writers_of_a_topic_are_a_few_and_on_its_first_page(client):
    topic = TopicFactory(name="Decisions")
    for _ in range(PER_PAGE + 1):
        ArticleFactory(topics=[topic])
    assert len(client.get("/articles/topics/decisions/").context["writers"]) == WRITERS
    assert "writers" not in client.get("/articles/topics/decisions/?page=2").context


def test_a_topic_without_articles_is_for_readers_and_not_for_search_engines(client):
    TopicFactory(name="Decisions")
    response = client.get("/articles/topics/decisions/")
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    ArticleFactory(topics=[Topic.objects.get()])
    assert "noindex" not in client.get("/articles/topics/decisions/").content.decode()


@pytest.mark.parametrize(("model", "route"), [(Topic, "topics"), (Tag, "tags")])
def test_a_topic_or_tag_has_words_a_picture_and_a_feed_of_its_own(client, model, route):
    picture, shared = ImageFactory(description="A harbour"), ImageFactory(description="A lighthouse")
    words = {"introduction": "<p>How &amp; why they are <b>made</b>.</p><p>At once.</p>", "image": picture}
    subject = model.objects.create(name="Calm", slug="calm", seo_title="On calm", **words)
    ArticleFactory(**{route: [subject]}, title="Ask twice")
    html = client.get(f"/articles/{route}/calm/").content.decode()
    assert "they are <b>made</b>" in html
    assert picture.file.url in html
    assert "<title>On calm" in html
    assert '<meta name="description" content="How &amp; why they are made. At once.">' in html
    assert f'<meta property="og:image" content="http://localhost{picture.file.url}">' in html
    assert '<meta property="og:image:alt" content="A harbour">' in html
    feed = f"/articles/{route}/calm/feed/"
    assert f'<link rel="alternate" type="application/rss+xml" title="On calm" href="{feed}">' in html
    assert f'<a class="more" href="{feed}">' in html
    assert b"Ask twice" in client.get(feed).content
    subject.social_image, subject.search_description = shared, "Short."
    subject.save()
    html = client.get(f"/articles/{route}/calm/").content.decode()
    assert f'<meta property="og:image" content="http://localhost{shared.file.url}">' in html
    assert '<meta name="description" content="Short.">' in html


def test_the_picture_of_a_topic_is_made_ready_for_its_page_and_for_sharing(run_jobs):
    image, shared = ImageFactory(), ImageFactory()
    TopicFactory(name="Decisions", image=image)
    TopicFactory(name="Teams", image=image, social_image=shared)
    run_jobs()
    image.refresh_from_db()
    shared.refresh_from_db()
    assert set(image.sources["shapes"]) == {"hero", "social"}
    assert set(shared.sources["shapes"]) == {"social"}


def test_a_tag_comes_to_be_when_an_editor_writes_it_and_can_then_be_described(editor_client, client):
    ArticleFactory(tags=["Calm Minds"])
    tag = Tag.objects.get()
    url = f"/admin/snippets/articles/tag/edit/{tag.pk}/"
    form = editor_client.get(url).context["form"]
    assert set(form.fields) == {
        *("name", "slug", "introduction", "image"),
        *("seo_title", "search_description", "social_image"),
    }
    tag.introduction = "<p>Why calm.</p>"
    tag.save()
    assert "Why calm." in text(client.get("/articles/tags/calm-minds/"))


def test_a_card_names_a_few_of_many_authors(client):
    authors = [AuthorFactory(title=f"Author {letter}") for letter in "ABCDE"]
    ArticleFactory(parent=authors[0], authors=authors[1:3])
    assert "Author A, Author B, Author C" in text(client.get("/articles/"))
    ArticleFactory(parent=authors[0], authors=authors[1:])
    assert "Author A, Author B and 3 others" in text(client.get("/articles/"))
