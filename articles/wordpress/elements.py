"""Elements that are made of words: headings, lists, quotes and the like. Each function takes an element, how to read
what is inside it, and where to leave a note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape

from bs4 import PageElement, Tag
from django.utils.translation import gettext as _

from articles.wordpress.markup import cut_at_sentence, has_class, plain, words
from articles.wordpress.notes import Notes
from articles.wordpress.parts import Block, Part, Text, answer, blocks, one_line, texts
from articles.wordpress.tables import table_parts

Reader = Callable[[Iterable[PageElement]], list[Part]]

HEADING_LENGTH = 120
ATTRIBUTION_LENGTH = 160
QUESTION_LENGTH = 200
PULL_QUOTES = ("pullquote", "wp-block-pullquote")


def heading(node: Tag, read: Reader, notes: Notes) -> list[Part]:
    """Our two levels; what is lower or too long becomes a small heading within the text."""
    made = read(node.children)
    html = one_line(texts(made))
    said = plain(html)
    if not said:
        return [*blocks(made)]
    if node.name not in {"h1", "h2", "h3"} or len(said) > HEADING_LENGTH:
        return [Text("h4", html), *blocks(made)]
    for address in re.findall(r'href="([^"]+)"', html):
        notes.add_to(_("Headings hold plain text, without the links they had: {names}."), address)
    return [Block("heading", {"text": said, "level": "h3" if node.name == "h3" else "h2"}), *blocks(made)]


def item_list(node: Tag, read: Reader, notes: Notes) -> list[Part]:
    items: list[str] = []
    after: list[Part] = []
    for child in list(node.children):
        name = child.name if isinstance(child, Tag) else ""
        made = read(child.children if isinstance(child, Tag) and name == "li" else [child])
        after += blocks(made)
        html = one_line(texts(made))
        if name in {"ul", "ol"} and items:
            items[-1] += html
        elif html:
            items.append(html)
    if not items:
        return after
    if after:
        notes.add(_("What stood within a list, other than words, follows it now."))
    return [Text(node.name, "".join(f"<li>{item}</li>" for item in items)), *after]


def definitions(node: Tag, read: Reader, notes: Notes) -> list[Part]:
    """Each term as a paragraph in bold, and what is said of it behind it."""
    made: list[Part] = []
    for child in list(node.children):
        if not isinstance(child, Tag):
            made += read([child])
        elif child.name == "dt":
            made += [emboldened(part) for part in read(child.children)]
        elif child.name == "div":
            made += definitions(child, read, notes)
        else:
            made += read(child.children if child.name == "dd" else [child])
    return made


def emboldened(part: Part) -> Part:
    return Text("p", f"<b>{part.html}</b>") if isinstance(part, Text) and part.tag == "p" else part


def quote(node: Tag, read: Reader, notes: Notes) -> list[Part]:
    """A quote within the text; its paragraphs are lines of one, since our rich text holds no paragraphs in a quote."""
    if has_class(node, *PULL_QUOTES):
        return pull_quote(node, read, notes)
    said_by = attribution(node)
    made: list[Part] = []
    for part in read(node.children):
        last = made[-1] if made else None
        if isinstance(part, Text) and part.tag in {"p", "h4"}:
            if isinstance(last, Text) and last.tag == "blockquote":
                last.html += f"<br/><br/>{part.html}"
            else:
                made.append(Text("blockquote", part.html))
        else:
            made.append(part)
    if said_by:
        quotes = [part for part in texts(made) if part.tag == "blockquote"]
        if quotes:
            quotes[-1].html += f"<br/>— {literal(said_by)}"
        else:
            made += signature(said_by)
    return made


def pull_quote(node: Tag, read: Reader, notes: Notes) -> list[Part]:
    said_by = attribution(node)
    for inner in node.find_all("blockquote"):
        inner.unwrap()
    made = read(node.children)
    said = "\n".join(plain(part.html) for part in texts(made))
    if not said:
        return [*signature(said_by), *blocks(made)]
    if len(said_by) > ATTRIBUTION_LENGTH:
        notes.add(_("Who said a quote was too long and was cut: “{text}”.").format(text=said_by))
    value = {"quote": said, "attribution": cut_at_sentence(said_by, ATTRIBUTION_LENGTH)}
    return [Block("pull_quote", value), *blocks(made)]


def attribution(node: Tag) -> str:
    """Takes who said it out of a quote: its last `<cite>` or footer, if nothing follows."""
    found = node.find_all(["cite", "footer"])
    if not found or not words(node).endswith(words(found[-1])):
        return ""
    return words(found[-1].extract())


def signature(said_by: str) -> list[Part]:
    """Who said something, where what they said is no text."""
    return [Text("p", f"— {literal(said_by)}")] if said_by else []


def preformatted(node: Tag, read: Reader, notes: Notes) -> list[Part]:
    """Code or verse, line by line; pictures in it follow it."""
    for line_break in node.find_all("br"):
        line_break.replace_with("\n")
    text = node.get_text().strip("\n").expandtabs(4)
    pictures = [part for picture in node.find_all("img") for part in read([picture])]
    return [*([Block("preformatted", text)] if text.strip() else []), *pictures]


def details(node: Tag, read: Reader, notes: Notes) -> list[Part]:
    """A question that opens its answer."""
    summary = node.find("summary", recursive=False)
    question = words(summary.extract()) if isinstance(summary, Tag) else ""
    made = read(node.children)
    if not question or len(question) > QUESTION_LENGTH or not texts(made):
        return [*([Text("h4", literal(question))] if question else []), *made]
    items = [{"question": question, "answer": answer(texts(made))}]
    return [Block("questions", {"heading": "", "items": items}), *blocks(made)]


def divider(node: Tag, read: Reader, notes: Notes) -> list[Part]:
    return [Block("divider", None)]


def literal(text: str) -> str:
    """Words as HTML."""
    return escape(text, quote=False)


READERS: dict[str, Callable[[Tag, Reader, Notes], list[Part]]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), heading),
    **dict.fromkeys(("ul", "ol"), item_list),
    "dl": definitions,
    "blockquote": quote,
    "pre": preformatted,
    "details": details,
    "table": table_parts,
    "hr": divider,
}
