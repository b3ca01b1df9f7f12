"""Every feed is held against the rules of a validator, with the worst that an editor may write."""

from datetime import UTC, datetime, timedelta

import pytest

from articles.models import Tag
from tests.articles.feed_rules import faults
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, TopicFactory
from tests.factories import blocks as b
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db
FEEDS = ["/articles/feed/", "/articles/ann/feed/", "/articles/topics/decisions/feed/", "/articles/tags/calm/feed/"]
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
NASTY = 'Ask\x0b <b>"twice"</b> &amp; ]]> \x1f\ufffe😀 zażółć' + chr(0x85)


@pytest.fixture
def check(client):
    def read(path: str) -> list[str]:
        response = client.get(path)
        assert response.status_code == 200
        return faults(response.content, f"http://localhost{path}", response["Content-Type"])

    return read


@pytest.fixture
def filled(db):
    """Articles of every kind in every feed."""
    ann, ben = AuthorFactory(title=f"Ann {NASTY}", slug="ann"), AuthorFactory(title="Ben")
    common = {"parent": ann, "topics": [TopicFactory(name="Decisions")], "tags": ["calm"]}
    image = ImageFactory()
    ArticleFactory(**common, title=NASTY, standfirst=NASTY, body=b.stream(b.paragraph(NASTY)), published_at=NOW)
    vocabulary = b.whole_vocabulary(image, ArticleFactory(**common), GuidebookPageFactory(cover=image))
    links = b.paragraph(
        '<a href="/a b/?x=1&amp;y=2#z">One</a> <a href="mailto:ann@example.com">two</a> <a href="#n">3</a>'
    )
    ArticleFactory(**common, authors=[ben], hero_image=image, hero_decorative=True, body=b.stream(*vocabulary, links))
    ArticleFactory(**common, standfirst="x", body=b.stream())


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_valid(check, filled, path):
    assert check(path) == []


@pytest.mark.parametrize("path", FEEDS[:3])
def test_a_feed_without_articles_is_valid(check, path):
    AuthorFactory(slug="ann", role="", summary="")
    TopicFactory(name="Decisions")
    assert check(path) == []


def test_the_rules_find_what_is_wrong():
    """Otherwise every test above would pass for nothing."""
    item = "<item><title>x</title><guid>1</guid><guid>1</guid><pubDate>Tue, 02 Mar 2026 08:30:00 +0000</pubDate></item>"
    feed = f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title/>{item}</channel></rss>'
    found = "\n".join(faults(feed.encode(), "http://localhost/feed/", "text/xml"))
    for fault in ("type text/xml", "title is empty", "link is missing", "where it is itself", "guid stands 2 times"):
        assert fault in found
    for fault in ("was no such day", "guid 1 twice", "no language", "no text"):
        assert fault in found


def test_a_feed_is_in_the_language_of_its_page(client, article_index):
    article_index.locale.language_code = "pl"
    article_index.locale.save()
    assert b"<language>pl</language>" in client.get("/articles/feed/").content


def test_a_feed_without_words_of_its_own_is_described_by_its_name(client):
    Tag.objects.create(name="Calm", slug="calm")
    ArticleFactory(tags=[Tag.objects.get()])
    assert b"<description>Calm</description>" in client.get("/articles/tags/calm/feed/").content


@pytest.mark.parametrize("path", FEEDS)
def test_a_reader_that_has_it_already_is_told_so_until_it_changes(client, filled, path):
    first = client.get(path)
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        answer = client.get(path, headers=headers)
        assert (answer.status_code, answer.content) == (304, b"")
    topic, ann = TopicFactory(name="Decisions"), AuthorFactory._meta.model.objects.get(slug="ann")
    ArticleFactory(parent=ann, topics=[topic], tags=["calm"], published_at=NOW + timedelta(days=500))
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        assert client.get(path, headers=headers).status_code == 200


def test_a_tag_that_nothing_readable_carries_has_no_feed(client):
    ArticleFactory(tags=["secret-plan"], live=False)
    assert client.get("/articles/tags/secret-plan/feed/").status_code == 404
