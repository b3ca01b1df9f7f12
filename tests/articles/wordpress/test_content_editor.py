"""Posts of the block editor: HTML between comments that name its blocks."""

import json

import pytest

from articles.wordpress.aside import hidden
from core.html import safe_html
from tests.articles.wordpress.export import ADDRESS
from tests.articles.wordpress.samples import UPLOADS, image


def wp(name, html="", **given):
    """A block as the editor writes it; without HTML it stands alone."""
    options = f" {json.dumps(given)}" if given else ""
    return (
        f"<!-- wp:{name}{options} -->\n{html}\n<!-- /wp:{name} -->\n\n" if html else f"<!-- wp:{name}{options} /-->\n\n"
    )


def figure(name, html, caption="", classes=""):
    words = f'<figcaption class="wp-element-caption">{caption}</figcaption>' if caption else ""
    return wp(name, f'<figure class="wp-block-{name} {classes}">{html}{words}</figure>')


PICTURE = f'<img src="{UPLOADS}/boat-1024x683.jpg" alt="" class="wp-image-7"/>'


class TestText:
    def test_paragraphs_in_a_row_are_one_block(self, blocks):
        html = wp("paragraph", "<p>One\nboat.</p>") + wp(
            "paragraph", '<p class="has-text-color">Two.</p>', align="left"
        )
        assert blocks(html) == [("paragraph", "<p>One boat.</p><p>Two.</p>")]

    def test_empty_paragraphs_vanish(self, blocks):
        html = wp("paragraph", "<p></p>") + wp("paragraph", "<p>One.</p>") + wp("paragraph", "<p>&nbsp;</p>")
        assert blocks(html) == [("paragraph", "<p>One.</p>")]

    def test_line_ends_are_mere_blanks(self, blocks):
        assert blocks(wp("paragraph", "<p>a\n\nb<br>c</p>")) == [("paragraph", "<p>a b<br/>c</p>")]

    def test_headings_lists_and_quotes(self, blocks):
        html = (
            wp("heading", '<h2 class="wp-block-heading" id="h-tides">Tides</h2>')
            + wp("list", f"<ul>{wp('list-item', '<li>a</li>')}{wp('list-item', '<li>b</li>')}</ul>")
            + wp(
                "quote",
                f'<blockquote class="wp-block-quote">{wp("paragraph", "<p>Sail.</p>")}<cite>Ann</cite></blockquote>',
            )
            + wp("heading", "<h3>Ebb</h3>", level=3)
        )
        assert blocks(html) == [
            ("heading", {"text": "Tides", "level": "h2"}),
            ("paragraph", "<ul><li>a</li><li>b</li></ul><blockquote>Sail.<br/>— Ann</blockquote>"),
            ("heading", {"text": "Ebb", "level": "h3"}),
        ]

    def test_pull_quotes(self, blocks):
        html = figure("pullquote", "<blockquote><p>Sail <em>on</em>.</p><cite>Ann</cite></blockquote>")
        assert blocks(html) == [("pull_quote", {"quote": "Sail on.", "attribution": "Ann"})]

    def test_a_pull_quote_of_two_paragraphs_keeps_them_apart(self, blocks):
        html = figure("pullquote", "<blockquote><p>Sail.</p><p>Rest.</p></blockquote>")
        assert blocks(html) == [("pull_quote", {"quote": "Sail.\nRest.", "attribution": ""})]

    def test_words_beside_the_quote_of_a_pull_quote_are_kept(self, blocks):
        html = figure("pullquote", "Before.<blockquote><p>Sail.</p></blockquote>", "After.")
        assert blocks(html) == [("pull_quote", {"quote": "Before.\nSail.\nAfter.", "attribution": ""})]

    def test_a_long_attribution_is_cut_and_named(self, converted):
        conversion = converted(figure("pullquote", f"<blockquote><p>Sail.</p><cite>{'Ann, ' * 50}</cite></blockquote>"))
        assert len(conversion.blocks[0]["value"]["attribution"]) <= 160
        assert "Who said a quote was too long" in conversion.notes[0]

    def test_code_and_verse(self, converted):
        html = wp("code", '<pre class="wp-block-code"><code>a &lt; b\nc</code></pre>') + wp(
            "verse", "<pre>d\n  e</pre>"
        )
        conversion = converted(html)
        assert [block["value"] for block in conversion.blocks] == ["a < b\nc", "d\n  e"]
        assert {block["type"] for block in conversion.blocks} == {"preformatted"}

    def test_separators_are_dividers_and_spacers_nothing(self, blocks):
        html = (
            wp("paragraph", "<p>a</p>")
            + wp("separator", '<hr class="wp-block-separator"/>')
            + wp("spacer", "<div></div>")
        )
        assert blocks(html + wp("paragraph", "<p>b</p>")) == [
            ("paragraph", "<p>a</p>"),
            ("divider", None),
            ("paragraph", "<p>b</p>"),
        ]

    def test_details_become_questions(self, blocks):
        inner = f"<summary>Why?</summary>{wp('paragraph', '<p>So.</p>')}"
        html = wp("details", f'<details class="wp-block-details">{inner}</details>') * 2
        [(kind, value)] = blocks(html)
        assert kind == "questions"
        assert value["items"] == [{"question": "Why?", "answer": "<p>So.</p>"}] * 2

    def test_buttons_and_files_become_links(self, blocks):
        button = (
            '<div class="wp-block-button"><a class="wp-block-button__link" href="https://sea.example/">Go</a></div>'
        )
        html = wp("buttons", f'<div class="wp-block-buttons">{wp("button", button)}</div>')
        assert blocks(html) == [("paragraph", '<p><a href="https://sea.example/">Go</a></p>')]

    def test_columns_and_groups_give_what_they_hold_in_order(self, blocks):
        columns = "".join(
            wp("column", f'<div class="wp-block-column">{wp("paragraph", f"<p>{word}</p>")}</div>') for word in "ab"
        )
        html = wp("group", f'<div class="wp-block-group">{wp("columns", f"<div>{columns}</div>")}</div>')
        assert blocks(html) == [("paragraph", "<p>a</p><p>b</p>")]

    def test_old_text_between_blocks_is_kept(self, blocks):
        assert blocks(f"Old words.\n\n{wp('paragraph', '<p>New.</p>')}") == [
            ("paragraph", "<p>Old words.</p><p>New.</p>")
        ]


