"""Posts of the classic editor: HTML in which blank lines make paragraphs."""

import pytest

from core.html import safe_html
from tests.articles.wordpress.samples import BOAT, image


class TestParagraphs:
    def test_blank_lines_make_paragraphs_of_one_block(self, blocks):
        assert blocks("One.\n\nTwo.\n\n\n\nThree.") == [("paragraph", "<p>One.</p><p>Two.</p><p>Three.</p>")]

    def test_line_ends_of_windows_and_old_macs_count_too(self, blocks):
        assert blocks("One.\r\n\r\nTwo.\r\rThree.") == [("paragraph", "<p>One.</p><p>Two.</p><p>Three.</p>")]

    def test_a_single_line_end_is_a_line_break(self, blocks):
        assert blocks("Roses\nViolets") == [("paragraph", "<p>Roses<br/>Violets</p>")]

    def test_line_ends_beside_an_explicit_break_add_nothing(self, blocks):
        assert blocks("Roses<br />\nViolets\n<br>Lilies") == [("paragraph", "<p>Roses<br/>Violets<br/>Lilies</p>")]

    def test_two_breaks_in_a_row_end_the_paragraph(self, blocks):
        assert blocks("One.<br /><br />Two.<br>\n<br>Three.") == [("paragraph", "<p>One.</p><p>Two.</p><p>Three.</p>")]

    @pytest.mark.parametrize(
        "empty",
        [
            "&nbsp;",
            "<p>&nbsp;</p>",
            "<p></p>",
            "<p> <br /> </p>",
            "<p><b>&nbsp;</b></p>",
            "\u200b",
            "<div><span></span></div>",
        ],
    )
    def test_paragraphs_without_words_vanish(self, blocks, empty):
        assert blocks(f"One.\n\n{empty}\n\n{empty}\n\nTwo.") == [("paragraph", "<p>One.</p><p>Two.</p>")]

    def test_nothing_but_blanks_gives_no_block(self, blocks):
        assert blocks(" \n&nbsp;\n\n<p>&nbsp;</p>") == []

    def test_blanks_at_the_ends_go_and_those_within_stay(self, blocks):
        assert blocks("&nbsp; Ten&nbsp;boats. &nbsp;\n\n<p>\u00a0 Two.</p>") == [
            ("paragraph", "<p>Ten&nbsp;boats.</p><p>Two.</p>")
        ]

    def test_runs_of_spaces_become_one(self, blocks):
        assert blocks("effectiveness in  \t marketing") == [("paragraph", "<p>effectiveness in marketing</p>")]

    def test_elements_open_over_a_blank_line_are_closed_and_opened_again(self, blocks):
        assert blocks("<strong>One.\n\nTwo.</strong> Three.") == [
            ("paragraph", "<p><b>One.</b></p><p><b>Two.</b> Three.</p>")
        ]

    def test_paragraphs_within_containers_are_found(self, blocks):
        html = "<div class='wrap'><section>One.\n\nTwo.</section><p>Three.</p></div>Four."
        assert blocks(html) == [("paragraph", "<p>One.</p><p>Two.</p><p>Three.</p><p>Four.</p>")]

    def test_an_unclosed_paragraph_does_not_swallow_the_next(self, blocks):
        assert blocks("<p>One.<p>Two.") == [("paragraph", "<p>One.</p><p>Two.</p>")]

    def test_what_looks_like_html_in_words_stays_words(self, blocks):
        assert blocks("Is 3 &lt; 4 &amp; 5 &gt; 4?") == [("paragraph", "<p>Is 3 &lt; 4 &amp; 5 &gt; 4?</p>")]

    def test_comments_and_the_more_tag_are_not_shown(self, blocks):
        html = "One <!-- secret -->boat.<!--more-->\n\nTwo.<!--nextpage-->"
        assert blocks(html) == [("paragraph", "<p>One boat.</p><p>Two.</p>")]


