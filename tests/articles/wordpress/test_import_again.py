"""Importing the same export a second time, and a later one of the same site."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Revision

from articles.models import ArticlePage, AuthorPage, ImportedItem, Topic
from core.models import SiteImage
from tests.articles.wordpress.conftest import put_picture
from tests.articles.wordpress.database import contents, files
from tests.articles.wordpress.export import ADDRESS, attachment, author, category, meta, post, tag
from tests.factories import AuthorFactory, TopicFactory

pytestmark = pytest.mark.django_db
BOAT = f'<img class="wp-image-7" src="{ADDRESS}/wp-content/uploads/2020/05/boat.jpg" alt="A boat at sea">'


@pytest.fixture
def load(export_file, run_import, uploads):
    """Imports items, with the pictures of the uploads folder."""

    def run(*items, options=None, **head):
        return run_import(export_file(*items, **head), uploads=uploads, **(options or {}))

    return run


@pytest.fixture
def article():
    return lambda slug="post-1": ArticlePage.objects.get(slug=slug)


class TestTheSameExport:
    ITEMS = (
        post(1, category("sea", "Sea"), tag("tide", "tide"), meta("_thumbnail_id", 8), content=f"<p>One.</p>{BOAT}"),
        post(2, status="draft"),
        post(3, status="future", date_gmt=(timezone.now() + timedelta(days=9)).strftime("%Y-%m-%d %H:%M:%S")),
        attachment(7, "2020/05/boat.jpg"),
        attachment(8, "2020/05/quay.png"),
    )

    def test_changes_nothing(self, load, settings):
        load(*self.ITEMS)
        before = contents(), files(settings.MEDIA_ROOT)
        report = load(*self.ITEMS)
        assert (contents(), files(settings.MEDIA_ROOT)) == before
        assert "Skipped (5)" in report
        assert report.count("(it has not changed since it was imported)") == 3
        assert report.count("(it is here already)") == 2
        assert "Made along the way" not in report

    def test_in_another_order_changes_nothing_either(self, load):
        load(*self.ITEMS)
        before = contents()
        load(*reversed(self.ITEMS))
        assert contents() == before

    def test_of_a_site_that_has_moved_to_https_changes_nothing(self, load):
        load(*self.ITEMS, address="http://harbour.example")
        report = load(*self.ITEMS, address="https://harbour.example/")
        assert "Skipped (5)" in report

    def test_of_another_site_is_another_matter(self, load):
        load(post(1))
        load(post(1), address="https://other.example")
        assert ArticlePage.objects.count() == 2
        assert AuthorPage.objects.count() == 1

    def test_after_a_scheduled_article_has_appeared_changes_nothing(self, load, time_machine):
        load(*self.ITEMS)
        time_machine.move_to(timezone.now() + timedelta(days=10))
        call_command("publish_scheduled", verbosity=0)
        assert ArticlePage.objects.get(slug="post-3").live
        assert "Skipped (5)" in load(*self.ITEMS)
        assert ArticlePage.objects.get(slug="post-3").live


class TestAChangedPost:
    def test_changes_the_article(self, load, article):
        load(post(1, category("sea", "Sea"), tag("a", "a"), title="Old", content="<p>Old.</p>", excerpt="Old."))
        number = article().pk
        report = load(
            post(1, category("wind", "Wind"), tag("b", "b"), title="New", content=f"<p>New.</p>{BOAT}", excerpt="New.")
        )
        found = article()
        assert found.pk == number
        assert (found.title, found.draft_title, found.standfirst) == ("New", "New", "New.")
        assert [block.block_type for block in found.body] == ["paragraph", "image"]
        assert [topic.name for topic in found.topics.all()] == ["Wind"]
        assert list(found.tags.names()) == ["b"]
        assert found.published_at.year == found.last_published_at.year == 2020
        assert "Changed (1)" in report
        assert f"posts: New → {found.get_url()}" in report

    def test_a_third_time_changes_nothing(self, load):
        load(post(1, title="Old"))
        load(post(1, title="New"))
        before = contents()
        load(post(1, title="New"))
        assert contents() == before

    def test_with_a_new_date_is_dated_anew(self, load, article):
        load(post(1))
        load(post(1, date_gmt="2019-01-02 03:04:05", modified_gmt="2019-03-04 05:06:07"))
        found = article()
        assert found.published_at.isoformat() == found.first_published_at.isoformat() == "2019-01-02T03:04:05+00:00"
        assert found.last_published_at.isoformat() == "2019-03-04T05:06:07+00:00"
        assert found.is_updated

    def test_that_was_published_meanwhile_is_published(self, load, article, client):
        load(post(1, status="draft"))
        assert client.get(article().get_url()).status_code == 404
        load(post(1))
        assert client.get(article().get_url()).status_code == 200
        assert article().published_at.year == 2020

    def test_that_was_withdrawn_is_withdrawn(self, load, article, client):
        load(post(1))
        load(post(1, status="private"))
        assert not article().live
        assert client.get(article().get_url()).status_code == 404

    def test_that_was_scheduled_and_has_appeared_here_stays_up(self, load, article, time_machine):
        date = timezone.now() + timedelta(days=2)
        given = {"status": "future", "date_gmt": date.strftime("%Y-%m-%d %H:%M:%S")}
        load(post(1, **given))
        time_machine.move_to(date + timedelta(days=1))
        call_command("publish_scheduled", verbosity=0)
        load(post(1, title="New", **given))
        assert article().live
        assert article().title == "New"

    def test_by_another_author_moves(self, load, article, client):
        load(post(1))
        old = article().get_url()
        load(post(1, creator="bo"), head=[author("bo", "Bo Berg")])
        found = article()
        assert found.get_parent().title == "Bo Berg"
        assert [name.title for name in found.byline] == ["Bo Berg"]
        assert found.get_url() == "/articles/bo-berg/post-1/"
        assert old == "/articles/ingrid-holm/post-1/"

    def test_that_moves_where_its_address_is_taken_gets_another(self, load):
        load(post(1, slug="tides"), post(2, creator="bo", slug="tides"), head=[author("bo", "Bo Berg")])
        load(post(1, slug="tides", creator="bo"), head=[author("bo", "Bo Berg")])
        assert sorted(ArticlePage.objects.values_list("slug", flat=True)) == ["tides", "tides-2"]
        assert AuthorPage.objects.get(slug="bo-berg").get_children().count() == 2

    def test_with_a_second_author_names_both(self, load, article):
        both = category("ann", "Ann"), category("bo", "Bo")
        load(post(1, *both), options={"authors_from_categories": "Ann"})
        load(post(1, *both), options={"authors_from_categories": "Ann, Bo"})
        assert [name.title for name in article().byline] == ["Ann", "Bo"]


class TestAnArticleEditedHere:
    CHANGED = post(1, title="New over there")

    def edited(self, load, article, change):
        load(post(1, title="Old"))
        change(article())
        return load(self.CHANGED)

    def test_is_left_as_it_is(self, load, article, admin):
        def edit(page):
            page.title = "New here"
            page.save_revision(user=admin).publish()

        report = self.edited(load, article, edit)
        assert article().title == "New here"
        assert "(it has changed over there, but was edited here too, which is kept)" in report
        assert "Skipped (1)" in report

    def test_with_an_unpublished_draft_is_left_as_it_is(self, load, article, admin):
        def draft(page):
            page.title = "Draft here"
            page.save_revision(user=admin)

        self.edited(load, article, draft)
        assert article().title == "Old"
        assert article().get_latest_revision_as_object().title == "Draft here"

    def test_that_was_taken_down_stays_down(self, load, article, admin):
        report = self.edited(load, article, lambda page: page.unpublish(user=admin))
        assert not article().live
        assert "edited here too" in report

    def test_that_was_moved_stays_there(self, load, article, admin):
        other = AuthorFactory(title="Bo")
        report = self.edited(load, article, lambda page: page.move(other, pos="last-child", user=admin))
        assert article().get_parent().pk == other.pk
        assert "edited here too" in report

    def test_whose_revisions_were_purged_is_left_as_it_is(self, load, article):
        def purge(page):
            Revision.objects.filter(object_id=str(page.pk)).delete()

        self.edited(load, article, purge)
        assert article().title == "Old"

    def test_that_was_deleted_does_not_come_back(self, load, article):
        report = self.edited(load, article, lambda page: page.delete())
        assert not ArticlePage.objects.exists()
        assert "(it was deleted here since it was imported)" in report


class TestWhatIsHereAlready:
    def test_an_author_is_found_by_slug(self, load, article):
        ingrid = AuthorFactory(title="Dr Ingrid Holm", slug="ingrid-holm")
        report = load(post(1))
        assert article().get_parent().pk == ingrid.pk
        assert "author pages" not in report

    def test_an_author_renamed_here_is_found_again(self, load):
        load(post(1))
        ingrid = AuthorPage.objects.get()
        ingrid.title, ingrid.slug = "Ingrid H.", "ingrid-h"
        ingrid.save()
        load(post(1), post(2))
        assert AuthorPage.objects.get().title == "Ingrid H."
        assert ArticlePage.objects.count() == 2

    def test_a_topic_is_found_by_slug_or_by_name(self, load, article):
        TopicFactory(name="The sea", slug="sea")
        TopicFactory(name="Wind", slug="all-about-wind")
        report = load(post(1, category("sea", "Sea"), category("wind", "wind")))
        assert sorted(topic.slug for topic in article().topics.all()) == ["all-about-wind", "sea"]
        assert Topic.objects.count() == 2
        assert "topics (" not in report

    def test_a_topic_renamed_here_is_found_again(self, load):
        load(post(1, category("sea", "Sea")))
        Topic.objects.update(name="Oceans", slug="oceans")
        load(post(1, category("sea", "Sea")), post(2, category("sea", "Sea")))
        assert Topic.objects.get().name == "Oceans"

    def test_an_article_with_the_same_address_keeps_it(self, load):
        load(post(1, slug="tides"))
        load(post(5, slug="tides"), address="https://other.example")
        assert sorted(ArticlePage.objects.values_list("slug", flat=True)) == ["tides", "tides-2"]

    def test_the_addresses_of_feeds_are_not_taken(self, load, client):
        load(post(1, slug="feed"), head=[author("ingrid", "Topics")])
        found = ArticlePage.objects.get()
        assert found.slug == "feed-2"
        assert found.get_parent().slug == "topics-2"
        assert client.get("/articles/topics-2/feed/")["Content-Type"].startswith("application/rss+xml")

    def test_a_picture_is_not_taken_in_twice(self, load, uploads):
        load(post(1, content=BOAT), attachment(7, "2020/05/boat.jpg"))
        put_picture(uploads / "2020" / "05" / "boat.jpg", width=99)
        load(post(1, content=BOAT), post(2, content=BOAT), attachment(7, "2020/05/boat.jpg"))
        assert SiteImage.objects.get().width == 60

    def test_a_picture_that_no_attachment_names_is_shared_too(self, load, uploads):
        html = BOAT.replace("wp-image-7", "")
        load(post(1, content=html), post(2, content=html))
        load(post(1, content=html), post(2, content=html))
        assert SiteImage.objects.count() == 1
        assert ImportedItem.objects.get(kind="picture").key == "file:2020/05/boat.jpg"


class TestAnInterruptedImport:
    def test_goes_on_where_it_stopped(self, load, monkeypatch):
        from articles.wordpress import writer

        items = [post(number) for number in range(1, 6)]
        create = writer.Writer.create

        def stop_at_the_third(self, found):
            if found.key == "3":
                raise KeyboardInterrupt
            return create(self, found)

        monkeypatch.setattr(writer.Writer, "create", stop_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            load(*items)
        assert ArticlePage.objects.count() == 2
        monkeypatch.undo()
        report = load(*items)
        assert ArticlePage.objects.count() == 5
        assert "Imported (3)" in report
        assert "Skipped (2)" in report
        assert Redirect.objects.filter(redirect_page__in=ArticlePage.objects.all()).count() == 10
