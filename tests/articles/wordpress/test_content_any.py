"""Whatever a post holds, its words are kept and what is made of it is sound."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.blocks import ArticleBodyBlock
from articles.wordpress.content import convert
from articles.wordpress.images import Library
from articles.wordpress.markup import RICH_TEXT_TAGS, rich_text
from articles.wordpress.reader import Export
from articles.wordpress.uploads import Folder
from tests.articles.wordpress.conftest import NoRecords

WORDS = ["anchor", "beacon", "compass", "dory", "estuary", "ferry", "gull", "harbour", "island", "jetty"]
CONTAINERS = [
    *("p", "div", "section", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h6", "pre"),
    *("b", "em", "span", "a", "sup", "code", "del", "q", "table", "tr", "td", "th", "caption", "figure", "figcaption"),
    *("details", "summary", "cite", "footer", "aside", "center", "article", "font", "iframe-like", "label", "address"),
]
CLASSES = ["", ' class="pullquote"', ' class="wp-block-pullquote"', ' class="alignfull"', ' href="https://x.example/"']
SEPARATORS = [
    "",
    " ",
    "\n",
    "\n\n",
    "<br>",
    "<br/><br/>",
    "<hr>",
    "&nbsp;",
    "<!-- wp:more /-->",
    "<!--x-->",
    "</p>",
    "<p>",
]


def wrapped(inner):
    tags, classes = st.sampled_from(CONTAINERS), st.sampled_from(CLASSES)
    return st.builds(lambda tag, extra, html: f"<{tag}{extra}>{html}</{tag}>", tags, classes, inner)


def joined(inner):
    return st.lists(st.tuples(inner, st.sampled_from(SEPARATORS)), max_size=4).map(
        lambda pairs: "".join(html + between for html, between in pairs)
    )


HTML = st.recursive(st.sampled_from(WORDS), lambda inner: wrapped(inner) | joined(inner), max_leaves=12)


def converted(tmp_path, html, **options):
    return convert(html, Library(Export(tmp_path), Folder(tmp_path), NoRecords(), dry_run=True), **options)


def words_in(text):
    return [word for word in WORDS if word in text]


TRIES = settings(
    max_examples=150, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@TRIES
@given(html=HTML, editor=st.booleans())
def test_no_word_is_lost(tmp_path, html, editor):
    found = converted(tmp_path, f"<!-- wp:html -->{html}" if editor else html)
    assert words_in(json.dumps(found.blocks)) == words_in(html)


@TRIES
@given(html=HTML)
def test_what_is_made_is_what_our_blocks_hold(tmp_path, html):
    found = converted(tmp_path, html)
    block = ArticleBodyBlock()
    assert len(block.to_python(found.blocks)) == len(found.blocks)
    for made in found.blocks:
        if made["type"] == "paragraph":
            assert rich_text(made["value"], RICH_TEXT_TAGS) == made["value"]
            assert "<p></p>" not in made["value"]
            assert "<li></li>" not in made["value"]


@TRIES
@given(html=st.text(st.sampled_from("<>/\"'=&;[]!- \n\x00abpi\u00a0é")))
def test_no_string_of_signs_is_too_odd(tmp_path, html):
    converted(tmp_path, html)