class TestInlineElements:
    @pytest.mark.parametrize(
        ("html", "expected"),
        [
            ("<strong>a</strong> <b>b</b>", "<b>a</b> <b>b</b>"),
            ("<em>a</em> <i>b</i> <cite>c</cite>", "<i>a</i> <i>b</i> <i>c</i>"),
            ("CO<sub>2</sub>, 4<sup>th</sup>", "CO<sub>2</sub>, 4<sup>th</sup>"),
            ('<span style="color: red">a</span> <u>b</u> <font size="7">c</font>', "a b c"),
            ("He said <q>no</q>.", "He said “no”."),
            ('<a href="https://sea.example/a?b=1&amp;c=2" target="_blank" onclick="x()">a</a>',
             '<a href="https://sea.example/a?b=1&amp;c=2">a</a>'),
            ('<a href="mailto:a@sea.example">write</a>', '<a href="mailto:a@sea.example">write</a>'),
            ('<a href="/about/">About</a>', '<a href="/about/">About</a>'),
            ('<a href="javascript:alert(1)">a</a>', "a"),
            ('<a name="top"></a>a', "a"),
            ("a<b></b><i> </i>b", "a b"),
        ],
    )  # fmt: skip
    def test_become_what_our_rich_text_holds(self, blocks, html, expected):
        assert blocks(html) == [("paragraph", f"<p>{expected}</p>")]

    def test_struck_out_words_and_code_are_kept_and_said(self, converted):
        conversion = converted("<del>Old</del> new <code>ls -l</code>")
        assert conversion.blocks[0]["value"] == "<p>Old new <code>ls -l</code></p>"
        assert conversion.notes == ["Words that were struck through are plain text now: “Old”."]

    def test_emoji_pictures_become_the_signs_they_stand_for(self, blocks):
        html = 'Ahoy <img class="emoji" src="https://s.w.org/images/core/emoji/1f600.png" alt="😀" />!'
        assert blocks(html) == [("paragraph", "<p>Ahoy 😀!</p>")]


class TestDanger:
    @pytest.mark.parametrize(
        "html",
        [
            "<script>alert(1)</script>",
            "<style>p { color: red }</style>",
            "<img src=x onerror=alert(1)>",
            '<iframe src="javascript:alert(1)"></iframe>',
            '<a href="data:text/html,x" onmouseover="alert(1)">x</a>',
            "<svg onload=alert(1)><text>x</text></svg>",
            '<object data="javascript:alert(1)"></object>',
            "<math><mi//xlink:href='data:x,<script>alert(1)</script>'></math>",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "<p title='</p><script>alert(1)</script>'>x</p>",
        ],
    )
    def test_nothing_that_runs_gets_through(self, blocks, html):
        made = blocks(f"Before.\n\n{html}\n\nAfter.")
        stored = "".join(safe_html(value["html"]) if kind == "remainder" else str(value) for kind, value in made)
        assert "<script" not in stored
        assert "onerror" not in stored
        assert "onload" not in stored
        assert 'href="javascript' not in stored
        assert 'href="data' not in stored
        assert "Before." in stored
        assert "After." in stored

    def test_what_no_block_holds_is_kept_as_one_remainder_and_named(self, converted):
        html = "<p>One.</p><script>x()</script><form><input></form><svg></svg><p>Two.</p>"
        conversion = converted(html)
        assert [block["type"] for block in conversion.blocks] == ["paragraph", "remainder", "paragraph"]
        assert conversion.blocks[1]["value"] == {"html": "<script>x()</script>\n<form><input></form>\n<svg></svg>"}
        assert conversion.notes == ["What our blocks cannot hold is kept as a remainder: script, form, svg."]

    def test_a_mark_that_a_text_made_up_is_nothing(self, blocks):
        assert blocks('One <span data-kept="0">two</span><span data-kept="x"></span>.') == [
            ("paragraph", "<p>One .</p>")
        ]

    def test_control_characters_are_dropped(self, blocks):
        assert blocks("One\x00\x0b boat\x1f.") == [("paragraph", "<p>One boat.</p>")]

    def test_a_thousand_nested_elements_are_read(self, blocks):
        html = "<div>" * 1500 + "Deep." + "</div>" * 1500
        assert blocks(html) == [("paragraph", "<p>Deep.</p>")]


