import pytest

from articles.wordpress.markup import address_part, cut_at_sentence, plain, readable, rich_text, trimmed


class TestRichText:
    def test_keeps_what_our_editor_holds(self):
        html = '<p>a <b>b</b> <i>c</i><br><a href="https://x.example/">d</a></p><ul><li>e</li></ul><h4>f</h4>'
        assert rich_text(html) == html.replace("<br>", "<br/>")

    @pytest.mark.parametrize(
        ("html", "expected"),
        [
            ('<p class="x" style="color:red" id="y">a</p>', "<p>a</p>"),
            ("<div><p>a</p></div>", "<p>a</p>"),
            ("<h2>a</h2>", "a"),
            ("<p>a<script>b</script></p>", "<p>a</p>"),
            ("<p><b>a", "<p><b>a</b></p>"),
            ('<a href="vbscript:x">a</a>', "<a>a</a>"),
            ('<a href=" java\nscript:x">a</a>', "<a>a</a>"),
            ('<a href="tel:+48123">a</a>', '<a href="tel:+48123">a</a>'),
            ('<a href="https://a.example/?x=&quot;y">a</a>', '<a href="https://a.example/?x=&quot;y">a</a>'),
            ("<img src=x>a<!-- b -->", "a"),
        ],
    )
    def test_drops_all_else(self, html, expected):
        assert rich_text(html) == expected

    def test_holds_fewer_elements_where_asked(self):
        assert rich_text("<h4>a</h4><b>b</b>", {"b"}) == "a<b>b</b>"


class TestReadable:
    def test_closes_and_nests_as_a_browser_does(self):
        assert readable("<p>a<p>b<ul><li>c<li>d</ul>") == "<p>a</p><p>b</p><ul><li>c</li><li>d</li></ul>"

    def test_keeps_comments_and_what_tells_pictures_apart(self):
        html = '<!-- wp:x --><img class="wp-image-7" src="a.jpg" alt="b">'
        assert readable(html) == html

    def test_drops_scripts_with_their_text(self):
        assert readable("a<script>b</script><style>c</style><noscript>d</noscript>e") == "ae"


class TestTrimmed:
    @pytest.mark.parametrize(
        ("html", "expected"),
        [
            ("&nbsp; a &nbsp;", "a"),
            ("\u00a0a\u200b\ufeff", "a"),
            ("<br/> a<br/><br />", "a"),
            ("<b></b>a<i> </i>", "a"),
            ("<b><i></i></b>", ""),
            ('a<a href="https://x.example/"></a>', "a"),
            ("a&nbsp;b", "a&nbsp;b"),
            ("<b>a</b>", "<b>a</b>"),
        ],
    )
    def test_takes_blanks_from_the_ends(self, html, expected):
        assert trimmed(html) == expected


class TestPlain:
    @pytest.mark.parametrize(
        ("html", "expected"),
        [
            ("<p>a</p><p>b</p>", "a b"),
            ("a<br>b", "a b"),
            ("<b>bo</b>ld", "bold"),
            ("Fish &amp; chips &#8211; &lt;b&gt;", "Fish & chips – <b>"),
            ("  a \n\u00a0 b ", "a b"),
            ("<td>a</td><td>b</td>", "a b"),
            ("a\x00b\u200bc", "abc"),
            ("", ""),
        ],
    )
    def test_gives_the_words_in_one_line(self, html, expected):
        assert plain(html) == expected


class TestAddressPart:
    @pytest.mark.parametrize(
        ("text", "fallback", "expected"),
        [
            ("sales-and-marketing", "", "sales-and-marketing"),
            ("Święty spokój", "", "swiety-spokoj"),
            ("Łódź", "", "lodz"),
            ("研修", "", "yanxiu"),
            ("", "High Tide!", "high-tide"),
            ("???", "Ebb", "ebb"),
            ("", "", ""),
        ],
    )
    def test_is_in_plain_letters(self, text, fallback, expected):
        assert address_part(text, fallback) == expected


class TestCutAtSentence:
    @pytest.mark.parametrize(
        ("text", "limit", "expected"),
        [
            ("One. Two.", 20, "One. Two."),
            ("One. Two. Three.", 10, "One. Two."),
            ("One. Two. Three.", 9, "One. Two."),
            ("One. Two. Three.", 8, "One."),
            ("He said “No.” And left at once.", 15, "He said “No.”"),
            ("Is it? It is! Well… Perhaps so.", 20, "Is it? It is! Well…"),
            ("Boats, e.g. ferries, are slow. And old.", 30, "Boats, e.g. ferries, are slow."),
            ("Boats, e.g. ferries, are slow.", 20, "Boats, e.g.…"),
            ("A sentence without any end in sight", 20, "A sentence without…"),
            ("Donaudampfschifffahrt", 10, "Donaudamp…"),
            ("Version 2.5 is out. Get it.", 20, "Version 2.5 is out."),
        ],
    )
    def test_ends_where_a_sentence_does(self, text, limit, expected):
        assert cut_at_sentence(text, limit) == expected
        assert len(expected) <= limit
