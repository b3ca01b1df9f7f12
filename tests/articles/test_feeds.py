"""Full-text feeds, read as a feed reader reads them."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import feedparser
import pytest
from wagtail.models import PageViewRestriction

from articles.feeds import NEWEST, printable
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, TopicFactory
from tests.factories import blocks as b
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


@pytest.fixture
def feed(client):
    def read(path: str = "/articles/feed/"):
        response = client.get(path)
        assert response.status_code == 200
        parsed = feedparser.parse(response.content)
        assert not parsed.bozo, parsed.get("bozo_exception")
        return parsed

    return read


@pytest.fixture
def channel(client):
    return lambda path="/articles/feed/": ElementTree.fromstring(client.get(path).content).find("channel")


def test_the_feed_of_all_articles_the_newest_first(feed):
    for day in range(3):
        ArticleFactory(title=f"Day {day}", published_at=NOW + timedelta(days=day))
    parsed = feed()
    assert parsed.feed.title == "Articles"
    assert [entry.title for entry in parsed.entries] == ["Day 2", "Day 1", "Day 0"]


def test_drafts_and_restricted_articles_are_in_no_feed(feed):
    author, topic = AuthorFactory(slug="ann"), TopicFactory(name="Decisions")
    ArticleFactory(parent=author, topics=[topic], live=False)
    members = ArticleFactory(parent=author, topics=[topic])
    PageViewRestriction.objects.create(page=members, restriction_type="login")
    for path in ("/articles/feed/", "/articles/ann/feed/", "/articles/topics/decisions/feed/"):
        assert feed(path).entries == []


def test_the_feed_of_an_author_holds_what_that_author_wrote_alone_or_not(feed):
    ann = AuthorFactory(title="Ann Berg", slug="ann-berg")
    ArticleFactory(parent=ann, title="Alone")
    ArticleFactory(authors=[ann], title="Together")
    ArticleFactory(title="Another's")
    parsed = feed("/articles/ann-berg/feed/")
    assert parsed.feed.title == "Ann Berg"
    assert {entry.title for entry in parsed.entries} == {"Alone", "Together"}


def test_the_feed_of_a_topic_holds_its_articles(feed):
    topic = TopicFactory(name="Decisions", introduction="<p>How they are <b>made</b>.</p>")
    ArticleFactory(topics=[topic], title="Ask twice")
    ArticleFactory(topics=[])
    parsed = feed("/articles/topics/decisions/feed/")
    assert parsed.feed.title == "Decisions"
    assert parsed.feed.description == "How they are made."
    assert parsed.feed.link == "http://localhost/articles/topics/decisions/"
    assert [entry.title for entry in parsed.entries] == ["Ask twice"]


def test_a_feed_holds_the_newest_and_no_more(feed):
    author = AuthorFactory()
    for day in range(NEWEST + 2):
        ArticleFactory(parent=author, title=f"Day {day}", published_at=NOW + timedelta(days=day))
    entries = feed().entries
    assert len(entries) == NEWEST
    assert entries[0].title == f"Day {NEWEST + 1}"


def test_an_entry_says_what_when_who_and_about_what(feed):
    ann, ben = AuthorFactory(title="Ann Berg", slug="ann"), AuthorFactory(title="Ben Cole")
    topic = TopicFactory(name="Decisions")
    ArticleFactory(
        parent=ann,
        authors=[ben],
        topics=[topic],
        title="Ask & wait <twice>",
        slug="ask",
        standfirst="Why?",
        published_at=NOW,
    )
    (entry,) = feed().entries
    assert entry.title == "Ask & wait <twice>"
    assert entry.link == entry.id == "http://localhost/articles/ann/ask/"
    assert entry.author == "Ann Berg, Ben Cole"
    assert entry.summary == "Why?"
    assert entry.published_parsed[:5] == (2026, 3, 2, 8, 30)
    assert [tag.term for tag in entry.tags] == ["Decisions"]


# The whole text


def text_of(feed) -> str:
    return feed().entries[0].content[0].value


def test_an_entry_holds_the_whole_text(client, channel):
    image = ImageFactory()
    body = b.stream(*b.whole_vocabulary(image, ArticleFactory(live=False), GuidebookPageFactory()))
    ArticleFactory(body=body, hero_image=image, hero_alt_text="A harbour", hero_caption="At dawn")
    text = channel().find("item").find(CONTENT).text
    words = ["First words.", "The first section", "Before sunrise", "fourth slide", "Ask before you advise."]
    words += ["How meetings open", "A short film", "On Monday.", 'alt="A harbour"', "At dawn", "Why the second meeting"]
    for word in words:
        assert word in text


def test_nothing_in_a_feed_runs_or_asks_for_anything(channel):
    image = ImageFactory()
    ArticleFactory(body=b.stream(*b.whole_vocabulary(image, None, GuidebookPageFactory())))
    text = channel().find("item").find(CONTENT).text
    for tag in ("<script", "<form", "<button", "<iframe", "<source", "srcset=", " style="):
        assert tag not in text


def test_every_address_in_a_text_is_absolute(channel):
    image = ImageFactory()
    paragraph = b.paragraph('<a href="/articles/">All</a> and <a href="#notes">notes</a>')
    article = ArticleFactory(hero_image=image, body=b.stream(paragraph, b.image(image)))
    text = channel().find("item").find(CONTENT).text
    assert 'href="http://localhost/articles/"' in text
    assert f'href="{article.get_full_url()}#notes"' in text
    assert f'src="http://localhost{image.file.url}"' in text
    for attribute in ("href", "src"):
        assert f'{attribute}="/' not in text
        assert f'{attribute}="#' not in text


def test_the_anchors_in_a_text_are_its_own(channel):
    ArticleFactory(body=b.stream(b.heading("Again"), b.heading("Again"), b.heading("Again")))
    text = channel().find("item").find(CONTENT).text
    assert text.count('id="again"') == 1


@pytest.mark.parametrize("character", ["\x01", "\x08", "\x0b", "\x0c", "\x1f", "\ufffe", "\uffff"])
def test_a_control_character_does_not_break_the_feed(feed, character):
    """Pasted from a word processor, these are invisible to the editor, and XML forbids them."""
    ann = AuthorFactory(title=f"Ann{character} Berg", slug="ann")
    ArticleFactory(
        parent=ann,
        title=f"Ask{character} twice",
        standfirst=f"Why{character}?",
        body=b.stream(b.paragraph(f"Some{character}thing.")),
        topics=[TopicFactory(name=f"Deci{character}sions", slug="decisions")],
    )
    for path in ("/articles/feed/", "/articles/ann/feed/", "/articles/topics/decisions/feed/"):
        (entry,) = feed(path).entries
        assert entry.title == "Ask twice"
        assert "Something." in entry.content[0].value


def test_line_ends_and_tabs_are_kept():
    assert printable("a\tb\nc\rd") == "a\tb\nc\rd"


def test_what_looks_like_markup_in_a_text_stays_text(feed):
    ArticleFactory(title="]]> & <b>", standfirst="1 < 2", body=b.stream(b.paragraph("1 &lt; 2 ]]&gt;")))
    (entry,) = feed().entries
    assert entry.title == "]]> & <b>"


# What validators look for


def test_a_feed_says_where_it_is_itself(channel):
    TopicFactory(name="Decisions")
    AuthorFactory(slug="ann")
    for path in ("/articles/feed/", "/articles/ann/feed/", "/articles/topics/decisions/feed/"):
        link = channel(path).find(f"{ATOM}link")
        assert link.get("rel") == "self"
        assert link.get("href") == f"http://localhost{path}"


def test_a_feed_has_all_that_rss_requires(channel):
    ArticleFactory(published_at=NOW)
    found = channel()
    assert found.findtext("title")
    assert found.findtext("link") == "http://localhost/articles/"
    assert found.find("description") is not None
    assert found.findtext("language") == "en-gb"
    assert found.findtext("lastBuildDate")
    item = found.find("item")
    assert item.findtext("guid") == item.findtext("link")
    assert item.findtext("pubDate").startswith("Mon, 02 Mar 2026")


def test_an_empty_feed_is_a_feed(feed):
    assert feed().entries == []


def test_a_feed_has_the_type_that_readers_look_for(client):
    assert client.get("/articles/feed/")["Content-Type"] == "application/rss+xml; charset=utf-8"


def test_a_reader_that_has_it_already_is_told_so(client):
    ArticleFactory(published_at=NOW)
    stamp = client.get("/articles/feed/")["Last-Modified"]
    assert stamp


@pytest.mark.parametrize("number", [1, NEWEST])
def test_a_feed_costs_the_same_for_one_article_as_for_many(client, number, django_assert_num_queries):
    author, topic = AuthorFactory(), TopicFactory(name="Decisions")
    related, offer = ArticleFactory(live=False), GuidebookPageFactory(cover=ImageFactory())
    for _ in range(number):
        body = b.stream(
            b.image(ImageFactory()), b.image(ImageFactory()), b.related_article(related), b.guidebook(offer)
        )
        ArticleFactory(parent=author, topics=[topic], hero_image=ImageFactory(), body=body)
    with django_assert_num_queries(10):
        assert client.get("/articles/feed/").content.count(b"<item>") == number


def test_pages_that_have_a_feed_name_it(client):
    author = AuthorFactory(slug="ann")
    for path in ("/", "/articles/", author.get_url()):
        assert 'type="application/rss+xml"' in client.get(path).content.decode()
