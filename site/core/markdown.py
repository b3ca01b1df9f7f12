"""Words of the site as Markdown (https://spec.commonmark.org/0.31.2/, tables: https://github.github.com/gfm/).

Rich text goes through the converter that Wagtail has for its API. A block says how it reads (`to_markdown`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import nh3
from bs4 import BeautifulSoup
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from draftjs_exporter import md_escape_link_destination, md_escape_text
from wagtail.rich_text import expand_db_html

from core.footnotes import STORED, Footnotes
from core.models.images import SiteImage

# What editors can make of rich text (`core.blocks.text.RICH_TEXT_FEATURES`), to the converter and in HTML.
FEATURES = ["bold", "italic", "link", "ol", "ul", "h3", "h4", "blockquote", "superscript", "subscript"]
TAGS = {"p", "br", "b", "strong", "i", "em", "a", "ol", "ul", "li", "h3", "h4", "blockquote", "sup", "sub"}
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
WHITE = re.compile("[ \t\n\r\x0b\x0c\x85\u2028\u2029]+")  # Not the spaces that do not break.
# Marks at the edge of a bold or italic word, between which and the next word no delimiter would be seen as one
# (https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run): they stand outside it instead.
TAG, MARKS = "(?:b|strong|i|em)", r"([^\w\s<>&;]+)"
OUTSIDE = (
    (re.compile(rf"{MARKS}((?:</{TAG}>)+)(?=\w|<{TAG}>)"), r"\2\1"),
    (re.compile(rf"(?<=\w)((?:<{TAG}>)+){MARKS}"), r"\2\1"),
    (re.compile(rf"(</{TAG}>){MARKS}(</{TAG}>)"), r"\1\3\2"),
)
# What is already escaped; then what Wagtail leaves: an entity, strikes, a link after "!", the end of a heading.
LEFT = re.compile(r"\\.|&(?=#?\w+;)|~|!(?=\[)|(?<= )#", re.DOTALL)
# The number of a footnote on its way through the converter, between characters that mean nothing.
NUMBER = re.compile("\ue000(\\d+)\ue001")


@dataclass(frozen=True)
class Writer:
    """Writes a text that stands at an absolute address, from where its relative links are meant."""

    request: HttpRequest
    address: str
    notes: Footnotes = field(default_factory=Footnotes)

    def rich_text(self, html: str) -> str:
        """Rich text as the database has it, with the numbers of its footnotes."""
        numbered = self.notes.replace(STORED, html, lambda number, _reference: f"\ue000{number}\ue001")
        return NUMBER.sub(r"[^\1]", self.convert(numbered))

    def footnotes(self) -> str:
        """The notes that the text so far refers to (https://github.github.com/gfm/ leaves them to an extension)."""
        notes = (self.convert(note).replace("\n", "\n    ") for note in self.notes.references)
        return "\n".join(f"[^{number}]: {note}" for number, note in enumerate(notes, 1))

    def convert(self, html: str) -> str:
        """Rich text cleared of what the converter does not know."""
        from wagtail.admin.rich_text.converters.markdown_db import MarkdownConverter  # Asks for models on import.

        clean = nh3.clean(
            CONTROLS.sub("", expand_db_html(html)),
            tags=TAGS,
            attributes={"a": {"href"}},
            link_rel=None,
            url_relative=("rewrite_with_base", self.address),
        )
        clean = clean.replace("<br>", "<br/>")  # The converter would wait for its end.
        for edge, swapped in OUTSIDE:
            clean = edge.sub(swapped, clean)
        try:
            return guarded(MarkdownConverter(FEATURES).from_database_format(clean, resolved=True)).strip()
        except AssertionError:  # What only an import could have nested so; browsers show it all the same.
            return together(plain(text) for text in BeautifulSoup(clean, "html.parser").stripped_strings)

    def link(self, text: Any, address: str) -> str:
        return f"[{plain(text)}]({self.destination(address)})"

    def image(self, image: SiteImage, alt: str, shape: str) -> str:
        return f"!{self.link(alt, image.url_in(shape))}"

    def destination(self, address: str) -> str:
        return guarded(md_escape_link_destination(iri_to_uri(urljoin(self.address, address))))


def plain(text: Any) -> str:
    """Text in one line of which nothing is markup, wherever it stands."""
    line = WHITE.sub(" ", CONTROLS.sub("", str(text or ""))).strip()
    return guarded(md_escape_text(line, at_line_start=True))


def guarded(markdown: str) -> str:
    return LEFT.sub(lambda found: found[0] if found[0].startswith("\\") else f"\\{found[0]}", markdown)


def together(parts: Iterable[str | None]) -> str:
    """Those parts that say something, each a paragraph or more of its own."""
    return "\n\n".join(part for part in parts if part)


def bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items if item)


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def table(head: list[str], rows: list[list[str]]) -> str:
    """A cell is one line, in which a bar is escaped whatever stands before it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell(text) for text in line)} |" for line in lines)


def cell(markdown: str) -> str:
    return re.sub(r"(?:\\?\n)+", "<br>", markdown).replace("|", r"\|")