class TestPictures:
    def test_a_picture_with_its_caption(self, blocks):
        html = figure("image", PICTURE, "Before the <strong>storm</strong>", "size-large")
        assert blocks(html) == [image(caption="Before the storm")]

    def test_width_stands_on_the_figure(self, blocks):
        assert blocks(figure("image", PICTURE, classes="alignfull")) == [image(width="full")]
        assert blocks(figure("image", PICTURE, classes="alignwide")) == [image(width="wide")]

    def test_a_linked_picture_with_a_caption(self, blocks):
        html = figure("image", f'<a href="https://shop.example/">{PICTURE}</a>', "A boat")
        assert blocks(html) == [
            image(caption="A boat"),
            ("paragraph", '<p><a href="https://shop.example/">https://shop.example/</a></p>'),
        ]

    def test_a_gallery_of_pictures_with_a_caption_of_its_own(self, blocks):
        pictures = figure("image", PICTURE, "First") + figure("image", PICTURE)
        html = figure("gallery", pictures, "All of them", "has-nested-images")
        assert blocks(html) == [image(caption="First"), image(), ("paragraph", "<p>All of them</p>")]

    def test_a_gallery_of_one_picture_keeps_both_captions(self, blocks):
        html = figure("gallery", figure("image", PICTURE, "First"), "All")
        assert blocks(html) == [image(caption="First"), ("paragraph", "<p>All</p>")]

    def test_a_gallery_as_first_written_is_a_list(self, blocks):
        items = f'<li class="blocks-gallery-item"><figure>{PICTURE}<figcaption>First</figcaption></figure></li>'
        assert blocks(wp("gallery", f'<ul class="wp-block-gallery columns-3">{items}</ul>', ids=[7])) == [
            image(caption="First")
        ]

    def test_cover_and_media_with_text_give_picture_and_text(self, blocks):
        cover = f'<div class="wp-block-cover">{PICTURE}<div>{wp("paragraph", "<p>Over.</p>")}</div></div>'
        media = f"<div><figure>{PICTURE}</figure><div>{wp('paragraph', '<p>By.</p>')}</div></div>"
        assert blocks(wp("cover", cover) + wp("media-text", media)) == [
            image(),
            ("paragraph", "<p>Over.</p>"),
            image(),
            ("paragraph", "<p>By.</p>"),
        ]

    def test_a_missing_one_with_a_caption_leaves_both_as_text(self, blocks):
        html = figure("image", f'<img src="{UPLOADS}/gone.jpg" alt="A gull"/>', "In May")
        assert blocks(html) == [("paragraph", f'<p><a href="{UPLOADS}/gone.jpg">A gull</a></p><p>In May</p>')]


