import pytest

from core.blocks import PreformattedBlock, RemainderBlock
from core.html import safe_html


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><text>x</text></svg>",
        "<iframe src='https://a.example/'>x</iframe>",
        "<form action=/x><input name=a><button>Send</button></form>",
        "<style>p { color: red }</style>",
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
        "<!-- [shortcode] -->",
        '<object data="x.swf">y</object>',
    ],
)
def test_nothing_that_runs_or_loads_is_left(html):
    assert safe_html(html) == ""


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ('<p class="a" id="b" style="x" onclick="y()">One</p>', "<p>One</p>"),
        ('<a href="javascript:x()">a</a>', '<a rel="noopener nofollow">a</a>'),
        ('<a href="https://a.example/">a</a>', '<a href="https://a.example/" rel="noopener nofollow">a</a>'),
        (
            "<table><tr><td colspan=2>1</td></tr></table>",
            '<table><tbody><tr><td colspan="2">1</td></tr></tbody></table>',
        ),
        ("<h1>High</h1>", "High"),
        ("<p>Open", "<p>Open</p>"),
    ],
)
def test_words_tables_and_links_stay(html, safe):
    assert safe_html(html) == safe


def render(block, value):
    return block.render(block.to_python(value))


def test_a_remainder_shows_readers_what_is_safe():
    html = render(RemainderBlock(), {"html": "<p>One.</p><script>alert(1)</script>"})
    assert '<div class="prose remainder"><p>One.</p></div>' in html


@pytest.mark.parametrize("html", ["", "<!-- [slider] -->", "<p> </p>", "<script>x</script>"])
def test_a_remainder_without_words_shows_nothing(html):
    assert render(RemainderBlock(), {"html": html}).strip() == ""


def test_a_remainder_is_searched_by_its_words():
    block = RemainderBlock()
    assert block.get_searchable_content(block.to_python({"html": "<p>One</p><script>x</script>"})) == ["One"]


def test_preformatted_text_keeps_its_lines_and_is_text():
    html = render(PreformattedBlock(), "if a < b:\n    wait()")
    assert "if a &lt; b:\n    wait()</pre>" in html


@pytest.mark.parametrize(("text", "fence"), [("a", "```"), ("a ``` b", "````"), ("", "")])
def test_preformatted_text_stands_between_fences(text, fence):
    expected = f"{fence}\n{text}\n{fence}" if fence else ""
    assert PreformattedBlock().to_markdown(text, None) == expected
