import time

import pytest

from articles.wordpress.shortcodes import attributes, expand


def expanded(html):
    return " ".join(expand(html)[0].split())


class TestAttributes:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (' id="attachment_7" align="alignleft" ', {"id": "attachment_7", "align": "alignleft"}),
            (" ids='1,2' columns=3", {"ids": "1,2", "columns": "3"}),
            (' ID = "5"', {"id": "5"}),
            (" wide https://a.example/?v=1&w=2", {"0": "wide", "1": "https://a.example/?v=1&w=2"}),
            ("=https://a.example/?v=1", {"0": "https://a.example/?v=1"}),
            (' src=""', {"src": ""}),
            ("", {}),
        ],
    )
    def test_are_named_or_counted(self, text, expected):
        assert attributes(text) == expected


class TestCaption:
    def test_is_a_figure(self):
        html = '[caption id="attachment_7" align="alignleft"]<a href="b"><img src="a" /></a> Words <b>b</b>[/caption]'
        assert expanded(html) == (
            '<figure class="alignleft"><a href="b"><img src="a" /></a><figcaption>Words <b>b</b></figcaption></figure>'
        )

    def test_without_a_picture_is_only_what_it_holds(self):
        assert expanded("[caption]Words[/caption]") == "Words"

    def test_without_an_end_leaves_what_follows(self):
        assert expanded('[caption]<img src="a">One. [caption]<img src="b">Two.[/caption]') == (
            '<img src="a">One. <figure class=""><img src="b"><figcaption>Two.</figcaption></figure>'
        )

    def test_cannot_bring_in_attributes(self):
        found = expanded('[caption align=\'"><script>\']<img src="a">[/caption]')
        assert "<script>" not in found


class TestGallery:
    @pytest.mark.parametrize(
        ("html", "wanted"),
        [
            ('[gallery ids="3, 1,2"]', "3,1,2"),
            ('[gallery include="4"]', "4"),
            ("[gallery]", "of "),
            ("[gallery/]", "of "),
            ('[gallery id="12" size="large"]', "of 12"),
            ('[gallery ids=""]', "of "),
        ],
    )
    def test_names_what_it_shows(self, html, wanted):
        assert expanded(html) == f'<div data-gallery="{wanted}"></div>'


class TestFilms:
    @pytest.mark.parametrize(
        ("html", "address"),
        [
            ("[embed]https://a.example/1[/embed]", "https://a.example/1"),
            ('[embed src="https://a.example/1"]', "https://a.example/1"),
            ("[youtube abcdefghijk]", "https://www.youtube.com/watch?v=abcdefghijk"),
            ("[youtube]abcdefghijk[/youtube]", "https://www.youtube.com/watch?v=abcdefghijk"),
            ("[vimeo 123]", "https://vimeo.com/123"),
            ('[vimeo id="123"]', "https://vimeo.com/123"),
            ("[vimeo https://vimeo.com/123]", "https://vimeo.com/123"),
            ("[youtube]", ""),
        ],
    )
    def test_are_addresses_in_lines_of_their_own(self, html, address):
        assert expand(f"a{html}b")[0] == f"a\n\n{address}\n\nb"


class TestOtherText:
    @pytest.mark.parametrize("html", ["[1]", "[…]", "[sic]", "see [this one] or [that]", "a [b", "a] b", "[]", "[/x]"])
    def test_brackets_of_a_writer_are_left_alone(self, html):
        assert expand(html) == (html, [])

    @pytest.mark.parametrize(
        "html", ["[button url='a']", "[su_box]", "[contact-form-7]", "[box]a[/box]", "[Box]a[/box]"]
    )
    def test_unknown_ones_are_kept_and_named(self, html):
        kept, unknown = expand(html)
        assert kept == html
        assert unknown == [html[1:].split("]")[0].split()[0].lower()]

    def test_doubled_brackets_show_the_shortcode_itself(self):
        assert expand("Write [[gallery]] so.") == ("Write [gallery] so.", [])

    def test_known_ones_within_unknown_ones_are_read(self):
        kept, unknown = expand("[box][gallery][/box]")
        assert kept == '[box]\n\n<div data-gallery="of "></div>\n\n[/box]'
        assert unknown == ["box"]

    @pytest.mark.parametrize(
        "piece", ["[youtube ", "[youtube]", "[caption]", "[[", "[a1]", "[caption][/youtube]", "[/caption]"]
    )
    def test_many_unfinished_ones_take_no_long_time(self, piece):
        started = time.monotonic()
        expand(piece * 20_000)
        assert time.monotonic() - started < 5
