"""What a post shows from elsewhere: films, frames, sounds."""

import pytest


class TestFilms:
    def film(self, url, title="Tides", caption=""):
        return ("embed", {"url": url, "title": title, "poster": None, "caption": caption})

    def test_an_address_in_a_line_of_its_own_plays(self, converted, blocks):
        html = "See:\n\nhttps://youtu.be/abcdefghijk\n\nAnd so on."
        assert blocks(html)[1] == self.film("https://www.youtube.com/watch?v=abcdefghijk")
        assert converted(html).notes == [
            "Films that have no titles of their own: https://www.youtube.com/watch?v=abcdefghijk."
        ]

    def test_among_other_lines_too(self, blocks):
        assert blocks("See:\nhttps://vimeo.com/12345\nNow.") == [
            ("paragraph", "<p>See:</p>"),
            self.film("https://vimeo.com/12345"),
            ("paragraph", "<p>Now.</p>"),
        ]

    def test_an_address_within_a_line_does_not(self, blocks):
        assert [kind for kind, _value in blocks("See https://youtu.be/abcdefghijk now.")] == ["paragraph"]

    @pytest.mark.parametrize(
        "html",
        [
            '<iframe src="//www.youtube.com/embed/abcdefghijk?rel=0" width="560"></iframe>',
            '<iframe src="https://www.youtube-nocookie.com/embed/abcdefghijk" title="YouTube video player"></iframe>',
            "[embed]http://www.youtube.com/watch?v=abcdefghijk[/embed]",
            '[embed width="123"]https://www.youtube.com/watch?v=abcdefghijk&t=10s[/embed]',
            "[youtube https://www.youtube.com/watch?v=abcdefghijk&w=640]",
            "[youtube=http://www.youtube.com/watch?v=abcdefghijk]",
            '[youtube id="abcdefghijk"]',
            '<object width="4"><param name="movie" value="x" />'
            '<embed src="http://www.youtube.com/v/abcdefghijk&amp;hl=en" /></object>',
        ],
    )
    def test_go_by_many_addresses(self, blocks, html):
        assert blocks(html) == [self.film("https://www.youtube.com/watch?v=abcdefghijk")]

    def test_keep_the_title_they_have(self, converted):
        conversion = converted('<iframe src="https://player.vimeo.com/video/12345" title="A storm"></iframe>')
        assert conversion.blocks[0]["value"] == self.film("https://vimeo.com/12345", "A storm")[1]
        assert conversion.notes == []

    def test_other_frames_become_links(self, converted):
        conversion = converted('<iframe src="https://maps.example/m?a=1&amp;b=2" title="Map"></iframe>')
        assert conversion.blocks[0]["value"] == '<p><a href="https://maps.example/m?a=1&amp;b=2">Map</a></p>'
        assert conversion.notes == [
            "What came from these addresses is a link now: https://maps.example/m?a=1&b=2 (iframe)."
        ]

    def test_frames_without_a_scheme_get_one(self, blocks):
        html = '<iframe src="//maps.example/m" title="Map"></iframe>'
        assert blocks(html) == [("paragraph", '<p><a href="https://maps.example/m">Map</a></p>')]

    def test_frames_without_an_address_are_named(self, converted):
        conversion = converted('One.<iframe srcdoc="x"></iframe><iframe src="about:blank"></iframe>')
        assert conversion.blocks == [{"type": "paragraph", "value": "<p>One.</p>"}]
        assert conversion.notes == ["Elements without a usable address were left out: iframe."]

    @pytest.mark.parametrize(
        "html",
        [
            '<audio controls src="https://harbour.example/horn.mp3"></audio>',
            '<audio><source src="https://harbour.example/horn.mp3" type="audio/mpeg" /></audio>',
            '[audio mp3="https://harbour.example/horn.mp3"][/audio]',
            '[audio src="https://harbour.example/horn.mp3"]',
        ],
    )
    def test_sounds_become_links(self, blocks, html):
        address = "https://harbour.example/horn.mp3"
        assert blocks(html) == [("paragraph", f'<p><a href="{address}">{address}</a></p>')]

    def test_other_addresses_in_a_line_of_their_own_become_links(self, blocks):
        assert blocks("https://sea.example/a?b=1&amp;c=2") == [
            ("paragraph", '<p><a href="https://sea.example/a?b=1&amp;c=2">https://sea.example/a?b=1&amp;c=2</a></p>')
        ]
