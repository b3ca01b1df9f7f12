"""Sets aside what our blocks cannot hold before a text is read, so that it comes back as a remainder in its place."""

from __future__ import annotations

import re
from bisect import bisect_left
from html import escape

from django.utils.translation import gettext as _

from articles.wordpress.notes import Notes
from articles.wordpress.shortcodes import attributes

ELEMENTS = "script|style|form|svg|math|canvas|map|template|dialog|select|textarea|noscript"
OPENING = re.compile(rf"<(?P<name>{ELEMENTS})\b[^<>]*>", re.IGNORECASE)
CLOSING = re.compile(rf"</(?P<name>{ELEMENTS})\s*>", re.IGNORECASE)
# What ends a line on the page, beside its end in the text.
EDGES = re.compile(
    r"(\n|<!--|-->|</?(?:p|div|section|article|center|br|li|ul|ol|h[1-6]|blockquote|table|tr|td|th|figure)\b[^<>]*>)",
    re.IGNORECASE,
)
LINKING = ("url", "link", "href")


class Aside:
    """The pieces of one post; in the text a mark stands for each."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.pieces: list[str] = []

    def put(self, piece: str) -> str:
        self.pieces.append(piece.strip())
        return f'<span data-kept="{len(self.pieces) - 1}"></span>'

    def get(self, mark: str) -> str:
        """The piece behind a mark; nothing if the text made the mark up."""
        number = int(mark) if mark.isdecimal() and len(mark) < 9 else len(self.pieces)
        return self.pieces[number] if number < len(self.pieces) else ""

    def elements(self, html: str) -> str:
        """Scripts, forms and the like, with all that is inside them."""
        endings: dict[str, list[tuple[int, int]]] = {}
        for closing in CLOSING.finditer(html):
            endings.setdefault(closing["name"].lower(), []).append(closing.span())
        written: list[str] = []
        position = 0
        while opening := OPENING.search(html, position):
            name = opening["name"].lower()
            closings = endings.get(name, [])
            place = bisect_left(closings, (opening.end(), 0))
            end = closings[place][1] if place < len(closings) else opening.end()
            piece = html[opening.start() : end]
            written.append(html[position : opening.start()])
            position = end
            if name == "noscript" and "<img" in piece.lower():
                continue  # It repeats a picture that is shown by a script.
            written.append(self.put(piece))
            self.notes.add_to(_("What our blocks cannot hold is kept as a remainder: {names}."), name)
        return "".join([*written, html[position:]])

    def shortcodes(self, html: str, names: list[str]) -> str:
        """Shortcodes of those names at the ends of lines; within a line their words are kept and the rest is told."""
        if not names:
            return html
        alternatives = "|".join(map(re.escape, names))
        tag = rf"\[/?(?:{alternatives})(?![\w-])[^\]\[]*\]"
        leading, trailing = re.compile(rf"\s*((?:{tag}\s*)+)", re.IGNORECASE), re.compile(rf"((?:\s*{tag})+)\s*$", re.I)
        around = re.compile(
            rf"\[(?P<name>{alternatives})(?![\w-])(?P<given>[^\]\[]*)\](?P<inner>.*?)\[/(?P=name)\]", re.IGNORECASE
        )
        single = re.compile(tag, re.IGNORECASE)
        pieces = EDGES.split(html)
        for place in range(0, len(pieces), 2):
            if "[" in pieces[place]:
                pieces[place] = self.line(pieces[place], leading, trailing, around, single)
        return "".join(pieces)

    def line(self, text: str, leading: re.Pattern[str], trailing: re.Pattern[str], *others: re.Pattern[str]) -> str:
        around, single = others
        before = after = ""
        if match := leading.match(text):
            ends = text[match.end() :]
            inner = trailing.sub("", ends)
            opened = re.findall(r"\[([\w-]+)", match[1])
            if not any(f"[/{name}]".lower() in inner.lower() for name in opened):
                before, text = self.layout(match[1], single), ends
        match = trailing.search(text)
        if match and not any(f"[{name}" in text[: match.start()] for name in re.findall(r"\[/([\w-]+)", match[1])):
            after, text = self.layout(match[1], single), text[: match.start()]
        text = around.sub(self.unwrapped, text)
        for found in single.findall(text):
            self.notes.add_to(_("Unknown shortcodes stay in the text: {names}."), found)
        return f"{before}{text}{after}"

    def layout(self, tags: str, single: re.Pattern[str]) -> str:
        found = single.findall(tags)
        for tag in found:
            if not tag.startswith("[/"):
                self.notes.add_to(_("Unknown shortcodes are kept as remainders: {names}."), tag[:200])
        mark = self.put("\n".join(hidden(tag) for tag in found))
        return f"\n\n{mark}\n\n"

    def unwrapped(self, match: re.Match[str]) -> str:
        """The words within a shortcode, as a link where it names an address."""
        self.notes.add_to(_("Of unknown shortcodes only the words stay: {names}."), match[0][:200])
        given = attributes(match["given"])
        address = next((given[name] for name in LINKING if given.get(name)), "")
        return f'<a href="{escape(address)}">{match["inner"]}</a>' if address else match["inner"]


def hidden(text: str) -> str:
    """Text that editors see and readers do not."""
    return f"<!-- {text.replace('-->', '--&gt;')} -->"
