"""Each change clears what shows it, and leaves what does not."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from articles import comments, likes
from articles.models import ArticlePage, Comment, Reception
from core.images import make_sources
from core.models import Clearing, SiteSettings
from core.page_store import kinds
from core.page_store.kinds import Kind
from newsletter.models import Person
from tests.core.page_store.conftest import HIT, STORED, ask
from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory, ImageFactory, SeriesFactory, TopicFactory
from tests.factories import blocks as b
from tests.factories.newsletter import GuidebookPageFactory, PopupFactory, subscriber

pytestmark = pytest.mark.django_db
OLD = datetime(2026, 1, 1, tzinfo=UTC)


class Shelf:
    """Two authors and two topics that have nothing to do with each other, and what is stored of them."""

    def __init__(self, site) -> None:
        self.site = site
        self.ann, self.ben = AuthorFactory(slug="ann", title="Ann"), AuthorFactory(slug="ben", title="Ben")
        self.teams, self.time = TopicFactory(name="Teams"), TopicFactory(name="Time")
        self.articles = [
            ArticleFactory(
                parent=self.ann if number < 2 else self.ben,
                topics=[self.teams if number < 2 else self.time],
                slug=f"no-{number}",
                published_at=OLD + timedelta(days=number),
            )
            for number in range(4)
        ]
        self.first, self.last = (ArticlePage.objects.get(pk=self.articles[place].pk) for place in (0, 3))
        self.page = ContentPageFactory(slug="about")
        self.addresses = [
            *("/", "/articles/", "/articles/ann/", "/articles/ben/", "/about/", "/sitemap-pages.xml"),
            *("/articles/topics/teams/", "/articles/topics/time/", "/articles/feed/", "/articles/ben/feed/"),
            *(article.url for article in self.articles),
            *(f"{article.url.removesuffix('/')}.md" for article in (self.first, self.last)),
        ]
        self.fill()

    def fill(self) -> None:
        for address in self.addresses:
            assert ask(self.site, address).status == 200, address

    def cleared(self) -> set[str]:
        """What would be rendered anew, by the last parts of its address."""
        gone = {address for address in self.addresses if ask(self.site, address).cache != HIT}
        return {address.removeprefix("/articles/") or "/articles/" for address in gone}


@pytest.fixture
def shelf(site) -> Shelf:
    return Shelf(site)


def publish(page) -> None:
    page.save_revision().publish()


def test_nothing_is_cleared_by_itself(shelf):
    assert shelf.cleared() == set()


def test_a_new_text_is_in_the_article_and_its_feeds(shelf):
    shelf.last.body = b.stream(b.paragraph("Something else."))
    publish(shelf.last)
    assert shelf.cleared() == {"ben/no-3/", "ben/no-3.md", "feed/", "ben/feed/", "/sitemap-pages.xml"}


def test_a_new_headline_is_on_every_card(shelf):
    shelf.first.title = "Another headline"
    publish(shelf.first)
    cleared = shelf.cleared()
    assert {"ann/no-0/", "ann/no-0.md", "ann/", "topics/teams/", "/articles/", "/", "feed/", "ann/no-1/"} <= cleared
    assert not cleared & {"ben/", "ben/no-3/", "ben/no-3.md", "topics/time/", "ben/feed/", "/about/"}


def test_a_new_article_is_in_its_lists_alone(shelf):
    ArticleFactory(parent=shelf.ben, topics=[shelf.time], published_at=OLD + timedelta(days=30))
    cleared = shelf.cleared()
    assert {
        "/",
        "/articles/",
        "ben/",
        "topics/time/",
        "feed/",
        "ben/feed/",
        "ben/no-3/",
        "/sitemap-pages.xml",
    } <= cleared
    assert not cleared & {"ann/", "topics/teams/", "ann/no-0/", "ann/no-1/", "/about/", "ben/no-3.md"}


def test_the_articles_beside_a_new_one_show_it(shelf):
    """By date alone: they have neither author nor topic in common."""
    ArticleFactory(parent=shelf.ben, topics=[shelf.time], published_at=OLD + timedelta(hours=12))
    assert {"ann/no-0/", "ann/no-1/"} <= shelf.cleared()


def test_a_draft_changes_nothing(shelf):
    shelf.first.title = "Not yet"
    publish(shelf.last)
    shelf.fill()
    shelf.first.last_published_at = timezone.now()
    ArticlePage.objects.filter(pk=shelf.first.pk).update(last_published_at=timezone.now())
    ArticlePage.objects.get(pk=shelf.first.pk).save_revision()
    assert shelf.cleared() == set()


@pytest.mark.parametrize("act", ["unpublish", "delete", "restrict"])
def test_what_is_gone_is_gone_everywhere(shelf, act):
    if act == "restrict":
        PageViewRestriction.objects.create(page=shelf.first, restriction_type="login")
    else:
        getattr(Page.objects.get(pk=shelf.first.pk), act)()
    cleared = shelf.cleared()
    assert {
        "ann/no-0/",
        "ann/no-0.md",
        "ann/",
        "topics/teams/",
        "/articles/",
        "ann/no-1/",
        "/sitemap-pages.xml",
    } <= cleared
    assert not cleared & {"ben/no-3/", "ben/no-3.md", "topics/time/", "/about/"}


def test_a_restriction_hides_all_below_and_lifting_it_shows_them(shelf):
    restriction = PageViewRestriction.objects.create(page=shelf.ann, restriction_type="password", password="x")
    assert ask(shelf.site, "/articles/ann/no-1/").cache == ""
    assert b"no-1" not in ask(shelf.site, "/articles/").body
    restriction.delete()
    assert ask(shelf.site, "/articles/ann/no-1/").cache == STORED
    assert b"no-1" in ask(shelf.site, "/articles/").body


def test_what_moves_has_another_address_everywhere(shelf):
    shelf.first.move(shelf.ben, pos="last-child")
    cleared = shelf.cleared()
    assert {"ann/no-0/", "ann/", "ben/", "topics/teams/", "/articles/", "/sitemap-pages.xml"} <= cleared
    assert b"/articles/ben/no-0/" in ask(shelf.site, "/articles/").body
    assert "/about/" not in cleared


def test_a_new_address_of_an_author_is_that_of_all_articles_too(shelf):
    shelf.ann.slug = "anna"
    publish(shelf.ann)
    assert ask(shelf.site, "/articles/ann/no-1/").status in {301, 404}
    assert b"/articles/anna/no-1/" in ask(shelf.site, "/articles/").body
    assert b"/articles/anna/no-1/" in ask(shelf.site, "/articles/ben/no-2/").body  # The one before it.


def test_a_page_in_the_menu_is_on_all_pages(shelf):
    shelf.page.show_in_menus = True
    publish(shelf.page)
    assert {"/", "/articles/", "ann/no-0/", "ben/"} <= shelf.cleared()
    shelf.page.body = b.stream(b.paragraph("What is in it is on none of them."))
    publish(shelf.page)
    assert shelf.cleared() == {"/about/", "/sitemap-pages.xml"}


def test_settings_are_on_all_pages_of_html(shelf):
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.tagline = "Another line"
    settings.save()
    cleared = shelf.cleared()
    assert {"/", "/about/", "ann/no-0/", "ben/"} <= cleared


def test_a_topic_is_where_it_is_named(shelf):
    shelf.teams.name = "Crews"
    shelf.teams.save()
    cleared = shelf.cleared()
    assert {"topics/teams/", "ann/no-0/", "ann/no-0.md", "/articles/", "/"} <= cleared
    assert not cleared & {"ben/no-3/", "ben/no-3.md", "/about/"}


def test_a_picture_is_where_it_is_shown(shelf):
    image = ImageFactory()
    shelf.first.hero_image = image
    publish(shelf.first)
    shelf.fill()
    make_sources(image.pk, "logo")
    cleared = shelf.cleared()
    assert {"ann/no-0/", "ann/", "topics/teams/"} <= cleared
    assert not cleared & {"ben/no-3/", "topics/time/", "/about/"}


def test_a_series_is_below_its_parts(shelf):
    series = SeriesFactory()
    for position, article in enumerate((shelf.first, shelf.last)):
        article.series, article.series_position = series, position
        publish(article)
    shelf.fill()
    series.description = "What joins them."
    series.save()
    cleared = shelf.cleared()
    assert {"ann/no-0/", "ben/no-3/"} <= cleared
    assert "/about/" not in cleared


def test_a_comment_is_on_its_page_once_it_is_approved(shelf):
    comment = Comment.objects.create(
        article=shelf.first, name="Cem", email="cem@example.com", text="Quite so.", confirmed_at=timezone.now()
    )
    assert shelf.cleared() == set()
    comments.publish(comment)
    assert shelf.cleared() == {"ann/no-0/"}
    assert b"Quite so." in ask(shelf.site, "/articles/ann/no-0/").body
    comments.set_state(comment, Comment.State.REMOVED)
    assert b"Quite so." not in ask(shelf.site, "/articles/ann/no-0/").body


def test_a_like_is_on_its_page(shelf):
    likes.add(shelf.first, "browser", "connection")
    assert shelf.cleared() == {"ann/no-0/"}
    likes.add(shelf.first, "another", "connection")
    assert shelf.cleared() == {"ann/no-0/"}
    likes.add(shelf.first, "another", "connection")  # Which does not count.
    assert shelf.cleared() == set()
    assert Reception.objects.get().likes == 2


def test_a_popup_is_on_the_pages_that_may_have_one(shelf):
    guidebook = GuidebookPageFactory()
    shelf.fill()
    popup = PopupFactory(guidebook=guidebook, places=["article"])
    assert {"ann/no-0/", "ben/"} <= shelf.cleared()
    assert b"popups--facts" in ask(shelf.site, "/articles/ann/no-0/").body
    popup.is_live = False
    popup.save()
    assert b"popups--facts" not in ask(shelf.site, "/articles/ann/no-0/").body


def test_a_page_that_the_footer_links_to_is_there_once_it_is(shelf):
    """Until then, nothing of it was shown that could have been noted."""
    hidden = ArticleFactory(parent=shelf.ben, topics=[shelf.time], live=False)
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    column = {"heading": "More", "links": [b.link("A link", hidden)]}
    settings.footer_columns = json.dumps([{"type": "column", "value": column}])
    settings.save()
    shelf.fill()
    assert b"A link" not in ask(shelf.site, "/about/").body
    publish(hidden)
    assert b"A link" in ask(shelf.site, "/about/").body


def test_what_a_text_links_to_is_there_once_it_is(shelf):
    hidden = ArticleFactory(parent=shelf.ben, topics=[shelf.time], live=False)
    shelf.first.body = b.stream(b.related_article(hidden))
    publish(shelf.first)
    shelf.fill()
    assert hidden.title.encode() not in ask(shelf.site, "/articles/ann/no-0/").body
    publish(hidden)
    assert hidden.title.encode() in ask(shelf.site, "/articles/ann/no-0/").body


# The clock


def test_a_page_holds_until_midnight_at_most(site, time_machine):
    time_machine.move_to(datetime(2026, 12, 31, 22, 30, tzinfo=UTC), tick=False)
    ask(site, "/")
    assert ask(site, "/").cache == HIT
    time_machine.move_to(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), tick=False)  # Half past midnight in Warsaw.
    assert ask(site, "/").cache == STORED
    assert "© 2027".encode() in ask(site, "/").body


def test_comments_close_by_themselves(site, site_settings, time_machine):
    now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    time_machine.move_to(now, tick=False)
    site_settings.comments_close_after_days = 1
    site_settings.save()
    article = ArticleFactory(published_at=now - timedelta(hours=20))
    assert b"Send the comment" in ask(site, article.url).body
    time_machine.move_to(now + timedelta(hours=5), tick=False)
    assert b"Send the comment" not in ask(site, article.url).body


def test_a_popup_comes_in_its_time(site, time_machine):
    now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    time_machine.move_to(now, tick=False)
    PopupFactory(guidebook=GuidebookPageFactory(), starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    for hour, is_there in ((0, False), (1.5, True), (2.5, False)):
        time_machine.move_to(now + timedelta(hours=hour), tick=False)
        assert (b"popups--facts" in ask(site, "/articles/").body) == is_there


# What readers are not shown


def test_what_readers_send_clears_nothing(db):
    Clearing.objects.all().delete()
    subscriber("ann@example.com")
    assert Person.objects.exists()
    assert not Clearing.objects.exists()


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("articles.articlepage", Kind.ROW),
        ("articles.articleauthor", Kind.PART),
        ("articles.articlepage_topics", Kind.PART),
        ("articles.reception", Kind.ROW),
        ("articles.like", Kind.HIDDEN),
        ("core.siteimage", Kind.ROW),
        ("core.sitesettings", Kind.TABLE),
        ("core.user", Kind.HIDDEN),
        ("newsletter.popup", Kind.TABLE),
        ("newsletter.person", Kind.HIDDEN),
        ("newsletter.delivery", Kind.HIDDEN),
        ("sessions.session", Kind.HIDDEN),
        ("wagtailcore.revision", Kind.HIDDEN),
        ("wagtailcore.site", Kind.TABLE),
        ("django_tasks_database.dbtaskresult", Kind.HIDDEN),
    ],
)
def test_what_is_shown_of_a_model(label, kind):
    from django.apps import apps

    app_label, name = label.split(".")
    assert kinds.of(apps.get_model(app_label, name)) is kind


def test_a_table_that_nobody_tells_us_of_is_not_shown(db):
    assert kinds.of_table("some_view_of_the_database") is Kind.HIDDEN
