"""Pages that are no posts, and the menu that they stood in."""

import pytest
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect

from articles.wordpress.importer import Importer
from articles.wordpress.pages import DEEPEST, levels_of
from articles.wordpress.reader import Export
from articles.wordpress.report import Outcome
from home.models import ContentPage
from tests.articles.wordpress.export import ADDRESS, comment, item, meta, post, term

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(export_file, uploads):
    def run(*items, dry_run=False, **head):
        return Importer(export_file(*items, **head), uploads, dry_run=dry_run).run()

    return run


def page(number, *inner, **given):
    return item(number, "page", *inner, **{"slug": f"page-{number}", **given})


def entry(number, target, *inner, menu="main", kind="page", above=0):
    values = {"type": "post_type", "object": kind, "object_id": target, "menu_item_parent": above}
    metas = [meta(f"_menu_item_{name}", value) for name, value in values.items()]
    return item(number, "nav_menu_item", *metas, term("nav_menu", menu, menu), *inner, title="")


def outcomes(report):
    return [(found.kind, found.outcome.value, found.reason) for found in report.entries]


def path(number):
    return ContentPage.objects.get(title=f"Post {number}").get_url()


class TestPages:
    def test_stand_below_the_home_page_and_are_found_at_their_old_addresses(self, load, client):
        report = load(page(1, link=f"{ADDRESS}/about/us/", slug="about", content="<p>We <b>sail</b>.</p>"))
        assert [(found.kind, found.title) for found in report.entries] == [("pages", "Post 1 → /about/")]
        assert "We <b>sail</b>." in client.get("/about/").content.decode()
        for old in ("/about/us/", "/?page_id=1"):
            assert client.get(old)["Location"] == "/about/"

    def test_stand_below_their_parents_whatever_comes_first_in_the_file(self, load):
        load(page(3, parent=2), page(2, parent=1), page(1))
        assert [path(number) for number in (1, 2, 3)] == [
            "/page-1/",
            "/page-1/page-2/",
            "/page-1/page-2/page-3/",
        ]

    def test_a_dry_run_says_the_same_addresses(self, load):
        items = (page(3, parent=2), page(2, parent=1), page(1))
        said = [found.title for found in load(*items, dry_run=True).entries.of(Outcome.IMPORTED)]
        assert not ContentPage.objects.exists()
        assert said == [found.title for found in load(*items).entries.of(Outcome.IMPORTED)]

    @pytest.mark.parametrize("parents", [{1: 1}, {1: 2, 2: 1}, {1: 2, 2: 3, 3: 2}, {1: 99}])
    def test_whose_parents_lead_nowhere_stand_at_the_top(self, load, parents):
        report = load(*(page(number, parent=parent) for number, parent in parents.items()))
        assert report.count(Outcome.IMPORTED) == len(parents)
        assert path(next(iter(parents))) == "/page-1/"

    def test_a_chain_deeper_than_any_site_comes_to_an_end(self, tmp_path):
        export = Export(tmp_path, parents={number: number - 1 for number in range(1, 2000)})
        assert max(levels_of(export).values()) == DEEPEST - 1

    @pytest.mark.parametrize("slug", ["articles", "search", "admin"])
    def test_do_not_take_the_addresses_of_the_site(self, load, client, slug):
        load(page(1, slug=slug))
        assert ContentPage.objects.get().slug != slug
        assert client.get(path(1)).status_code == 200

    @pytest.mark.parametrize(
        ("given", "live"),
        [({"status": "private"}, False), ({"password": "x"}, False), ({"status": "draft"}, False), ({}, True)],
    )
    def test_are_shown_only_if_every_reader_could_see_them(self, load, given, live):
        load(page(1, **given))
        assert ContentPage.objects.get().live is live

    def test_take_words_for_search_engines(self, load):
        load(
            page(
                1,
                meta("_yoast_wpseo_title", "All about us"),
                meta("_yoast_wpseo_metadesc", "%%excerpt%%"),
                meta("rank_math_description", "Who sails here."),
                meta("_yoast_wpseo_meta-robots-noindex", "1"),
            )
        )
        found = ContentPage.objects.get()
        assert (found.seo_title, found.search_description, found.no_index) == ("All about us", "Who sails here.", True)

    def test_count_their_comments_as_left_out(self, load):
        assert load(page(1, comment(1))).comment_counts() == {"left out: said of what takes no comments here": 1}


class TestAgain:
    def test_nothing_changes(self, load):
        load(page(2, parent=1), page(1), entry(3, 1))
        report = load(page(2, parent=1), page(1), entry(3, 1))
        assert report.count(Outcome.SKIPPED) == 3
        assert ContentPage.objects.count() == 2

    def test_a_changed_page_follows_and_one_edited_here_does_not(self, load, admin):
        load(page(1), page(2))
        edited = ContentPage.objects.get(title="Post 2")
        edited.save_revision(user=admin)
        report = load(page(1, content="New."), page(2, content="New."))
        assert [found[1] for found in outcomes(report)] == ["changed", "skipped"]
        assert "New." in str(ContentPage.objects.get(title="Post 1").body)


class TestMenu:
    def test_shows_the_pages_at_the_top_of_the_main_one(self, load, client):
        report = load(page(1), page(2), page(3), entry(11, 1), entry(12, 2, menu="social"), entry(13, 3, above=11))
        assert outcomes(report)[3:] == [
            ("menu entries", "imported", ""),
            ("menu entries", "skipped", "it stands in another menu than the main one: social"),
            ("menu entries", "skipped", "the menu here has one level"),
        ]
        assert list(ContentPage.objects.filter(show_in_menus=True).values_list("title", flat=True)) == ["Post 1"]
        assert 'href="/page-1/"' in client.get("/articles/").content.decode()

    def test_stays_as_editors_have_made_it(self, load, admin):
        load(page(1), entry(2, 1))
        found = ContentPage.objects.get()
        found.show_in_menus = False
        found.save_revision(user=admin).publish()
        assert outcomes(load(page(1), entry(2, 1)))[1][2] == "its page was edited here, which is kept"

    def test_keeps_its_page_when_that_is_published_again(self, load, admin):
        load(page(1), entry(2, 1))
        ContentPage.objects.get().get_latest_revision_as_object().save_revision(user=admin).publish()
        assert ContentPage.objects.get().show_in_menus

    @pytest.mark.parametrize(
        ("made", "reason"),
        [
            (entry(2, 5, kind="category"), "the menu here is made of pages"),
            (entry(2, 99), "its page is not here"),
        ],
    )
    def test_of_what_is_no_page_here_is_told(self, load, made, reason):
        assert outcomes(load(page(1), made))[1] == ("menu entries", "skipped", reason)


def test_what_fails_takes_its_redirects_with_it(load, monkeypatch):
    from articles.wordpress import pages

    def fail(self, post):
        self.writer.redirects.lead_once(["/category/x/"], pages.Target("/x/", self.home))
        raise RuntimeError

    monkeypatch.setattr(pages.Pages, "create", fail)
    report = load(page(1), post(2))
    assert [found[1] for found in outcomes(report)] == ["failed", "imported"]
    assert not Redirect.objects.filter(old_path="/category/x").exists()
    assert not transaction.get_connection().needs_rollback
