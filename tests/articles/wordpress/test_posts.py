from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.wordpress.people import Bylines
from articles.wordpress.posts import read_post
from articles.wordpress.reader import iterate_items
from tests.articles.wordpress.export import ADDRESS, category, meta, post, tag, term

UPLOADS = f"{ADDRESS}/wp-content/uploads/2020/05"


@pytest.fixture
def read(export_file, export, library):
    """What post 1 is to become."""

    def run(*inner, authors=(), **given):
        [item] = iterate_items(export_file(post(1, *inner, **given), name="post.xml"))
        return read_post(item, export, library, Bylines(export, list(authors), "The House"))

    return run


class TestTitle:
    @pytest.mark.parametrize(
        ("title", "expected"),
        [
            ("Tides", "Tides"),
            ("Tides &amp; <em>ebbs</em> &#8211; again", "Tides & ebbs – again"),
            ("  a\n b ", "a b"),
            ("Is 3 < 4?", "Is 3 < 4?"),
        ],
    )
    def test_is_plain_text(self, read, title, expected):
        assert read(title=title).title == expected

    def test_without_one_the_text_gives_it(self, read):
        found = read(
            title="", content="<p>Boats leave on time. So do we, mostly, and if not, there is tea. And cake.</p>"
        )
        assert found.title == "Boats leave on time. So do we, mostly, and if not, there is tea. And cake."
        assert "The post has no title; it was taken from its text." in found.notes

    def test_without_text_it_is_untitled(self, read):
        assert read(title="", content="").title == "Untitled"

    def test_too_long_a_one_is_cut_at_a_word_and_named(self, read):
        found = read(title="high tide " * 40)
        assert len(found.title) <= 255
        assert found.title.endswith("high tide…")
        assert "The title is too long" in found.notes[0]


class TestSlug:
    @pytest.mark.parametrize(
        ("slug", "expected"),
        [
            ("high-tide", "high-tide"),
            ("%e7%a0%94%e4%bf%ae", "yanxiu"),
            ("%c5%9bwi%c4%99ty", "swiety"),
            ("", "tides-and-ebbs"),
            ("???", "tides-and-ebbs"),
        ],
    )
    def test_is_in_plain_letters(self, read, slug, expected):
        assert read(slug=slug, title="Tides and ebbs").slug == expected

    def test_falls_back_on_the_number(self, read):
        assert read(slug="", title="???").slug == "post-1"


class TestDate:
    def test_is_the_one_in_utc(self, read):
        assert read().date == datetime(2020, 5, 5, 7, 30, tzinfo=UTC)

    @pytest.mark.parametrize("none", ["0000-00-00 00:00:00", "", "soon", "2020-13-45 00:00:00", None])
    def test_without_it_is_the_local_one_in_the_zone_of_the_site(self, read, none):
        assert read(date_gmt=none, date="2020-01-05 09:30:00").date == datetime(2020, 1, 5, 8, 30, tzinfo=UTC)
        assert read(date_gmt=none, date="2020-07-05 09:30:00").date == datetime(2020, 7, 5, 7, 30, tzinfo=UTC)

    def test_follows_the_sites_zone(self, read, settings):
        settings.TIME_ZONE = "America/New_York"
        found = read(date_gmt="0000-00-00 00:00:00", date="2020-07-05 09:30:00")
        assert found.date == datetime(2020, 7, 5, 13, 30, tzinfo=UTC)

    def test_without_either_is_that_of_the_feed(self, read):
        found = read(date_gmt=None, date=None, published="Sun, 05 Jul 2020 09:30:00 +0200")
        assert found.date == datetime(2020, 7, 5, 7, 30, tzinfo=UTC)

    @pytest.mark.parametrize("published", ["", "Wed, 30 Nov -0001 00:00:00 +0000", "soon"])
    def test_without_any_is_left_to_the_day_of_the_import_and_named(self, read, published):
        found = read(date_gmt=None, date=None, published=published)
        assert found.date is None
        assert "The post has no date that could be read; it is dated by its import." in found.notes

    def test_of_a_draft_is_nothing_to_speak_of(self, read):
        found = read(date_gmt="0000-00-00 00:00:00", date="0000-00-00 00:00:00", published="", status="draft")
        assert found.date is None
        assert not any("date" in note for note in found.notes)

    def test_of_the_last_change_is_kept(self, read):
        assert read(modified_gmt="2021-02-03 04:05:06").updated == datetime(2021, 2, 3, 4, 5, 6, tzinfo=UTC)

    @pytest.mark.parametrize("modified", ["0000-00-00 00:00:00", "2019-01-01 00:00:00", "", None])
    def test_of_a_change_before_the_post_appeared_is_not(self, read, modified):
        assert read(modified_gmt=modified).updated == datetime(2020, 5, 5, 7, 30, tzinfo=UTC)


