"""Words as Markdown, read back as a reader of CommonMark reads them."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from core.blocks import StoryBlock
from core.markdown import Writer, bullets, plain, quoted, table, together
from tests.factories import ImageFactory
from tests.factories import blocks as b

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HERE = "http://localhost/articles/ann/ask/"
TRICKY = [
    "*not bold* and _not italic_",
    "snake_case_name",
    "# no heading",
    "C# and C #",
    "1. no list",
    "12) no list",
    "- no list",
    "+ no list",
    "> no quote",
    "=== ---",
    "[no](link) ![no](picture)",
    "`no code`",
    "<b>no tag</b> <!-- no comment -->",
    "&copy; &#169; AT&T",
    "~~not struck out~~",
    "a | b",
    "| a",
    "C:\\temp \\* \\| \\~",
    "<https://example.com/>",
    "Łódź, „święty spokój”",
    "non\xa0breaking",
]


@pytest.fixture
def writer():
    return Writer(RequestFactory().get("/", headers={"host": "localhost"}), HERE)


def read(markdown: str) -> BeautifulSoup:
    return BeautifulSoup(READER.render(markdown), "html.parser")


def text(markdown: str) -> str:
    return read(markdown).get_text().strip("\n")


# Plain text


@pytest.mark.parametrize("words", TRICKY)
def test_plain_text_stays_what_it_is(words):
    assert text(plain(words)) == words
    assert [tag.name for tag in read(plain(words)).find_all()] == ["p"]


@pytest.mark.parametrize("words", TRICKY)
def test_it_does_so_in_a_heading_a_list_a_link_a_quote_and_a_table(words, writer):
    assert read(f"## {plain(words)}").h2.get_text() == words
    assert read(bullets([plain(words)])).li.get_text() == words
    assert read(writer.link(words, "/")).a.get_text() == words
    assert read(quoted(plain(words))).blockquote.get_text().strip("\n") == words
    assert [cell.get_text() for cell in read(table([plain(words), "b"], [["c", plain(words)]])).select("th, td")] == [
        words, "b", "c", words,
    ]  # fmt: skip


@given(st.text("\\`*_{}[]()<>#+-.!|~&;:=/'\"^$%@?1a ź", max_size=30))
def test_any_text_does(words):
    assert text(plain(words)) == re.sub(" +", " ", words).strip()


@pytest.mark.parametrize("words", ["two\nlines", "two\r\nlines", "two \t lines", "two\x0blines", "\n two\u2028lines "])
def test_plain_text_is_one_line(words):
    assert plain(words) == "two lines"


@pytest.mark.parametrize("words", ["no\x00thing", "no\x01thing", "no\x1bthing\x7f"])
def test_controls_that_nobody_sees_are_left_out(words, writer):
    assert plain(words) == "nothing"
    assert writer.rich_text(f"<p>{words}</p>") == "nothing"


@pytest.mark.parametrize("nothing", ["", None, "  "])
def test_nothing_is_nothing(nothing):
    assert plain(nothing) == ""
    assert together([nothing, plain(nothing)]).strip() == ""


# Addresses


@pytest.mark.parametrize(
    ("address", "absolute"),
    [
        ("/about/", "http://localhost/about/"),
        ("#notes", f"{HERE}#notes"),
        ("https://example.com/a(b)?c=d&copy;=e~f", "https://example.com/a(b)?c=d&copy;=e~f"),
        ("/media/two words.jpg", "http://localhost/media/two%20words.jpg"),
        ("/łódź/", "http://localhost/%C5%82%C3%B3d%C5%BA/"),
        ("mailto:ann@example.com", "mailto:ann@example.com"),
    ],
)
def test_a_link_leads_where_it_led(writer, address, absolute):
    assert read(writer.link("There", address)).a["href"] == absolute


# Rich text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p>A <b>bold</b> and an <i>italic</i> word.</p>", "A **bold** and an *italic* word."),
        ("<ul><li>One<ul><li>Below</li></ul></li><li>Two</li></ul>", "- One\n  - Below\n- Two"),
        ("<ol><li>One</li><li>Two</li></ol>", "1. One\n2. Two"),
        ("<p>One<br/>two<br>three.</p><p>Four.</p>", "One\\\ntwo\\\nthree.\n\nFour."),
        ("<h4>Small</h4><p>Words.</p>", "#### Small\n\nWords."),
        ("<blockquote>Said.</blockquote>", "> Said."),
        ("<p>H<sub>2</sub>O</p>", "H<sub>2</sub>O"),
        ("<p>1. *no* list &amp;copy; ~~a~~</p>", r"1\. \*no\* list \&copy; \~\~a\~\~"),
        ('<p><a href="/about/">Here</a>!<a href="#notes">There</a></p>',
         rf"[Here](http://localhost/about/)\![There]({HERE}#notes)"),
        ("", ""),
    ],
)  # fmt: skip
def test_rich_text_reads_as_markdown(writer, html, expected):
    assert writer.rich_text(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<p><b>Note:</b>text</p>",
        "<p><b>Note:</b><i>text</i></p>",
        "<p><b>Say <i>this</i>,</b> then</p>",
        "<p><b><i>Both!</i></b>at once</p>",
        "<p>word<b>(aside)</b> word</p>",
        "<p>a<b>!</b>b</p>",
        "<p><b>a</b><i>b</i><b>c</b></p>",
        "<p>„<i>Święty spokój</i>”, <b>„tak”</b>.</p>",
        "<p><b>Cats &amp; dogs</b>: <i>1 &lt; 2</i></p>",
    ],
)
def test_bold_and_italic_words_leave_no_asterisks_in_the_text(writer, html):
    assert text(writer.rich_text(html)) == BeautifulSoup(html, "html.parser").get_text()


@pytest.mark.parametrize(
    "html", ['<p>Kept<img src="/a.png" alt="x"></p>', "<script>alert(1)</script>Kept", "<p>Kept", "</b>Kept</p></p>"]
)
def test_markup_that_editors_cannot_make_breaks_nothing(writer, html):
    assert writer.rich_text(html) == "Kept"


@pytest.mark.parametrize(
    "html", ["<b><p>One *</p>two</b>", "<li>One *</li><li>two</li>", "<p><i>One *<h4>two</h4></i></p>"]
)
def test_what_no_editor_could_nest_so_is_read_as_text(writer, html):
    assert text(writer.rich_text(html)).split() == ["One", "*", "two"]


def test_a_link_that_runs_something_is_no_link(writer):
    assert "javascript" not in writer.rich_text('<p><a href="javascript:alert(1)">x</a></p>')


def test_a_link_to_a_page_that_is_gone_is_text(writer, db):
    assert writer.rich_text('<p><a linktype="page" id="999999">Gone</a></p>') == "Gone"


# Blocks


def test_every_kind_of_block_reads_as_markdown(writer, db, settings):
    picture = ImageFactory()
    story = StoryBlock().to_python([
        b.heading("A *section*"),
        b.heading("Below", level="h3"),
        b.image(picture, caption="Before sunrise", credit="The archive"),
        b.pull_quote("Nobody reads\nslides.", "A participant"),
        b.key_takeaways("Ask.", "Wait."),
        b.table("How meetings open", rows=[["A | B", None], ["<b>", ""]]),
        b.embed(title="A short film", caption="Seen twice"),
        b.questions("Asked often", When="On <b>Monday</b>."),
        b.divider(),
    ])  # fmt: skip
    assert StoryBlock().to_markdown(story, writer).split("\n\n") == [
        r"## A \*section\*",
        "### Below",
        f"![A quiet harbour](http://localhost{picture.file.url})",
        "Before sunrise (The archive)",
        "> Nobody reads slides.\n>\n> — A participant",
        "## In short",
        "- Ask.\n- Wait.",
        "How meetings open",
        "| Opening | Minutes |\n| --- | --- |\n| A \\| B |  |\n| \\<b> |  |",
        "[A short film](https://vimeo.com/76979871)",
        "Seen twice",
        "## Asked often",
        "### When",
        "On **Monday**.",
        "---",
    ]


def test_rich_text_in_a_table_stays_in_its_cell():
    assert len(table(["a"], [["one\\\ntwo\n\n- three | four"]]).splitlines()) == 3


def test_a_picture_is_the_rendition_that_is_ready(writer, db):
    picture = ImageFactory()
    made = {"jpeg": [["images/small.jpg", 400, 300], ["images/wide.jpg", 1600, 1200]]}
    picture.sources = {"version": picture.version, "shapes": {"inline": made}}
    assert writer.image(picture, "A harbour", "inline") == "![A harbour](http://localhost/media/images/wide.jpg)"


def test_blocks_that_an_editor_left_empty_break_nothing(writer, db):
    empty = [
        {"type": kind, "value": None if kind in {"paragraph", "divider"} else {}} for kind in StoryBlock().child_blocks
    ]
    story = StoryBlock().to_python([entry for entry in empty if entry["value"] is not None])
    assert "None" not in StoryBlock().to_markdown(story, writer)