class TestHeadings:
    @pytest.mark.parametrize(("tag", "level"), [("h1", "h2"), ("h2", "h2"), ("h3", "h3")])
    def test_become_heading_blocks_of_two_levels(self, blocks, tag, level):
        assert blocks(f"One.\n<{tag}>High <em>tide</em></{tag}>\nTwo.") == [
            ("paragraph", "<p>One.</p>"),
            ("heading", {"text": "High tide", "level": level}),
            ("paragraph", "<p>Two.</p>"),
        ]

    @pytest.mark.parametrize("tag", ["h4", "h5", "h6"])
    def test_lower_ones_stay_within_the_text(self, blocks, tag):
        assert blocks(f"One.\n<{tag}>Ebb</{tag}>\nTwo.") == [("paragraph", "<p>One.</p><h4>Ebb</h4><p>Two.</p>")]

    def test_one_too_long_for_the_block_stays_within_the_text(self, blocks):
        assert blocks(f"<h2>{'tide ' * 30}</h2>") == [("paragraph", f"<h4>{('tide ' * 30).strip()}</h4>")]

    def test_empty_ones_vanish(self, blocks):
        assert blocks("<h2>&nbsp;</h2><h3></h3>One.") == [("paragraph", "<p>One.</p>")]

    def test_a_link_in_one_is_named(self, converted):
        conversion = converted('<h2><a href="https://sea.example/">Tides</a></h2>')
        assert conversion.blocks[0]["value"]["text"] == "Tides"
        assert conversion.notes == ["Headings hold plain text, without the links they had: https://sea.example/."]

    def test_a_picture_in_one_follows_it(self, blocks):
        assert blocks(f"<h2>{BOAT} Boats</h2>") == [("heading", {"text": "Boats", "level": "h2"}), image()]


