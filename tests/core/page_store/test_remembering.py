"""What every render needs alike is made once, and anew after a change to something in it."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Page, PageViewRestriction, Site

from articles.lengths import length
from articles.listing import ArticleList
from articles.lists import of_topic
from core.models import SiteSettings
from core.page_store import clearing, remembering, tags
from core.page_store.recording import Notes, depends_on, holds_until
from core.page_store.remembering import Remembered
from core.sites import all_sites, find_site
from home.navigation import frame, navigation
from newsletter.popups import live_popups
from tests.core.page_store.conftest import HIT
from tests.factories import ArticleFactory, ContentPageFactory, TopicFactory
from tests.factories.languages import translated
from tests.factories.newsletter import PopupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outside_transactions(monkeypatch) -> None:
    """A test runs within one of its own."""
    monkeypatch.setattr(remembering, "is_in_transaction", lambda: False)
    monkeypatch.setattr(all_sites, "kept", {})


@pytest.fixture
def names() -> Remembered[[], list[str]]:
    """The titles of all sites, and how often they were asked for."""
    made = []

    def make() -> list[str]:
        made.append(1)
        return [site.site_name for site in Site.objects.all()]

    remembered = Remembered(make)
    remembered.made_so_often = lambda: len(made)
    return remembered


def test_it_is_made_once(names, site):
    assert names() == names() == ["Leaders Island"]
    assert names.made_so_often() == 1


def test_it_is_made_anew_after_a_change_to_what_it_shows_and_to_nothing_else(names, site):
    names()
    TopicFactory()
    names()
    assert names.made_so_often() == 1
    changed = Site.objects.get()
    changed.site_name = "An island"
    changed.save()
    assert names() == ["An island"]


def test_each_has_objects_of_its_own(site):
    remembered = Remembered(lambda: list(Site.objects.all()))
    remembered()[0].site_name = "Scribbled on"
    assert remembered()[0].site_name == "Leaders Island"


def test_within_a_transaction_nothing_is_remembered(names, site, monkeypatch):
    monkeypatch.setattr(remembering, "is_in_transaction", lambda: True)
    names(), names()
    assert names.made_so_often() == 2


def test_without_a_store_nothing_is_remembered(names, site, settings):
    settings.PAGE_STORE = False
    names(), names()
    assert names.made_so_often() == 2


def test_what_the_process_remembers_that_this_one_was_divided_off_from_is_not_ones_own(names, site, monkeypatch):
    names()
    monkeypatch.setattr(remembering.os, "getpid", lambda: -1)
    names()
    assert names.made_so_often() == 2


def test_what_holds_until_a_time_is_made_anew_then(site, monkeypatch):
    made = []
    soon = timezone.now() + timedelta(hours=1)
    remembered = Remembered(lambda: (made.append(1), holds_until(soon)))
    remembered(), remembered()
    assert len(made) == 1
    monkeypatch.setattr(remembering.timezone, "now", lambda: soon)
    remembered()
    assert len(made) == 2


def test_whoever_uses_it_depends_on_what_it_shows_whether_made_or_remembered(site):
    remembered = Remembered(lambda: depends_on("a list"))
    for _ in range(2):
        notes = Notes()
        with notes.active():
            remembered()
        assert "a list" in notes.names


def test_a_change_to_the_settings_of_a_site_reaches_pages_that_were_rendered_with_what_was_remembered(get, site):
    ContentPageFactory(slug="about"), ContentPageFactory(slug="imprint")
    get("/about/"), get("/imprint/")
    assert get("/imprint/").cache == HIT
    settings = SiteSettings.for_site(Site.objects.get())
    settings.tagline = "Of calm and clear"
    settings.save()
    for path in ("/about/", "/imprint/"):
        answer = get(path)
        assert answer.cache != HIT
        assert b"Of calm and clear" in answer.body


def test_sites_cost_no_query_once_they_are_known(site, django_assert_num_queries):
    request = RequestFactory(headers={"host": "localhost"})
    find_site(request.get("/"))
    with django_assert_num_queries(1):  # Whether there is a clearing to hear of, which this test asks each time.
        assert find_site(request.get("/")).site_name


def test_popups_cost_no_query_once_they_are_known_and_an_edit_is_heard(site, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(live_popups, "kept", {})
    popup = PopupFactory()
    assert live_popups() == [popup]
    with django_assert_num_queries(1):  # Whether there is a clearing to hear of.
        assert live_popups() == [popup]
    popup.guidebook.unpublish()
    assert live_popups() == []
    popup.guidebook.save_revision().publish()
    assert live_popups() == [popup]
    popup.topics.add(TopicFactory(name="Trust"))
    assert live_popups()[0].about


@pytest.fixture
def menu(site, monkeypatch):
    monkeypatch.setattr(frame, "kept", {})

    def labels(host: str = "localhost") -> list[str]:
        return [link.label for link in navigation(RequestFactory().get("/", headers={"host": host})).menu]

    return labels


def test_the_links_around_pages_cost_no_query_once_they_are_known(menu, django_assert_num_queries):
    menu()
    with django_assert_num_queries(3):  # Whether there is a clearing to hear of, which this test asks each time.
        assert menu() == ["Articles", "Guidebooks"]


def test_a_page_that_enters_leaves_or_changes_the_menu_is_heard(menu):
    assert menu() == ["Articles", "Guidebooks"]
    about = ContentPageFactory(title="About", show_in_menus=True)
    assert menu() == ["Articles", "Guidebooks", "About"]
    about.title = "About us"
    about.save_revision().publish()
    assert menu()[-1] == "About us"
    about.move(Page.objects.get(slug="articles"), pos="last-child")
    assert menu() == ["Articles", "Guidebooks"]
    Page.objects.get(slug="guidebooks").unpublish()
    assert menu() == ["Articles"]


def test_settings_that_the_links_are_made_of_are_heard(menu):
    def action() -> str:
        found = navigation(RequestFactory().get("/", headers={"host": "localhost"})).action
        return found.label if found else ""

    assert action() == ""
    settings = SiteSettings.for_site(Site.objects.get())
    settings.masthead_page, settings.masthead_label = ContentPageFactory(title="Join"), "Join us"
    settings.save()
    assert action() == "Join us"
    settings.masthead_page.unpublish()
    assert action() == ""


def test_each_site_and_language_has_links_of_its_own(menu):
    assert menu() == ["Articles", "Guidebooks"]
    translated(ContentPageFactory(title="About", show_in_menus=True))
    with override("pl"):
        assert menu() == ["About"]
    Site.objects.create(hostname="other.example", root_page=ContentPageFactory(slug="other"))
    assert menu("other.example") == []
    assert "Articles" in menu()


def test_where_the_reader_is_is_not_remembered(menu):
    menu()
    request = RequestFactory().get("/articles/", headers={"host": "localhost"})
    assert [link.current for link in navigation(request).menu] == [True, False]
    assert not any(link.current for link in navigation(RequestFactory().get("/", headers={"host": "localhost"})).menu)


def test_how_long_a_list_is_costs_no_query_once_it_is_known_and_each_change_is_heard(
    site, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(length, "kept", {})
    index, topic = Page.objects.get(slug="articles"), TopicFactory()

    def lengths_of() -> tuple[int, int]:
        found = (ArticleList.below(index), ArticleList.below(index, of_topic(topic.pk)))
        return found[0].count(), found[1].count()

    first = ArticleFactory(topics=[topic])
    assert lengths_of() == (1, 1)
    with django_assert_num_queries(2):  # Whether there is a clearing to hear of, which this test asks each time.
        assert lengths_of() == (1, 1)
    second = ArticleFactory(topics=[TopicFactory(name="Trust")])
    assert lengths_of() == (2, 1)
    first.topics.clear()
    first.save_revision().publish()
    assert lengths_of() == (2, 0)
    second.unpublish()
    assert lengths_of() == (1, 0)
    PageViewRestriction.objects.create(page=first.get_parent(), restriction_type="login")
    assert lengths_of() == (0, 0)


def test_all_is_made_anew_when_everything_is_cleared(names, site):
    names()
    clearing.clear(tags.EVERYTHING)
    names()
    assert names.made_so_often() == 2
