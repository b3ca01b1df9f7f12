"""Turns the HTML of a post, classic or from the block editor, into the blocks of an article.

What a block of ours can hold becomes that block. What none can hold is kept as text, as a link or as a remainder that
editors see, and said in a note, so that nothing is lost without a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Comment, NavigableString, PageElement, Tag
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.wordpress.aside import Aside
from articles.wordpress.elements import PULL_QUOTES, READERS, pull_quote
from articles.wordpress.figures import PictureFinder
from articles.wordpress.films import film_address
from articles.wordpress.images import Library
from articles.wordpress.markup import SCHEMES, attribute, has_class, plain, readable, words
from articles.wordpress.notes import Notes
from articles.wordpress.parts import Block, Lines, Part, Text, blocks, film, link, one_line, story, texts
from articles.wordpress.shortcodes import KNOWN, expand
from core.blocks import REMAINDER

INLINE = {
    "b": "b",
    "strong": "b",
    "i": "i",
    "em": "i",
    "cite": "i",
    "dfn": "i",
    "var": "i",
    "sup": "sup",
    "sub": "sub",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
}
STRUCK_OUT = {"s", "strike", "del"}
WITHIN_LINES = STRUCK_OUT | {"a", "abbr", "big", "font", "ins", "label", "mark", "small", "span", "time", "u"}
FRAMES = {"iframe", "embed", "object", "video", "audio"}
DEEPEST = 80
CAPTION_LENGTH = 300
TABLE_CAPTION_LENGTH = 200
TITLE_LENGTH = 160
GENERIC_TITLE = re.compile(r"^(?:youtube|vimeo|embedded)?\s*(?:video|player|film)?\s*(?:player)?$", re.IGNORECASE)
EDITOR_COMMENT = re.compile(r"^\s*wp:(?P<name>[a-z][\w/-]*)\s*(?P<given>\{.*\})?\s*(?P<alone>/?)\s*$", re.DOTALL)
WITHOUT_CONTENT = {"more", "nextpage", "spacer", "separator", "post-title", "post-date", "post-content"}
HEADINGS = ["h1", "h2", "h3"]
# A picture behind a text, as covers have it.
BACKGROUND = re.compile(
    r"""(<(?:div|section)\b[^<>]*?background(?:-image)?:\s*url\((?:["']|&quot;)?([^)"'&<>]+)[^<>]*>)""", re.IGNORECASE
)
SHORTCODE_BLOCK = re.compile(r"<!--\s+wp:(?:core/)?shortcode\b[^<>]*-->\s*\[([A-Za-z][\w-]*)")


@dataclass
class Conversion:
    """Raw StreamField data in which pictures stand as keys of the library, and what an editor should know of it."""

    blocks: list[dict[str, Any]]
    notes: list[str]

    @property
    def pictures(self) -> list[str]:
        return [block["value"]["image"]["image"] for block in self.blocks if block["type"] == "image"]


def convert(html: str, library: Library, title: str = "", post_id: int = 0, footnotes: str = "") -> Conversion:
    """The content of a post as blocks; `title` names films that have no name of their own."""
    return Converter(library, "<!-- wp:" not in html, title, post_id, footnotes).convert(html)


@dataclass
class Converter:
    """Reads one post. `breaks` says that line ends matter, as they do in posts of the classic editor."""

    library: Library
    breaks: bool = True
    title: str = ""
    post_id: int = 0
    footnotes: str = ""
    notes: Notes = field(default_factory=Notes)
    depth: int = 0

    def __post_init__(self) -> None:
        self.pictures = PictureFinder(self.library, self.notes)
        self.aside = Aside(self.notes)
        self.anchors: dict[str, str] = {}
        self.within: list[int] = []

    def convert(self, html: str) -> Conversion:
        made = story(self.whole(html))
        self.name_films(made)
        return Conversion(made, list(self.notes))

    def whole(self, html: str) -> list[Part]:
        """The parts of a whole text, in which shortcodes may stand."""
        html = BACKGROUND.sub(r'\1<img src="\2" alt="">', self.aside.elements(html))
        named = [name.lower() for name in SHORTCODE_BLOCK.findall(html)]
        html, unknown = expand(html)
        unknown += [name for name in named if name not in KNOWN and name not in unknown]
        return self.inside(self.aside.shortcodes(html, unknown))

    def name_films(self, made: list[dict[str, Any]]) -> None:
        """A film's title says what it shows; where nothing does, the post's title says at least what it is about."""
        for value in [block["value"] for block in made if block["type"] == "embed"]:
            if not value["title"]:
                value["title"] = (value["caption"] or self.title)[:TITLE_LENGTH]
                self.notes.add_to(_("Films that have no titles of their own: {names}."), value["url"])

    def inside(self, html: str) -> list[Part]:
        # The comment keeps Beautiful Soup from taking a post that is but an address for the name of a file.
        soup = BeautifulSoup(f"<!---->{readable(html)}", "html.parser")
        for heading in soup.find_all(HEADINGS, id=True):
            self.anchors[attribute(heading, "id")] = slugify(words(heading)) or "section"
        made = self.parts(soup.children)
        soup.decompose()  # Its elements refer to each other, so they would wait for the garbage collector.
        return made

    def parts(self, nodes: Iterable[PageElement]) -> list[Part]:
        lines = Lines(self.breaks)
        self.feed(nodes, lines)
        return lines.finish()

    def feed(self, nodes: Iterable[PageElement], lines: Lines) -> None:
        for node in list(nodes):
            if isinstance(node, Comment):
                if made := self.comment(str(node)):
                    lines.add(made)
            elif isinstance(node, NavigableString):
                lines.write(str(node))
            elif isinstance(node, Tag):
                self.depth += 1
                self.element(node, lines)
                self.depth -= 1

    def element(self, node: Tag, lines: Lines) -> None:
        if self.depth > DEEPEST:
            lines.write(node.get_text())
        elif node.name == "br":
            lines.line_break()
        elif node.name == "img":
            self.picture_in_line(node, lines)
        elif node.name == "figure":
            lines.add(self.figure(node))
        elif node.has_attr("data-kept"):
            lines.follow(remainder(self.aside.get(attribute(node, "data-kept"))))
        elif node.name in FRAMES:
            lines.add(self.frame(node))
        elif node.name in READERS:
            lines.add(READERS[node.name](node, self.parts, self.notes))
        elif node.has_attr("data-gallery"):
            lines.add(self.gallery(attribute(node, "data-gallery")))
        elif has_class(node, *PULL_QUOTES):
            lines.add(pull_quote(node, self.parts, self.notes))
        else:
            self.container(node, lines)

    def container(self, node: Tag, lines: Lines) -> None:
        """An element of which only the inside matters, within a line or as paragraphs of its own."""
        if has_class(node, "wp-block-file__button"):  # A second link to the file before it.
            return
        address = self.address(node) if node.name == "a" else ""
        if node.name in INLINE or address:
            with lines.inside(INLINE.get(node.name, "a"), address):
                self.feed(node.children, lines)
        elif node.name == "q":
            lines.write("“")
            self.feed(node.children, lines)
            lines.write("”")
        elif node.name in WITHIN_LINES:
            self.say_what_is_lost(node)
            self.feed(node.children, lines)
        else:
            lines.end()
            self.feed(node.children, lines)
            lines.end()

    def address(self, node: Tag) -> str:
        """Where a link leads; within the text only to headings, since no other place keeps its name here."""
        href = attribute(node, "href")
        if not href.startswith("#"):
            return href
        anchor = self.anchors.get(href[1:])
        return f"#{anchor}" if anchor else ""

    def say_what_is_lost(self, node: Tag) -> None:
        if node.name in STRUCK_OUT:
            self.notes.add_to(_("Words that were struck through are plain text now: {names}."), f"“{words(node)[:60]}”")

    def comment(self, text: str) -> list[Part]:
        """Blocks of WordPress's editor that have no HTML of their own; other comments say nothing to readers."""
        match = EDITOR_COMMENT.match(text)
        if not match or not match["alone"]:
            return []
        name, given = match["name"].removeprefix("core/"), read_object(match["given"])
        if name == "footnotes":
            return self.footnote_list()
        if name == "block" and isinstance(given.get("ref"), int):
            return self.saved_block(given["ref"], text)
        if name in WITHOUT_CONTENT:
            return []
        address = str(given.get("url") or "")
        if address.partition(":")[0].lower() in SCHEMES:
            return [link(address, str(given.get("label") or given.get("service") or ""))]
        self.notes.add_to(_("Blocks that have no text of their own are kept as remainders: {names}."), name)
        return remainder(f"<!--{text}-->")

    def saved_block(self, number: int, text: str) -> list[Part]:
        """What a reusable block holds, which stands elsewhere in the file."""
        html = self.library.saved.get(number)
        if html is None or number in self.within:
            self.notes.add_to(
                _("Reusable blocks missing from the export are kept as remainders: {names}."), str(number)
            )
            return remainder(f"<!--{text}-->")
        self.within.append(number)
        made = self.whole(html)
        self.within.pop()
        return made

    def footnote_list(self) -> list[Part]:
        try:
            items = [one_line(texts(self.inside(note["content"]))) for note in json.loads(self.footnotes)]
        except (ValueError, TypeError, KeyError):
            self.notes.add(_("The footnotes could not be read and were left out."))
            return []
        return [Text("ol", "".join(f"<li>{item}</li>" for item in items))] if items else []

    def picture_in_line(self, node: Tag, lines: Lines) -> None:
        if has_class(node, "emoji", "wp-smiley"):
            lines.write(attribute(node, "alt"))
        elif "1" in {attribute(node, "width"), attribute(node, "height")}:
            self.notes.add(_("A picture of a single pixel, such as counters use, was left out."))
        else:
            lines.add(self.pictures.picture(node, lines.link))

    def gallery(self, wanted: str) -> list[Part]:
        """Each picture of a `[gallery]` with its caption."""
        made: list[Part] = []
        for picture in self.pictures.gallery(wanted, self.post_id):
            parts = self.pictures.parts(picture, picture.url, picture.alt)
            made += self.captioned(parts, picture.caption)
        return made

    def figure(self, node: Tag) -> list[Part]:
        """A picture, table, film or quote with its caption; the caption of a gallery follows it."""
        captions = list(node.find_all("figcaption", recursive=False))
        if has_class(node, *PULL_QUOTES):
            return pull_quote(node, self.parts, self.notes)
        said = " ".join(caption.extract().decode_contents() for caption in captions)
        return self.captioned(self.parts(node.children), said)

    def captioned(self, made: list[Part], html: str) -> list[Part]:
        """The caption in the block's own field, if there is one block and the words fit; else behind it."""
        said = plain(html)
        if not said:
            return made
        part = made[0] if made and blocks(made) == [made[0]] else None
        fields = part.value if isinstance(part, Block) and isinstance(part.value, dict) else {}
        limit = TABLE_CAPTION_LENGTH if "table" in fields else CAPTION_LENGTH
        if fields.get("caption") != "" or len(said) > limit:
            return [*made, *self.inside(html)]
        fields["caption"] = said
        for address in re.findall(r'href="([^"]+)"', html):
            self.notes.add_to(_("Captions hold plain text, without the links they had: {names}."), address)
        return made

    def frame(self, node: Tag) -> list[Part]:
        """A film becomes one of ours; of anything else from elsewhere, a link to it stays."""
        inner = [attribute(source, "src") for source in node.find_all(["source", "embed"])]
        address = next((found for found in (attribute(node, "src"), attribute(node, "data"), *inner) if found), "")
        title = attribute(node, "title")[:TITLE_LENGTH]
        if found := film_address(address):
            return [film(found, "" if GENERIC_TITLE.match(title) else title)]
        if address.startswith("//"):
            address = f"https:{address}"
        if address.partition(":")[0].lower() not in SCHEMES:
            self.notes.add_to(_("Elements without a usable address were left out: {names}."), node.name)
            return self.parts(node.children)
        self.notes.add_to(_("What came from these addresses is a link now: {names}."), f"{address} ({node.name})")
        return [link(address, title or words(node))]


def remainder(html: str) -> list[Part]:
    return [Block(REMAINDER, {"html": html})] if html else []


def read_object(text: str | None) -> dict[str, Any]:
    """What a block of WordPress's editor says of itself; nothing where that cannot be read."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