class TestState:
    @pytest.mark.parametrize(
        ("status", "password", "state", "note"),
        [
            ("publish", "", "live", ""),
            ("draft", "", "draft", ""),
            ("pending", "", "draft", "A draft here, since it was waiting for review."),
            ("private", "", "draft", "A draft here, since it was private."),
            ("publish", "secret", "draft", "A draft here, since it was protected by a password, which is not kept."),
            ("acf-disabled", "", "draft", "A draft here, since its status was “acf-disabled”."),
            ("future", "", "draft", "A draft here, since its time to appear has passed."),
        ],
    )
    def test_publishes_only_what_everybody_could_see(self, read, status, password, state, note):
        found = read(status=status, password=password, excerpt="Short.", content="<p>Words.</p>")
        assert found.state == state
        assert found.notes == ([note] if note else [])

    def test_what_is_to_come_is_scheduled(self, read):
        date = timezone.now().replace(microsecond=0) + timedelta(days=3)
        found = read(status="future", date_gmt=date.strftime("%Y-%m-%d %H:%M:%S"))
        assert (found.state, found.date) == ("scheduled", date)

    def test_no_password_is_kept(self, read):
        assert "hunter2" not in str(read(password="hunter2"))


class TestTopicsAndTags:
    def test_categories_are_topics_and_tags_tags(self, read):
        found = read(category("planning", "Planning &amp; doing"), category("sea", "Sea"), tag("low-tide", "low tide"))
        assert found.topics == {"planning": "Planning & doing", "sea": "Sea"}
        assert found.tags == ["low tide"]

    def test_categories_that_name_authors_are_not(self, read, export):
        export.categories["ann-berg"] = "Ann Berg"
        found = read(category("ann-berg", "Ann Berg"), category("sea", "Sea"), authors=["Ann Berg"])
        assert found.topics == {"sea": "Sea"}
        assert [name.name for name in found.authors] == ["Ann Berg"]

    @pytest.mark.parametrize(("slug", "name"), [("uncategorized", "Uncategorized"), ("bez-kategorii", "Bez kategorii")])
    def test_the_category_that_says_nothing_is_not(self, read, slug, name):
        found = read(category(slug, name))
        assert found.topics == {}
        assert f"The category “{name}” is no subject, so no topic." in found.notes

    def test_long_names_and_foreign_slugs_fit(self, read):
        found = read(category("%e6%b5%b7", "海"), category("", "A name " * 30), tag("", "tag " * 50))
        assert found.topics["hai"] == "海"
        assert all(len(slug) <= 80 and len(name) <= 80 for slug, name in found.topics.items())
        assert len(found.tags[0]) <= 100

    def test_other_taxonomies_are_named(self, read):
        found = read(term("genre", "tides", "Tides"), term("post_format", "post-format-aside", "Aside"))
        assert "Terms of other taxonomies were left out: genre." in found.notes


class TestStandfirst:
    DERIVED = "The standfirst was derived from the beginning of the text, since the post has no excerpt."

    def test_is_the_excerpt_as_plain_text(self, read):
        found = read(excerpt="<p>Why <em>tides</em> &amp; plans differ.</p>")
        assert found.standfirst == "Why tides & plans differ."
        assert found.notes == []

    def test_a_long_excerpt_is_cut_and_named(self, read):
        found = read(excerpt="Tides come and go. " * 40)
        assert len(found.standfirst) <= 400
        assert found.standfirst.endswith("go.")
        assert "The excerpt is too long for a standfirst and was cut." in found.notes

    def test_else_the_first_sentences_and_that_is_said(self, read):
        found = read(content=f"<h2>Head</h2><p>One is short.</p><p>{'Two is longer than that. ' * 20}</p>")
        assert found.standfirst.startswith("One is short. Two is longer")
        assert found.standfirst.endswith("that.")
        assert len(found.standfirst) <= 300
        assert self.DERIVED in found.notes

    def test_a_sufficient_first_paragraph_is_enough(self, read):
        first = "This one says all that a reader has to know before reading on, and nothing besides it."
        assert read(content=f"<p>{first}</p><p>Second.</p>").standfirst == first

    def test_lists_and_small_headings_are_passed_over(self, read):
        assert read(content="<h4>Note</h4><ul><li>item</li></ul><p>Words.</p>").standfirst == "Words."

    def test_without_text_it_is_the_title(self, read):
        found = read(content="", title="Tides")
        assert found.standfirst == "Tides"
        assert "The post has no text." in found.notes