class TestEmbeds:
    def embed(self, url, caption=""):
        html = f'<div class="wp-block-embed__wrapper">\n{url}\n</div>'
        return figure("embed", html, caption, "is-type-video is-provider-youtube")

    def test_a_film_with_its_caption(self, blocks):
        url = "https://www.youtube.com/watch?v=abcdefghijk"
        expected = {"url": url, "title": "The storm", "poster": None, "caption": "The storm"}
        assert blocks(self.embed(url, "The storm")) == [("embed", expected)]

    def test_an_embed_of_the_first_editor(self, blocks):
        html = self.embed("https://vimeo.com/12345").replace("wp:embed", "wp:core-embed/vimeo")
        assert blocks(html)[0][1]["url"] == "https://vimeo.com/12345"

    def test_other_embeds_become_links(self, blocks):
        url = "https://social.example/@ann/1?a=1&amp;b=2"
        assert blocks(self.embed(url, "What Ann said")) == [
            ("paragraph", f'<p><a href="{url}">{url}</a></p><p>What Ann said</p>')
        ]

    def test_a_film_of_the_sites_own_becomes_a_link(self, converted):
        conversion = converted(figure("video", '<video controls src="https://harbour.example/a.mp4"></video>', "Tide"))
        assert conversion.blocks[0]["value"] == (
            '<p><a href="https://harbour.example/a.mp4">https://harbour.example/a.mp4</a></p><p>Tide</p>'
        )
        assert conversion.notes == [
            "What came from these addresses is a link now: https://harbour.example/a.mp4 (video)."
        ]


class TestBlocksWithoutText:
    @pytest.mark.parametrize("name", ["latest-posts", "calendar", "jetpack/contact-form", "block"])
    def test_are_kept_for_editors_and_named(self, converted, name):
        block = wp(name, ref=5, nested={"a": {"b": 1}})
        conversion = converted(wp("paragraph", "<p>a</p>") + block)
        assert conversion.blocks[1:] == [{"type": "remainder", "value": {"html": block.strip()}}]
        assert len(conversion.notes) == 1
        assert "are kept as remainders" in conversion.notes[0]
        assert safe_html(block).strip() == ""

    @pytest.mark.parametrize("name", ["more", "nextpage", "spacer", "post-title"])
    def test_are_not_when_there_is_nothing_to_miss(self, converted, name):
        assert converted(wp("paragraph", "<p>a</p>") + wp(name)).notes == []

    def test_do_not_break_a_paragraph_that_only_holds_a_comment(self, blocks):
        assert blocks(wp("paragraph", "<p>a<!-- b -->c</p>")) == [("paragraph", "<p>ac</p>")]


class TestFootnotes:
    NOTES = json.dumps([{"id": "x1", "content": "See <em>Tides</em>."}, {"id": "x2", "content": "Later."}])

    def test_stand_as_a_list_where_the_block_stood(self, blocks):
        mark = '<sup data-fn="x1" class="fn"><a href="#x1" id="x1-link">1</a></sup>'
        html = wp("paragraph", f"<p>Sail.{mark}</p>") + wp("footnotes")
        assert blocks(html, footnotes=self.NOTES) == [
            (
                "paragraph",
                "<p>Sail.<sup>1</sup></p><ol><li>See <i>Tides</i>.</li><li>Later.</li></ol>",
            )
        ]

    @pytest.mark.parametrize("broken", ["", "{", "[1]", '[{"id": 1}]', "null"])
    def test_that_cannot_be_read_are_named(self, converted, broken):
        conversion = converted(wp("paragraph", "<p>a</p>") + wp("footnotes"), footnotes=broken)
        assert conversion.notes == ["The footnotes could not be read and were left out."]
        assert len(conversion.blocks) == 1


