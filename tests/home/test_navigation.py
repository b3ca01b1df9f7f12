"""The links of the frame around every page."""

import re

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from wagtail.models import Page, Site

from home.navigation import navigation
from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory, LandingPageFactory, TopicFactory
from tests.factories import blocks as b

pytestmark = pytest.mark.django_db


def frame(path: str = "/"):
    return navigation(RequestFactory().get(path, headers={"host": "localhost"}))


def menu(path: str = "/") -> list[str]:
    return [link.label for link in frame(path).menu]


@pytest.fixture
def footer(site_settings):
    def fill(*links: dict, heading: str = "Read") -> list:
        site_settings.footer_columns = [("column", {"heading": heading, "links": list(links)})]
        site_settings.save()
        return frame().columns

    return fill


def test_a_new_site_has_its_two_indexes_in_the_menu():
    assert menu() == ["Articles", "Guidebooks"]


def test_the_menu_holds_what_editors_want_there_in_the_order_of_the_tree():
    ContentPageFactory(title="About", show_in_menus=True)
    ContentPageFactory(title="Imprint")
    assert menu() == ["Articles", "Guidebooks", "About"]


def test_drafts_and_pages_further_down_are_not_in_the_menu():
    about = ContentPageFactory(title="About", show_in_menus=True, live=False)
    ContentPageFactory(title="Team", parent=about, show_in_menus=True)
    assert "About" not in menu()
    assert "Team" not in menu()


def test_the_menu_says_where_the_reader_is():
    current = {link.label: link.current for link in frame("/articles/ann/ask/").menu}
    assert current == {"Articles": True, "Guidebooks": False}
    assert not any(link.current for link in frame("/").menu)


def test_a_page_whose_address_only_begins_alike_is_not_where_the_reader_is():
    ContentPageFactory(title="Art", slug="art", show_in_menus=True)
    current = {link.label: link.current for link in frame("/articles/").menu}
    assert current["Art"] is False


# The action


def test_the_masthead_has_the_action_that_the_settings_name(site_settings):
    assert frame().action is None
    site_settings.masthead_page = LandingPageFactory(title="Free guidebook", slug="free")
    site_settings.save()
    assert (frame().action.label, frame().action.url) == ("Free guidebook", "/free/")
    site_settings.masthead_label = "Take it"
    site_settings.save()
    assert frame().action.label == "Take it"


def test_an_action_whose_page_was_withdrawn_is_gone(site_settings):
    site_settings.masthead_page = LandingPageFactory(live=False)
    site_settings.save()
    assert frame().action is None


# The footer


def test_a_column_has_links_to_pages_and_elsewhere(footer):
    page = ContentPageFactory(title="About us", slug="about")
    (column,) = footer(
        {"label": "", "page": page, "url": ""},
        {"label": "Who", "page": page, "url": ""},
        {"label": "Elsewhere", "page": None, "url": "https://example.com/"},
    )
    assert column.heading == "Read"
    assert [(link.label, link.url) for link in column.links] == [
        ("About us", "/about/"),
        ("Who", "/about/"),
        ("Elsewhere", "https://example.com/"),
    ]


def test_a_link_to_a_page_that_was_withdrawn_or_deleted_is_left_out(footer):
    draft, gone = ContentPageFactory(live=False), ContentPageFactory()
    links = [{"label": "Draft", "page": draft, "url": ""}, {"label": "Gone", "page": gone, "url": ""}]
    footer(*links)
    gone.delete()
    assert frame().columns[0].links == []


def test_a_link_in_the_footer_does_not_put_its_page_into_the_menu(footer):
    page = ContentPageFactory(title="Imprint")
    footer({"label": "", "page": page, "url": ""})
    assert "Imprint" not in menu()


def test_a_page_that_is_in_menu_and_footer_is_in_both(footer):
    page = ContentPageFactory(title="About", show_in_menus=True)
    (column,) = footer({"label": "", "page": page, "url": ""})
    assert "About" in menu()
    assert [link.label for link in column.links] == ["About"]


def test_links_are_read_as_an_editor_has_saved_them_and_as_code_has(site_settings):
    bare = [{"type": "column", "value": {"heading": "A", "links": [{"label": "x", "url": "https://a.example/"}]}}]
    wrapped = [{"type": "item", "id": "1", "value": {"label": "y", "url": "https://b.example/"}}]
    site_settings.footer_columns = [*bare, {"type": "column", "value": {"heading": "B", "links": wrapped}}]
    assert [link.get("url") for link in [*bare[0]["value"]["links"], wrapped[0]["value"]]]
    from home.navigation import items

    assert items(bare[0]["value"]["links"]) == [{"label": "x", "url": "https://a.example/"}]
    assert items(wrapped) == [{"label": "y", "url": "https://b.example/"}]


