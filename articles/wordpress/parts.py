"""What a text is made of on its way from HTML to blocks: pieces of rich text, and blocks between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

from articles.wordpress.films import BARE_ADDRESS, film_address
from articles.wordpress.markup import INLINE_TAGS, plain, rich_text, trimmed
from core.blocks import REMAINDER

BLANK_LINE = re.compile(r"\n[^\S\n\u00a0]*\n")


@dataclass
class Text:
    """A paragraph, list, quote or small heading; `html` is what stands inside its tag."""

    tag: str
    html: str

    def __str__(self) -> str:
        return f"<{self.tag}>{self.html}</{self.tag}>"


@dataclass
class Block:
    type: str
    value: Any


Part = Text | Block


def film(address: str, title: str = "") -> Block:
    return Block("embed", {"url": address, "title": title, "poster": None, "caption": ""})


def link(address: str, words: str = "") -> Text:
    return Text("p", f'<a href="{escape(address)}">{escape(words or address, quote=False)}</a>')


def texts(parts: Iterable[Part]) -> list[Text]:
    return [part for part in parts if isinstance(part, Text)]


def blocks(parts: Iterable[Part]) -> list[Block]:
    return [part for part in parts if isinstance(part, Block)]


def one_line(parts: Iterable[Text]) -> str:
    """Paragraphs as lines of one piece of rich text, with lists after what they follow."""
    html = ""
    for part in parts:
        if part.tag in {"ul", "ol"}:
            html += str(part)
        else:
            html += f"{'<br/>' if html else ''}{part.html}"
    return html


def story(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """The parts as raw StreamField data: what is text in a row becomes one block."""
    made: list[dict[str, Any]] = []
    for part in parts:
        last: dict[str, Any] = made[-1] if made else {"type": "", "value": ""}
        if isinstance(part, Text):
            if last["type"] != "paragraph":
                made.append({"type": "paragraph", "value": ""})
            made[-1]["value"] += str(part)
        elif part.type == last["type"] == "questions":
            last["value"]["items"] += part.value["items"]
        elif part.type == last["type"] == REMAINDER:
            last["value"]["html"] += f"\n{part.value['html']}"
        elif part.type != "divider" or last["type"] not in {"", "divider"}:
            made.append({"type": part.type, "value": part.value})
    while made and made[-1]["type"] == "divider":
        made.pop()
    for block in made:
        if block["type"] == "paragraph":
            block["value"] = rich_text(block["value"])
    return made


def answer(parts: Iterable[Text]) -> str:
    """Rich text for blocks that hold less of it than a paragraph does."""
    return rich_text("".join(str(part) for part in parts), INLINE_TAGS)


class Lines:
    """Gathers words and inline elements into paragraphs, as WordPress does when it shows a text (its `wpautop`).

    With `breaks`, a blank line ends a paragraph and a line's end is a line break; without, both are mere blanks. An
    element that is open where a paragraph ends is closed there and opened again in the next one.
    """

    def __init__(self, breaks: bool) -> None:
        self.breaks = breaks
        self.parts: list[Part] = []
        self.line: list[str] = []
        self.open: list[tuple[str, str]] = []
        self.following: list[Part] = []

    @property
    def link(self) -> str:
        """Where the link leads that is open here."""
        return next((address for tag, address in reversed(self.open) if tag == "a"), "")

    def write(self, text: str) -> None:
        """Adds words; they are not HTML."""
        if not self.breaks:
            self.line.append(escape(" ".join(re.split(r"[ \t\r\n\f]+", text)), quote=False))
            return
        first, *others = BLANK_LINE.split(text.replace("\r\n", "\n").replace("\r", "\n"))
        self.line.append(escape(first, quote=False))
        for paragraph in others:
            self.end()
            self.line.append(escape(paragraph, quote=False))

    def line_break(self) -> None:
        """A second one in a row ends the paragraph, which is what its writer wanted to see."""
        while self.line and not self.line[-1].strip():
            self.line.pop()
        if self.line and self.line[-1] == "<br/>":
            self.line.pop()
            self.end()
        else:
            self.line.append("<br/>")

    @contextmanager
    def inside(self, tag: str, address: str = "") -> Iterator[None]:
        self.open.append((tag, address))
        self.line.append(opening(tag, address))
        yield
        self.open.pop()
        self.line.append(f"</{tag}>")

    def add(self, parts: Iterable[Part]) -> None:
        """Ends the paragraph and puts other parts behind it."""
        self.end()
        self.parts += parts

    def follow(self, parts: Iterable[Part]) -> None:
        """Puts other parts behind the paragraph, wherever it ends; at once if it has not begun."""
        if plain("".join(self.line)):
            self.following += parts
        else:
            self.parts += parts

    def end(self) -> None:
        html = "".join(self.line) + "".join(f"</{tag}>" for tag, _address in reversed(self.open))
        self.line = [opening(tag, address) for tag, address in self.open]
        self.parts += [*paragraphs(html), *self.following]
        self.following = []

    def finish(self) -> list[Part]:
        self.end()
        return self.parts


def opening(tag: str, address: str) -> str:
    return f'<{tag} href="{escape(address)}">' if address else f"<{tag}>"


def paragraphs(html: str) -> Iterator[Part]:
    """The paragraph, unless it is empty; a line that is nothing but the address of a film becomes the film."""
    html = re.sub(r"[ \t\f]*\n\s*(?=<br/>)|(?<=<br/>)\s*\n", "", html.strip(" \t\n\f"))
    html = re.sub(r"[ \t\f]*\n[ \t\f]*", "<br/>", html)
    html = re.sub(r"[ \t\f]+", " ", html)
    kept: list[str] = []
    for line in html.split("<br/>"):
        address = line.strip()
        if BARE_ADDRESS.match(address) and (found := film_address(address)):
            yield from paragraph(kept)
            kept = []
            yield film(found)
        else:
            kept.append(line)
    yield from paragraph(kept)


def paragraph(lines: list[str]) -> Iterator[Text]:
    html = trimmed("<br/>".join(lines))
    if BARE_ADDRESS.match(html):
        yield link(html.replace("&amp;", "&"))
    elif plain(html):
        yield Text("p", html)
