"""Two sites on one tree: neither lists what stands on the other."""

import re

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page, Site

from articles.models import ArticleIndexPage
from home.models import HomePage
from tests.factories import ArticleFactory, AuthorFactory, TopicFactory
from tests.factories import blocks as b

pytestmark = pytest.mark.django_db
SECTIONS = [b.lead_article(), b.latest_articles(), b.authors()]


@pytest.fixture
def first(home_page):
    """An article of the first site, whose home page shows all that it can list."""
    home_page.sections = b.stream(*SECTIONS)
    home_page.save_revision().publish()
    return article("Our lighthouse", AuthorFactory(title="Our Ann"))


@pytest.fixture
def second(db):
    """An article of the second site, whose article index has a name of its own."""
    home = Page.objects.get(depth=1).add_child(
        instance=HomePage(title="Second", slug="second", sections=b.stream(*SECTIONS))
    )
    Site.objects.create(hostname="127.0.0.1", port=80, root_page=home)
    index = home.add_child(instance=ArticleIndexPage(title="Stories", slug="stories"))
    return article("Their lighthouse", AuthorFactory(title="Their Ben", parent=index))


def article(title: str, author, **kwargs):
    made = ArticleFactory(title=title, parent=author, topics=[TopicFactory(name="Decisions")], **kwargs)
    made.save_revision().publish()
    return made


@pytest.fixture
def ours(client, first, second):
    return lambda path: client.get(path).content.decode()


@pytest.fixture
def theirs(first, second):
    client = Client(headers={"host": "127.0.0.1"})
    return lambda path: client.get(path).content.decode()


def test_a_home_page_shows_the_articles_and_authors_of_its_site(ours, theirs):
    assert "Our lighthouse" in ours("/")
    assert "Our Ann" in ours("/")
    assert "Their" not in ours("/")
    assert "Their lighthouse" in theirs("/")
    assert "Their Ben" in theirs("/")
    assert "Our" not in theirs("/")


def test_every_link_to_a_listing_leads_to_the_index_of_the_site(theirs, second):
    """Topics, tags, feed and all articles, from every page that has such links."""
    second.tags.set(["calm"])
    second.save_revision().publish()
    paths = ["/", "/stories/", "/stories/topics/decisions/", second.get_url(), "/search/?q=nothing", "/nowhere/"]
    links = {
        path: {link for link in re.findall(r'href="(/[^"]*)"', theirs(path)) if "static" not in link} for path in paths
    }
    assert not {link for page in links.values() for link in page if link.startswith("/articles")}
    found = set().union(*links.values())
    assert {"/stories/", "/stories/feed/", "/stories/topics/decisions/", "/stories/tags/calm/"} <= found
    for path in ("/search/?q=nothing", "/nowhere/"):
        assert {"/stories/", "/stories/feed/"} <= links[path]


def test_an_article_of_another_site_cannot_lead_the_home_page(ours, home_page, second):
    home_page.sections = b.stream(b.lead_article(second))
    home_page.save_revision().publish()
    assert "Our lighthouse" in ours("/")
    assert "Their lighthouse" not in ours("/")


def test_the_latest_of_a_topic_are_those_of_the_site(ours, home_page):
    home_page.sections = b.stream(b.latest_articles(topic=TopicFactory(name="Decisions")))
    home_page.save_revision().publish()
    assert "Our lighthouse" in ours("/")
    assert "Their lighthouse" not in ours("/")


def test_a_search_finds_what_stands_on_the_site(ours, theirs):
    assert "Our lighthouse" in ours("/search/?q=lighthouse")
    assert "Their lighthouse" not in ours("/search/?q=lighthouse")
    assert "Their lighthouse" in theirs("/search/?q=lighthouse")
    assert "Our lighthouse" not in theirs("/search/?q=lighthouse")


def test_an_article_leads_to_others_of_its_site(ours, first, second):
    near = article("Near by", first.get_parent())
    html = ours(near.get_url())
    assert "Our lighthouse" in html
    assert "Their lighthouse" not in html


def test_a_profile_and_its_feed_list_what_the_author_wrote_here(ours, first, second):
    author = first.get_parent()
    article("Written elsewhere", second.get_parent(), authors=[author.specific])
    for path in (author.get_url(), f"{author.get_url()}feed/"):
        assert "Our lighthouse" in ours(path)
        assert "Written elsewhere" not in ours(path)


def test_the_root_of_the_tree_is_found_by_no_search(client):
    call_command("update_index", verbosity=0)
    html = client.get("/search/", {"q": "root"}).content.decode()
    assert 'href="None"' not in html
    assert "Nothing here speaks of" in html