def test_profiles_elsewhere_and_the_privacy_notice_are_there(site_settings):
    site_settings.social_links = [("link", {"name": "Elsewhere", "url": "https://social.example/island"})]
    site_settings.privacy_page = ContentPageFactory(slug="privacy")
    site_settings.save()
    found = frame()
    assert [(link.label, link.url) for link in found.social] == [("Elsewhere", "https://social.example/island")]
    assert found.privacy_url == "/privacy/"


def test_a_privacy_notice_that_was_withdrawn_is_not_linked(site_settings):
    site_settings.privacy_page = ContentPageFactory(slug="privacy", live=False)
    site_settings.save()
    assert frame().privacy_url == ""


# The articles


@pytest.fixture
def moved(article_index):
    """The article index after a moderator has given it another address; it is not in the menu either."""
    article_index.slug, article_index.show_in_menus = "stories", False
    article_index.save_revision().publish()


PAGES = ["/", "/stories/", "/stories/topics/decisions/", "/stories/tags/calm/", "/stories/ann/", "/stories/ann/ask/"]
OTHERS = ["/offer/", "/search/?q=nothing", "/search/?q=ask", "/nowhere/"]


@pytest.mark.parametrize("path", PAGES + OTHERS)
def test_links_to_listings_follow_the_article_index_wherever_it_goes(client, moved, home_page, path):
    topic = TopicFactory(name="Decisions")
    article = ArticleFactory(slug="ask", title="Ask", parent=AuthorFactory(slug="ann"), topics=[topic], tags=["calm"])
    article.save_revision().publish()
    sections = [b.lead_article(), b.latest_articles(), b.topics(), b.latest_articles(topic=topic)]
    home_page.sections = b.stream(*sections)
    home_page.save_revision().publish()
    LandingPageFactory(slug="offer", sections=b.stream(b.latest_articles(), b.latest_articles(topic=topic)))
    html = client.get(path).content.decode()
    assert "articles/" not in "".join(re.findall(r'href="([^"]*)"', html))
    for link in set(re.findall(r'href="(/stories/[^"]*)"', html)):
        assert client.get(link).status_code == 200, link
    assert 'type="application/rss+xml" title="Leaders Island" href="/stories/feed/"' in html


def test_a_site_without_an_article_index_has_no_links_to_one(client, article_index, home_page):
    article_index.unpublish()
    TopicFactory(name="Decisions")
    home_page.sections = b.stream(b.topics())
    home_page.save_revision().publish()
    for path in ("/", "/search/?q=nothing", "/nowhere/"):
        html = client.get(path).content.decode()
        assert "/articles/" not in html
        assert "rss+xml" not in html
    assert "<a>Decisions</a>" in client.get("/").content.decode()


def test_an_error_page_that_has_no_request_asks_for_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        html = render_to_string("400.html")
    assert "We could not read that" in html
    assert "All articles" not in html


# What it costs


def test_the_whole_frame_is_read_in_two_queries(footer, site_settings, django_assert_num_queries):
    for _ in range(3):
        ContentPageFactory(show_in_menus=True)
    footer(*({"label": "", "page": page, "url": ""} for page in Page.objects.filter(depth=3)))
    request = RequestFactory().get("/", headers={"host": "localhost"})
    Site.find_for_request(request)
    Page.objects.get(slug="articles").get_url(request)
    with django_assert_num_queries(2):
        navigation(request)


def test_one_request_reads_it_once(client, django_assert_num_queries):
    request = RequestFactory().get("/", headers={"host": "localhost"})
    template = Template("{% load navigation_tags %}{% site_navigation as n %}{{ n.menu.0.label }}")
    assert template.render(Context({"request": request})) == "Articles"
    with django_assert_num_queries(0):
        assert template.render(Context({"request": request})) == "Articles"


def test_without_a_request_or_a_site_the_frame_is_empty():
    assert Template("{% load navigation_tags %}{% site_navigation as n %}{{ n.menu|length }}").render(Context()) == "0"
    Site.objects.all().delete()
    assert frame().menu == []


def test_what_an_editor_writes_cannot_run(client, footer, site_settings):
    footer({"label": "<script>alert(1)</script>", "page": None, "url": "https://example.com/"}, heading="<b>Read</b>")
    ArticleFactory(title="<script>alert(2)</script>")
    html = client.get("/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;b&gt;Read" in html