class TestOldPaths:
    def test_are_the_posts_address_and_the_short_one(self, read):
        assert read(link=f"{ADDRESS}/2020/05/tides/").old_paths == ["/2020/05/tides", "/?p=1"]

    def test_of_a_post_that_has_only_the_short_one(self, read):
        assert read(link=f"{ADDRESS}/?p=1").old_paths == ["/?p=1"]

    def test_with_letters_of_other_scripts(self, read):
        assert read(link=f"{ADDRESS}/%e6%b5%b7/").old_paths[0] == "/海"

    def test_below_the_address_of_a_blog(self, read, export):
        export.base_url = f"{ADDRESS}/blog"
        assert read(link=f"{ADDRESS}/blog/tides/").old_paths == ["/blog/tides", "/blog?p=1"]

    def test_the_front_page_is_never_one(self, read):
        assert read(link=f"{ADDRESS}/").old_paths == ["/?p=1"]

    def test_drafts_had_none_that_mattered(self, read):
        assert read(status="draft").old_paths == []


class TestFeaturedPicture:
    def thumbnail(self, number):
        return meta("_thumbnail_id", number)

    def test_opens_the_article(self, read):
        found = read(self.thumbnail(8), excerpt="Short.")
        assert (found.hero, found.hero_alt, found.social) == ("8", "A quay at low tide", "")
        assert found.notes == []

    def test_without_alternative_text_that_is_said(self, read):
        found = read(self.thumbnail(7))
        assert (found.hero, found.hero_alt) == ("7", "")
        assert "The picture boat.jpg has no alternative text: describe it or call it decorative." in found.notes

    def test_is_not_shown_twice(self, read):
        found = read(self.thumbnail(8), content=f'<p>a</p><img src="{UPLOADS}/quay-300x200.png">')
        assert (found.hero, found.social) == ("", "8")
        assert any("The featured picture quay.png stands in the text already" in note for note in found.notes)

    def test_that_is_missing_is_named(self, read, library):
        library.problems["8"] = "not in the uploads folder"
        found = read(self.thumbnail(8))
        assert found.hero == ""
        assert "The featured picture quay.png is missing (not in the uploads folder)." in found.notes

    @pytest.mark.parametrize("number", [99, 10])
    def test_that_is_no_picture_of_the_export_is_named(self, read, number):
        assert f"The featured picture (number {number}) is not in the export." in read(self.thumbnail(number)).notes

    @pytest.mark.parametrize("number", ["", "-1", "0", "x", "²"])
    def test_none_is_none(self, read, number):
        found = read(self.thumbnail(number), excerpt="Short.")
        assert (found.hero, found.notes) == ("", [])


class TestChecksum:
    def test_is_the_same_for_the_same_post(self, read):
        assert read().checksum == read().checksum

    @pytest.mark.parametrize(
        "change",
        [
            {"title": "Other"},
            {"content": "Other"},
            {"excerpt": "Other"},
            {"slug": "other"},
            {"status": "private"},
            {"password": "x"},
            {"date_gmt": "2020-05-05 07:31:00"},
            {"modified_gmt": "2021-05-05 07:31:00"},
            {"link": f"{ADDRESS}/other/"},
            {"creator": "other"},
        ],
    )
    def test_changes_with_the_post(self, read, change):
        assert read(**change).checksum != read().checksum

    def test_changes_with_its_terms_and_picture(self, read):
        sums = {read(inner).checksum for inner in ("", category("a", "A"), tag("a", "A"), meta("_thumbnail_id", 8))}
        assert len(sums) == 4

    def test_changes_when_a_missing_picture_turns_up(self, read, library):
        html = f'<img src="{UPLOADS}/boat.jpg">'
        library.problems["7"] = "not in the uploads folder"
        before = read(content=html).checksum
        library.problems.clear()
        assert read(content=html).checksum != before

    def test_does_not_change_as_time_passes(self, read, time_machine):
        date = {"status": "future", "date_gmt": "2030-05-05 07:30:00"}
        time_machine.move_to("2030-05-01")
        before = read(**date)
        time_machine.move_to("2030-06-01")
        after = read(**date)
        assert (before.state, after.state) == ("scheduled", "draft")
        assert before.checksum == after.checksum

    def test_does_not_change_with_mere_comments(self, read):
        assert read("<wp:comment></wp:comment>").checksum == read().checksum
