"""Footnotes: a note lies within the rich text, in the marker at the place that it belongs to.

In the database a marker is `<a linktype="footnote" text="…">*</a>`, where `text` holds the note, itself rich text. So
a note goes wherever its text goes, into drafts, copies and translations. Notes are numbered where a whole text is
shown, in the order in which it first refers to each; two markers with the same words refer to one note.
Roles: https://www.w3.org/TR/dpub-aria-1.1/.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

import nh3
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.rich_text import LinkHandler, expand_db_html, extract_references_from_rich_text

LINK_TYPE = "footnote"
SIGN = "*"  # What stands in the text until the notes are numbered.
STORED = re.compile(rf'<a\b(?=[^>]*\slinktype="{LINK_TYPE}")(?:[^>]*?\stext="([^"]*)")?[^>]*>.*?</a>', re.DOTALL)
SHOWN = re.compile(r'<a data-footnote="([^"]*)">.*?</a>', re.DOTALL)
BLOCK_KEY = re.compile(r'\sdata-block-key="[^"]*"')
TAGS = {"p", "br", "b", "strong", "i", "em", "a"}
BETWEEN = "<hr>"  # No note can hold it.


def marker(note: str) -> str:
    """The marker of a note, as rich text in the database has it. The note is rich text too: paragraphs, bold, links."""
    return f'<a linktype="{LINK_TYPE}" text="{escape(note)}">{SIGN}</a>'


def apart(source: str) -> Iterator[str]:
    """Rich text without its markers, then each of its notes."""
    yield STORED.sub("", source)
    for found in STORED.finditer(source):
        yield unescape(found[1] or "")


class FootnoteLinkHandler(LinkHandler):
    """Carries a note through Wagtail's rendering of rich text, to be numbered by `Footnotes`."""

    identifier = LINK_TYPE

    @staticmethod
    def expand_db_attributes(attrs: dict[str, str]) -> str:
        # The one escape that Wagtail leaves in an attribute.
        note = attrs.get("text", "").replace("&#x27;", "'")
        return f'<a data-footnote="{escape(note)}">'

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Iterator[Any]:
        yield from extract_references_from_rich_text(attrs.get("text", ""))


@dataclass
class Note:
    number: int
    html: str  # As it is shown: without links back.
    references: int = 0

    @property
    def id(self) -> str:
        """Like all ids of the frame around a text it holds two hyphens, which no heading's anchor does."""
        return f"note--{self.number}"

    def reference_id(self, reference: int) -> str:
        return f"{self.id}-from-{reference}"

    @property
    def with_links_back(self) -> SafeString:
        links = format_html_join(
            " ",
            '<a href="#{}" role="doc-backlink" aria-label="{}">↩\ufe0e</a>',
            ((self.reference_id(place), self.link_back_label(place)) for place in range(1, self.references + 1)),
        )
        words = self.html.removesuffix("</p>") if self.html.endswith("</p>") else f"<p>{self.html}"
        return format_html("{} {}</p>", mark_safe(words), links)  # noqa: S308 (rich text, as the body is)

    def link_back_label(self, place: int) -> str:
        if self.references == 1:
            return _("Back to the text")
        return _("Back to the text, place %(number)d") % {"number": place}


@dataclass
class Footnotes:
    """The notes of one text. Whoever shows a whole text makes one, and has all of its parts refer to it."""

    references: dict[str, int] = field(default_factory=dict)

    def refer(self, note: str) -> tuple[int, int]:
        """The number of a note as it is stored, and which of the references to it this is."""
        self.references[note] = self.references.get(note, 0) + 1
        return list(self.references).index(note) + 1, self.references[note]

    def replace(self, pattern: re.Pattern[str], html: str, shown: Callable[[int, int], str]) -> str:
        def refer(found: re.Match[str]) -> str:
            note = BLOCK_KEY.sub("", unescape(found[1] or "")).strip()
            return shown(*self.refer(note)) if note else ""

        return pattern.sub(refer, html)

    def numbered(self, html: str) -> SafeString:
        """Rendered HTML with each marker made into a link to its note."""
        return mark_safe(self.replace(SHOWN, html, reference_link))  # noqa: S308 (it was rendered by templates)

    @cached_property
    def notes(self) -> list[Note]:
        """What stands at the end of the text. The links in all notes are looked up together."""
        if not self.references:
            return []
        joined = expand_db_html(BETWEEN.join(note.replace(BETWEEN, "") for note in self.references))
        clean = nh3.clean(joined, tags={*TAGS, "hr"}, attributes={"a": {"href"}}, link_rel=None)
        shown = clean.split(BETWEEN)
        counts = self.references.values()
        return [Note(number, html, times) for number, (html, times) in enumerate(zip(shown, counts, strict=True), 1)]


def reference_link(number: int, reference: int) -> str:
    note = Note(number, "")
    return format_html(
        '<sup class="footnote-reference"><a href="#{}" id="{}" role="doc-noteref" aria-label="{}">{}</a></sup>',
        note.id,
        note.reference_id(reference),
        _("Note %(number)d") % {"number": number},
        number,
    )
