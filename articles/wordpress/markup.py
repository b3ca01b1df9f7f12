"""Where HTML of another site becomes what our blocks hold, and the small questions asked of HTML everywhere else."""

from __future__ import annotations

import re
from html import unescape

import nh3
from bs4 import Tag
from django.utils.html import strip_tags
from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii

# What our rich text can hold (`core.blocks.text.RICH_TEXT_FEATURES`), and the cells and answers of other blocks.
INLINE_TAGS = {"b", "i", "a", "br", "p", "ul", "ol", "li"}
RICH_TEXT_TAGS = INLINE_TAGS | {"h4", "blockquote", "sup", "sub", "code"}
SCHEMES = {"http", "https", "mailto", "tel"}

# What `content` reads; all else is gone before it looks.
READ_TAGS = RICH_TEXT_TAGS | {
    *(
        "abbr",
        "address",
        "article",
        "aside",
        "big",
        "center",
        "cite",
        "code",
        "del",
        "dfn",
        "div",
        "em",
        "font",
        "footer",
    ),
    *(
        "fieldset",
        "header",
        "ins",
        "kbd",
        "label",
        "legend",
        "main",
        "mark",
        "nav",
        "q",
        "s",
        "samp",
        "section",
        "small",
    ),
    *("span", "strike", "strong", "time", "tt", "u", "var"),
    *("h1", "h2", "h3", "h5", "h6", "hr", "dl", "dt", "dd", "pre", "details", "summary"),
    *("figure", "figcaption", "img", "iframe", "embed", "object", "audio", "video", "source"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
}
# Where scripts that load pictures late keep the address of one.
LAZY = ("data-src", "data-lazy-src", "data-orig-file")
READ_ATTRIBUTES = {
    "*": {"class", "id"},
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height", "title", *LAZY},
    "span": {"data-kept"},
    "iframe": {"src", "title"},
    "embed": {"src"},
    "object": {"data"},
    "audio": {"src"},
    "video": {"src"},
    "source": {"src"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "div": {"data-gallery"},
}
BLOCK_EDGE = re.compile(r"<(/?(?:p|br|li|ul|ol|h[1-6]|div|blockquote|tr|td|th|dt|dd|figcaption|cite)\b)", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
BLANK = r"(?:\s|&nbsp;|[\u00a0\u200b\u2060\ufeff]|<br\s*/?>)"
BLANK_ENDS = re.compile(rf"^{BLANK}+|{BLANK}+$")
EMPTY_ELEMENT = re.compile(rf"<(b|i|sup|sub|a)(?:\s[^<>]*)?>({BLANK}*)</\1>")


def readable(html: str) -> str:
    """The HTML as a browser would understand it, whole and well-formed, without scripts; comments stay."""
    return nh3.clean(
        CONTROL.sub("", html),
        tags=READ_TAGS,
        attributes=READ_ATTRIBUTES,
        clean_content_tags={"script", "style", "noscript", "svg", "math", "template"},
        url_schemes=SCHEMES | {"data"},
        link_rel=None,
        strip_comments=False,
    )


def rich_text(html: str, tags: set[str] = RICH_TEXT_TAGS) -> str:
    """HTML that is safe to store and that our editor can hold."""
    clean = nh3.clean(html, tags=tags, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None)
    return clean.replace("<br>", "<br/>")


def trimmed(html: str) -> str:
    """Inline HTML without empty elements, and without blanks of any kind and line breaks at its ends."""
    previous = None
    while html != previous:
        previous = html
        html = EMPTY_ELEMENT.sub(r"\2", html)
    return BLANK_ENDS.sub("", html)


def plain(html: str) -> str:
    """The words of the HTML in one line."""
    text = unescape(strip_tags(BLOCK_EDGE.sub(r" <\1", html)))
    return " ".join(CONTROL.sub("", text).replace("\u200b", "").split())


def words(tag: Tag) -> str:
    """The words of an element in one line."""
    return plain(tag.decode_contents())


def attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else (value or "").strip()


def has_class(tag: Tag, *names: str) -> bool:
    return not set(names).isdisjoint(attribute(tag, "class").split())


def address_part(text: str, fallback: str) -> str:
    """A slug in plain letters; Django's own would drop those that it cannot decompose, such as ł."""
    return slugify(string_to_ascii(text)) or slugify(string_to_ascii(fallback))


def cut_at_sentence(text: str, limit: int) -> str:
    """As many whole sentences from the beginning of the text as fit, or as many words of the first one."""
    if len(text) <= limit:
        return text
    ends = [match.end() for match in SENTENCE_END.finditer(text[: limit + 2]) if match.end() <= limit]
    ends = [end for end in ends if not text[end:].lstrip()[:1].islower()]
    if ends:
        return text[: ends[-1]]
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)]*(?=\s)")