class TestLists:
    def test_stay_in_the_text_around_them(self, blocks):
        html = "One.\n<ul>\n<li>a <b>b</b></li>\n<li>c</li>\n</ul>\n<ol><li>d</li></ol>\nTwo."
        assert blocks(html) == [
            ("paragraph", "<p>One.</p><ul><li>a <b>b</b></li><li>c</li></ul><ol><li>d</li></ol><p>Two.</p>")
        ]

    def test_nest(self, blocks):
        html = "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"
        assert blocks(html) == [("paragraph", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>")]

    def test_a_list_wrongly_put_beside_its_item_is_nested_in_it(self, blocks):
        assert blocks("<ul><li>a</li><ol><li>b</li></ol></ul>") == [
            ("paragraph", "<ul><li>a<ol><li>b</li></ol></li></ul>")
        ]

    def test_paragraphs_in_an_item_become_lines(self, blocks):
        assert blocks("<ul><li><p>a</p><p>b</p></li><li></li></ul>") == [("paragraph", "<ul><li>a<br/>b</li></ul>")]

    def test_a_picture_in_one_follows_it_and_that_is_said(self, converted):
        conversion = converted(f"<ul><li>a</li><li>{BOAT} b</li></ul>")
        assert [block["type"] for block in conversion.blocks] == ["paragraph", "image"]
        assert "What stood within a list, other than words, follows it now." in conversion.notes

    def test_a_list_of_pictures_is_just_pictures(self, blocks):
        assert blocks(f"<ul><li>{BOAT}</li><li>{BOAT}</li></ul>") == [image(), image()]

    def test_words_and_comments_that_stand_beside_items_are_kept(self, converted):
        conversion = converted("<ul>Before<li>a</li><!-- wp:social-link /--></ul>")
        assert conversion.blocks[0]["value"] == "<ul><li>Before</li><li>a</li></ul>"
        assert conversion.notes[0] == "Blocks that have no text of their own are kept as remainders: social-link."
        assert conversion.blocks[1] == {"type": "remainder", "value": {"html": "<!-- wp:social-link /-->"}}

    def test_definitions_become_paragraphs(self, blocks):
        assert blocks("<dl><dt>Ebb</dt><dd>Out <b>it</b> goes.</dd></dl>") == [
            ("paragraph", "<p><b>Ebb</b></p><p>Out <b>it</b> goes.</p>")
        ]

    def test_definitions_in_groups_do_too(self, blocks):
        html = f"<dl>First<div><dt>Ebb</dt><dd>Out.<ul><li>a</li></ul></dd></div><dt>{BOAT}</dt></dl>"
        assert blocks(html) == [("paragraph", "<p>First</p><p><b>Ebb</b></p><p>Out.</p><ul><li>a</li></ul>"), image()]


class TestQuotes:
    def test_stay_in_the_text_with_their_paragraphs_as_lines(self, blocks):
        html = "One.\n<blockquote>Sail.\n\nThen rest.</blockquote>\nTwo."
        assert blocks(html) == [
            ("paragraph", "<p>One.</p><blockquote>Sail.<br/><br/>Then rest.</blockquote><p>Two.</p>")
        ]

    def test_who_said_it_stands_at_the_end(self, blocks):
        html = "<blockquote><p>Sail.</p><cite>Ann &amp; Bo</cite></blockquote>"
        assert blocks(html) == [("paragraph", "<blockquote>Sail.<br/>— Ann &amp; Bo</blockquote>")]

    def test_a_title_cited_within_is_no_attribution(self, blocks):
        html = "<blockquote>In <cite>Tides</cite> she sails.</blockquote>"
        assert blocks(html) == [("paragraph", "<blockquote>In <i>Tides</i> she sails.</blockquote>")]

    def test_of_nobodys_words_only_name_who_said_nothing(self, blocks):
        assert blocks("<blockquote><cite>Ann</cite></blockquote>") == [("paragraph", "<p>— Ann</p>")]

    def test_a_list_and_a_picture_in_one_keep_their_places(self, blocks):
        html = f"<blockquote>a<ul><li>b</li></ul>{BOAT}c</blockquote>"
        assert blocks(html) == [
            ("paragraph", "<blockquote>a</blockquote><ul><li>b</li></ul>"),
            image(),
            ("paragraph", "<blockquote>c</blockquote>"),
        ]

    def test_pull_quotes_of_themes_become_pull_quotes(self, blocks):
        html = '<blockquote class="pullquote alignright">Sail <b>on</b>.<footer>Ann</footer></blockquote>'
        assert blocks(html) == [("pull_quote", {"quote": "Sail on.", "attribution": "Ann"})]

    def test_pull_quotes_may_be_any_element_and_hold_a_picture(self, blocks):
        assert blocks(f'<div class="pullquote">{BOAT}Sail on.</div>') == [
            ("pull_quote", {"quote": "Sail on.", "attribution": ""}),
            image(),
        ]
        assert blocks(f'<aside class="pullquote">{BOAT}</aside>') == [image()]

    def test_pull_quotes_of_no_words_keep_the_name(self, blocks):
        assert blocks('<p class="pullquote"><cite>Ann</cite></p>') == [("paragraph", "<p>— Ann</p>")]


class TestOtherElements:
    def test_a_rule_is_a_divider(self, blocks):
        assert [kind for kind, _value in blocks("<hr />One.\n<hr />\n<hr />\nTwo.<hr>")] == [
            "paragraph",
            "divider",
            "paragraph",
        ]

    def test_preformatted_text_keeps_its_lines_and_blanks(self, converted):
        conversion = converted("<pre>if tide &lt; 1:\n    wait()\n</pre>")
        assert conversion.blocks == [{"type": "preformatted", "value": "if tide < 1:\n    wait()"}]
        assert conversion.notes == []

    def test_a_picture_in_preformatted_text_follows_it(self, blocks):
        assert blocks(f"<pre>a<br>b\n{BOAT}</pre>") == [("preformatted", "a\nb"), image()]

    def test_details_become_questions_of_one_list(self, blocks):
        html = (
            "<details><summary>When?</summary>At <b>noon</b>.</details>\n"
            "<details><summary>Where?</summary><p>Here.</p><ul><li>a</li></ul></details>"
        )
        assert blocks(html) == [
            (
                "questions",
                {
                    "heading": "",
                    "items": [
                        {"question": "When?", "answer": "<p>At <b>noon</b>.</p>"},
                        {"question": "Where?", "answer": "<p>Here.</p><ul><li>a</li></ul>"},
                    ],
                },
            )
        ]

    def test_details_without_a_question_stay_text(self, blocks):
        assert blocks("<details>At noon.</details>") == [("paragraph", "<p>At noon.</p>")]

    def test_a_form_is_kept_for_editors(self, blocks):
        html = "<form><label>Your name</label><button>Send</button></form>"
        assert blocks(html) == [("remainder", {"html": html})]