class TestUnknownShortcodes:
    def test_on_their_own_are_kept_for_editors(self, converted):
        conversion = converted(f"{wp('shortcode', '[contact-form-7 id=5]')}{wp('shortcode', '[sitemap]')}")
        hidden = "<!-- [contact-form-7 id=5] -->\n<!-- [sitemap] -->"
        assert conversion.blocks == [{"type": "remainder", "value": {"html": hidden}}]
        assert conversion.notes == ["Unknown shortcodes are kept as remainders: [contact-form-7 id=5], [sitemap]."]

    def test_around_whole_lines_are_kept_on_both_sides_of_them(self, blocks):
        html = "[vc_row a=x][vc_column]\n[vc_column_text]One <b>boat</b>.[/vc_column_text]\n[/vc_column][/vc_row]"
        opening, words, closing = blocks(html)
        assert opening == (
            "remainder",
            {"html": "<!-- [vc_row a=x] -->\n<!-- [vc_column] -->\n<!-- [vc_column_text] -->"},
        )
        assert words == ("paragraph", "<p>One <b>boat</b>.</p>")
        assert closing[1]["html"].splitlines()[-1] == "<!-- [/vc_row] -->"

    def test_within_a_line_leave_their_words_and_links(self, converted):
        html = 'See [su_button url="https://a.example/"]the map[/su_button], [dropcap]O[/dropcap]nce, [sic].'
        conversion = converted(html)
        words = '<p>See <a href="https://a.example/">the map</a>, Once, [sic].</p>'
        assert conversion.blocks == [{"type": "paragraph", "value": words}]
        assert "[dropcap]O[/dropcap]" in conversion.notes[0]

    def test_within_a_line_without_an_end_stay_in_the_text(self, converted):
        conversion = converted("Call [phone_number] now.")
        assert conversion.blocks == [{"type": "paragraph", "value": "<p>Call [phone_number] now.</p>"}]
        assert conversion.notes == ["Unknown shortcodes stay in the text: [phone_number]."]

    def test_cannot_end_the_comment_that_hides_them(self):
        assert safe_html(hidden('[evil_one a="--><b>x</b>"]')) == ""


class TestReusableBlocks:
    def test_stand_where_they_were_shown(self, library, blocks):
        library.saved[5] = wp("paragraph", "<p>Sail with us.</p>")
        assert blocks(wp("paragraph", "<p>a</p>") + wp("block", ref=5)) == [
            ("paragraph", "<p>a</p><p>Sail with us.</p>")
        ]

    def test_that_show_themselves_come_to_an_end(self, library, blocks):
        library.saved[5] = wp("paragraph", "<p>Again.</p>") + wp("block", ref=5)
        assert [kind for kind, _value in blocks(wp("block", ref=5))] == ["paragraph", "remainder"]


def test_everything_that_is_made_can_stand_in_an_article(converted):
    """Every block keeps to the limits that the editor's form sets, but for alternative text still to be written."""
    from articles.blocks import ArticleBodyBlock

    html = (
        wp("heading", f"<h2>{'High tide ' * 20}</h2>")
        + wp("heading", "<h2>Tides</h2>")
        + figure(
            "table", "<table><thead><tr><th>a</th><th>b</th></tr></thead><tr><td>1</td><td>2</td></tr></table>", "c"
        )
        + figure("pullquote", f"<blockquote><p>Sail.</p><cite>{'Ann ' * 99}</cite></blockquote>")
        + wp("details", f"<details><summary>{'Why? ' * 99}</summary>So.</details>")
        + wp("details", "<details><summary>Why?</summary>So.</details>")
        + figure("embed", "https://vimeo.com/1", "A film " * 99)
        + wp("separator", "<hr/>")
        + wp("paragraph", f'<p><a href="{ADDRESS}">End</a></p>')
    )
    block = ArticleBodyBlock()
    value = block.to_python(converted(html).blocks)
    assert len(block.clean(value)) == len(value) > 8
