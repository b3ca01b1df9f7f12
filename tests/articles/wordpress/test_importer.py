"""What becomes of the items of a file, each by its type and status, and when something goes wrong."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from articles.models import ArticlePage, AuthorPage, ImportedItem, Topic
from articles.wordpress import importer, writer
from articles.wordpress.images import Library
from articles.wordpress.importer import Importer
from articles.wordpress.report import Outcome
from core.models import SiteImage
from tests.articles.wordpress.database import contents
from tests.articles.wordpress.export import ADDRESS, attachment, author, category, item, meta, post
from tests.factories import ArticleFactory, AuthorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(export_file, uploads):
    """Imports items and gives back the report."""

    def run(*items, author_categories=(), folder=uploads, **head):
        return Importer(export_file(*items, **head), folder, author_categories).run()

    return run


def outcomes(report):
    return [(entry.kind, entry.outcome.value) for entry in report.entries]


def old_paths_of(page):
    return set(Redirect.objects.filter(redirect_page=page).values_list("old_path", flat=True))


class TestStates:
    def test_published_posts_are_published(self, load, client):
        load(post(1))
        article = ArticlePage.objects.get()
        assert article.live
        assert client.get(article.get_url()).status_code == 200

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"status": "draft"}, "as a draft"),
            ({"status": "pending"}, "waiting for review"),
            ({"status": "private"}, "private"),
            ({"password": "secret"}, "password"),
        ],
    )
    def test_others_are_drafts_that_nobody_sees(self, load, client, given, words):
        report = load(post(1, category("sea", "Sea"), **given))
        article = ArticlePage.objects.get()
        assert not article.live
        assert article.has_unpublished_changes
        assert article.latest_revision is not None
        assert article.get_latest_revision_as_object().title == "Post 1"
        assert client.get(article.get_url()).status_code == 404
        assert not Redirect.objects.exists()
        assert words in report.render()

    def test_private_posts_keep_the_date_they_had(self, load):
        load(post(1, status="private"), post(2, status="draft"))
        assert ArticlePage.objects.get(slug="post-1").published_at.year == 2020
        assert ArticlePage.objects.get(slug="post-2").published_at is None

    def test_a_draft_may_be_empty(self, load, editor_client):
        load(post(1, status="draft", title="", content="", slug=""))
        article = ArticlePage.objects.get()
        assert article.title == "Untitled"
        assert editor_client.get(f"/admin/pages/{article.pk}/edit/").status_code == 200

    def test_a_published_post_without_any_text_is_published_too(self, load, client):
        load(post(1, content="", title="Only a title"))
        article = ArticlePage.objects.get()
        assert article.standfirst == "Only a title"
        assert client.get(article.get_url()).status_code == 200

    def test_posts_to_come_appear_in_their_time(self, load, client, time_machine):
        date = (timezone.now() + timedelta(days=2)).replace(microsecond=0)
        report = load(post(1, status="future", date_gmt=date.strftime("%Y-%m-%d %H:%M:%S")))
        article = ArticlePage.objects.get()
        assert (article.live, article.go_live_at) == (False, date)
        assert f"scheduled for {date:%Y-%m-%d %H:%M} UTC" in report.render()
        time_machine.move_to(date + timedelta(minutes=1))
        call_command("publish_scheduled", verbosity=0)
        article.refresh_from_db()
        assert article.live
        assert client.get(article.get_url()).status_code == 200

    @pytest.mark.parametrize("status", ["trash", "auto-draft", "inherit"])
    def test_what_wordpress_does_not_show_is_skipped(self, load, status):
        report = load(post(1, status=status))
        assert not ArticlePage.objects.exists()
        assert outcomes(report) == [("posts", "skipped")]
        assert status in report.entries[0].reason

    def test_a_post_without_a_date_is_dated_by_its_import(self, load):
        load(post(1, date=None, date_gmt=None, published=""))
        article = ArticlePage.objects.get()
        assert timezone.now() - article.published_at < timedelta(minutes=5)


class TestTypes:
    @pytest.mark.parametrize(
        ("kind", "label", "reason"),
        [
            ("nav_menu_item", "menu entries", "the menu here is made of pages"),
            ("revision", "revision", "it belongs to WordPress itself"),
            ("custom_css", "custom_css", "it belongs to WordPress itself"),
            ("wp_global_styles", "wp_global_styles", "it belongs to WordPress itself"),
            ("wp_block", "saved blocks", "the posts that show it hold its text"),
            ("product", "product", "things of this type have no place here"),
        ],
    )
    def test_that_have_no_place_are_skipped_with_the_reason(self, load, kind, label, reason):
        before = contents()
        [entry] = load(item(1, kind)).entries
        assert (entry.outcome, entry.kind, entry.title, entry.reason) == (Outcome.SKIPPED, label, "Post 1", reason)
        assert contents() == before

    def test_files_that_browsers_could_run_are_skipped_with_the_reason(self, load):
        [entry] = load(attachment(1, "2020/05/tides.html")).entries
        assert (entry.outcome, entry.title) == (Outcome.SKIPPED, "2020/05/tides.html")
        assert "files of this kind are not taken" in entry.reason

    def test_pictures_that_no_post_shows_come_too(self, load):
        assert outcomes(load(attachment(1, "2020/05/boat.jpg"))) == [("pictures", "imported")]
        assert SiteImage.objects.get().title == "boat"

    def test_pictures_that_are_not_there_fail_with_the_reason(self, load):
        [entry] = load(attachment(1, "2020/05/none.jpg")).entries
        assert (entry.outcome, entry.reason) == (Outcome.FAILED, "not in the uploads folder")

    def test_a_path_that_leads_out_of_the_folder_fails(self, load, uploads):
        [entry] = load(attachment(1, "../export.jpg")).entries
        assert (entry.outcome, entry.reason) == (Outcome.FAILED, "the name leads out of the uploads folder")

    def test_control_characters_are_counted(self, load):
        report = load(post(1, title="A\x08B"))
        assert any(remark.startswith("Control characters") and remark.endswith(": 1.") for remark in report.remarks)
        assert ArticlePage.objects.get().title == "AB"


class TestBylines:
    def test_users_become_authors(self, load):
        head = [author("ingrid", "Ingrid Holm"), author("admin", "admin"), author("bo.berg", "")]
        load(
            *(post(number, creator=login) for number, login in enumerate(["ingrid", "admin", "bo.berg"], 1)), head=head
        )
        assert sorted(AuthorPage.objects.values_list("title", flat=True)) == [
            "Bo Berg",
            "Ingrid Holm",
            "Leaders Island",
        ]

    def test_authors_without_posts_are_not_made(self, load):
        load(post(1), head=[author("ingrid", "Ingrid Holm"), author("bo", "Bo Berg")])
        assert AuthorPage.objects.get().title == "Ingrid Holm"

    def test_two_categories_make_two_names_and_one_place(self, load):
        load(post(1, category("bo", "Bo"), category("ann", "Ann")), author_categories=["Ann", "Bo"])
        article = ArticlePage.objects.get()
        assert [name.title for name in article.byline] == ["Bo", "Ann"]
        assert article.get_parent().title == "Bo"
        assert not Topic.objects.exists()


class TestRedirects:
    def test_lead_from_the_old_addresses(self, load, client):
        report = load(post(1, link=f"{ADDRESS}/2020/05/tides/", slug="tides"))
        response = client.get("/2020/05/tides/?utm_source=mail")
        assert (response.status_code, response["Location"]) == (301, "/articles/ingrid-holm/tides/")
        assert Redirect.objects.get(old_path="/?p=1").is_permanent
        assert report.made["redirects"][:2] == [
            "/2020/05/tides → /articles/ingrid-holm/tides/",
            "/?p=1 → /articles/ingrid-holm/tides/",
        ]

    def test_belong_to_the_site_of_the_articles(self, load):
        load(post(1))
        assert set(Redirect.objects.values_list("site", flat=True)) == {Site.objects.get(is_default_site=True).pk}

    def test_are_not_made_where_the_address_stays(self, load):
        load(post(1, link=f"{ADDRESS}/articles/ingrid-holm/post-1/"))
        assert old_paths_of(ArticlePage.objects.get()) == {"/?p=1"}

    def test_that_lead_elsewhere_already_are_left_so(self, load):
        other = ArticleFactory()
        Redirect.add_redirect("/post-1", other)
        report = load(post(1))
        assert Redirect.objects.get(old_path="/post-1").redirect_page_id == other.pk
        assert "/post-1 is redirected elsewhere already, which was left so." in report.entries[0].notes

    def test_too_long_for_the_table_are_named(self, load):
        report = load(post(1, link=f"{ADDRESS}/{'a' * 300}/", slug="a"))
        assert old_paths_of(ArticlePage.objects.get()) == {"/?p=1"}
        assert any("too long for a redirect" in note for note in report.entries[0].notes)

    def test_follow_letters_of_any_script(self, load, client):
        load(post(1, link=f"{ADDRESS}/%c5%82%c3%b3d%c5%ba/", slug="%c5%82%c3%b3d%c5%ba"))
        assert client.get("/%C5%82%C3%B3d%C5%BA/")["Location"] == "/articles/ingrid-holm/lodz/"

    def test_made_by_an_earlier_run_are_kept(self, load):
        load(post(1, title="Old"))
        load(post(1, title="New", link=f"{ADDRESS}/new/"))
        assert old_paths_of(ArticlePage.objects.get()) == {"/post-1", "/new", "/?p=1"}


class TestFailures:
    def fail_for(self, monkeypatch, key, error):
        create = writer.Writer.create

        def broken(self, found):
            article = create(self, found)
            if found.key == key:
                raise error
            return article

        monkeypatch.setattr(writer.Writer, "create", broken)

    def test_of_one_post_leave_nothing_of_it_and_do_not_stop_the_others(self, load, monkeypatch):
        self.fail_for(monkeypatch, "2", RuntimeError("The wind has dropped."))
        report = load(post(1), post(2, category("sea", "Sea"), creator="bo"), post(3), head=[author("bo", "Bo Berg")])
        assert outcomes(report) == [("posts", "imported"), ("posts", "failed"), ("posts", "imported")]
        assert report.entries[1].reason == "RuntimeError: The wind has dropped."
        assert sorted(ArticlePage.objects.values_list("slug", flat=True)) == ["post-1", "post-3"]
        assert not Topic.objects.exists()
        assert not AuthorPage.objects.filter(title="Bo Berg").exists()
        assert "topics" not in report.made
        assert not ImportedItem.objects.filter(kind="article", key="2").exists()

    def test_succeed_the_next_time(self, load, monkeypatch):
        self.fail_for(monkeypatch, "2", RuntimeError("The wind has dropped."))
        load(post(1), post(2))
        monkeypatch.undo()
        assert outcomes(load(post(1), post(2))) == [("posts", "skipped"), ("posts", "imported")]

    def test_two_posts_with_one_number_are_not_laid_over_each_other(self, load):
        report = load(post(1, title="First"), post(1, title="Second"))
        assert outcomes(report) == [("posts", "imported"), ("posts", "failed")]
        assert report.entries[1].reason == "another post of the file has the same number"
        assert ArticlePage.objects.get().title == "First"

    def test_of_one_picture_do_not_stop_the_others(self, load, monkeypatch):
        store = Library.store

        def broken(self, picture, content):
            if picture.key == "7":
                raise OSError("No space left on device")
            return store(self, picture, content)

        monkeypatch.setattr(Library, "store", broken)
        report = load(attachment(7, "2020/05/boat.jpg"), attachment(8, "2020/05/quay.png"))
        assert outcomes(report) == [("pictures", "failed"), ("pictures", "imported")]
        assert report.entries[0].reason == "OSError: No space left on device"

    def test_of_validation_are_said_in_words(self, load, monkeypatch):
        self.fail_for(monkeypatch, "1", ValidationError("The title is missing."))
        assert load(post(1)).entries[0].reason == "The title is missing."

    def test_of_a_post_that_cannot_be_read_are_its_own(self, load, monkeypatch):
        read = importer.read_post

        def broken(found, *others):
            if found.post_id == 1:
                raise RecursionError("Too deep.")
            return read(found, *others)

        monkeypatch.setattr(importer, "read_post", broken)
        assert outcomes(load(post(1), post(2))) == [("posts", "failed"), ("posts", "imported")]

    def test_of_a_picture_do_not_stop_its_post(self, load, uploads):
        (uploads / "2020" / "05" / "boat.jpg").write_bytes(b"no picture")
        html = f'<p>One.</p><img src="{ADDRESS}/wp-content/uploads/2020/05/boat.jpg">'
        report = load(attachment(7, "2020/05/boat.jpg"), post(1, meta("_thumbnail_id", 7), content=html))
        assert outcomes(report) == [("pictures", "failed"), ("posts", "imported")]
        assert ArticlePage.objects.get().hero_image is None


class TestLayout:
    def test_posts_stand_below_the_first_index_whatever_else_there_is(self, load, article_index):
        ArticleFactory(parent=AuthorFactory(title="Ingrid Holm", slug="ingrid-holm"), slug="post-1")
        load(post(1))
        assert sorted(ArticlePage.objects.descendant_of(article_index).values_list("slug", flat=True)) == [
            "post-1",
            "post-1-2",
        ]

    def test_the_featured_picture_opens_the_article(self, load, client):
        alt = meta("_wp_attachment_image_alt", "A quay at low tide")
        load(post(1, meta("_thumbnail_id", 8)), attachment(8, "2020/05/quay.png", alt))
        article = ArticlePage.objects.get()
        assert (article.hero_image.title, article.hero_alt_text) == ("quay", "A quay at low tide")
        assert 'alt="A quay at low tide"' in client.get(article.get_url()).content.decode()

    def test_a_post_of_every_kind_of_block_is_shown(self, load, client):
        html = (
            "<h2>Tides</h2><p>One <b>boat</b>.</p><ul><li>a</li></ul><blockquote>Sail.</blockquote><hr>"
            '<blockquote class="pullquote">Sail on.</blockquote><details><summary>Why?</summary>So.</details>'
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td><b>2</b></td></tr></table>\n\n"
            f'https://vimeo.com/12345\n\n<img src="{ADDRESS}/wp-content/uploads/2020/05/boat.jpg" alt="A boat at sea">'
        )
        load(post(1, content=html))
        article = ArticlePage.objects.get()
        kinds = {block.block_type for block in article.body}
        assert kinds == {"heading", "paragraph", "divider", "pull_quote", "questions", "table", "embed", "image"}
        page = client.get(article.get_url()).content.decode()
        for words in ("Tides", "<b>boat</b>", "Sail on.", "Why?", "<b>2</b>", "vimeo.com", 'alt="A boat at sea"'):
            assert words in page
