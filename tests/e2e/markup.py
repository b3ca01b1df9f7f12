"""Checks a page's HTML: as a strict parser reads it, and for what a parser does not ask."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
from django.conf import settings
from html5lib.constants import E as MESSAGES

VOCABULARY = tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text())
HEADINGS = VOCABULARY["headings"]
WORDS_ONLY = {*VOCABULARY["words_only"], *HEADINGS}
BLOCKS = {*VOCABULARY["blocks"], *HEADINGS}
ELEMENTS = {*VOCABULARY["attributes"], *VOCABULARY["others"], *WORDS_ONLY, *BLOCKS}
SVG = "{http://www.w3.org/2000/svg}"
DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:?\d\d|Z)?)?$")


def faults_of(html: str) -> list[str]:
    """A sentence for each fault; an empty list for a page that is right."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html)
    parse_errors = [f"line {line}: {MESSAGES[code] % data}" for (line, _), code, data in parser.errors]
    elements = list(in_html(root))
    checks = (names, references, structure, nesting, words, pictures, no_inline_code)
    return parse_errors + [fault for check in checks for fault in check(root, elements)]


def in_html(root: Element) -> Iterator[Element]:
    """The elements in order, leaving out what is inside of an SVG."""
    for child in root:
        if isinstance(child.tag, str) and not child.tag.startswith(SVG):
            yield child
            yield from in_html(child)


def shown(element: Element) -> str:
    told = [f'{name}="{value}"' for name, value in element.attrib.items() if name in {"id", "class", "href"}]
    return f"<{' '.join([element.tag, *told])}>"


def text(element: Element) -> str:
    """Its words, with those that stand for its pictures."""
    words = [part for child in element.iter() if (part := child.get("aria-label") or child.get("alt"))]
    return " ".join(["".join(element.itertext()), *words]).strip()


def names(root: Element, elements: list[Element]) -> Iterator[str]:
    """Elements and attributes that HTML knows."""
    for element in elements:
        if element.tag not in ELEMENTS:
            yield f"{shown(element)} is no element of HTML"
        known = [*VOCABULARY["everywhere"], *VOCABULARY["attributes"].get(element.tag, ())]
        for name, value in element.attrib.items():
            if name not in known and not name.startswith("data-"):
                yield f"{shown(element)} has the attribute {name}"
            if name in {"href", "src", "action"} and (not value or re.search(r"\s", value)):
                yield f"{shown(element)} has no valid address in {name}: “{value}”"
        if element.tag == "time" and not DATE.match(element.get("datetime", "")):
            yield f"{shown(element)} has no valid date: “{element.get('datetime')}”"


def references(root: Element, elements: list[Element]) -> Iterator[str]:
    """Every id is there once, and whatever names one means something."""
    ids = Counter(identifier for element in root.iter() if (identifier := element.get("id")) is not None)
    for identifier, number in ids.items():
        if number > 1 or not identifier or re.search(r"\s", identifier):
            yield f"the id “{identifier}” is empty, has a space or is there {number} times"
    for element in elements:
        wanted = [(name, one) for name in VOCABULARY["references"] for one in element.get(name, "").split()]
        if element.get("href", "").startswith("#"):
            wanted.append(("href", element.get("href", "")[1:]))
        for name, identifier in wanted:
            if identifier not in ids:
                yield f"{shown(element)}: {name} names “{identifier}”, which is not there"


def structure(root: Element, elements: list[Element]) -> Iterator[str]:
    """Language, title, landmarks and headings."""
    if not root.get("lang"):
        yield "the page has no language"
    if len([title for title in root.iter("title") if (title.text or "").strip()]) != 1:
        yield "the page has not one title"
    for tag in ("main", "h1"):
        if (number := len(list(root.iter(tag)))) != 1:
            yield f"the page has {number} <{tag}>"
    levels = [(int(element.tag[1]), element) for element in elements if element.tag in HEADINGS]
    for (above, _), (below, element) in pairwise(levels):
        if below > above + 1:
            yield f"{shown(element)} “{text(element)}” leaves out a level"
    for level, element in levels:
        if not text(element):
            yield f"an empty heading of level {level}"


def nesting(root: Element, elements: list[Element]) -> Iterator[str]:
    """What may stand in what, as far as a parser lets it pass."""
    for element in elements:
        inside = list(in_html(element))
        allowed = VOCABULARY["children"].get(element.tag)
        if allowed and (
            strange := [tag for child in element if isinstance(tag := child.tag, str) and tag not in allowed]
        ):
            yield f"{shown(element)} holds {strange}"
        if element.tag in WORDS_ONLY and (blocks := [one.tag for one in inside if one.tag in BLOCKS]):
            yield f"{shown(element)} holds {blocks}"
        if element.tag in {"a", "button"} and any(one.tag in VOCABULARY["interactive"] for one in inside):
            yield f"{shown(element)} holds something else to press"


def words(root: Element, elements: list[Element]) -> Iterator[str]:
    """Whatever can be pressed or filled in has a name."""
    labels = {label.get("for") for label in root.iter("label") if text(label)}
    for element in elements:
        named = element.get("aria-label") or element.get("aria-labelledby")
        if element.tag in {"a", "button", "summary", "legend", "label"} and not (text(element) or named):
            yield f"{shown(element)} has no words"
        is_field = element.tag in {"select", "textarea"} or (
            element.tag == "input" and element.get("type") not in {"hidden", "submit"}
        )
        if is_field and not named and element.get("id") not in labels:
            yield f"the field {element.get('name')} has no label"
        if element.tag in {"nav", "iframe"} and not (named or element.get("title")):
            yield f"{shown(element)} has no name"


def pictures(root: Element, elements: list[Element]) -> Iterator[str]:
    """Each has its words and its size, so that nothing jumps."""
    for element in elements:
        if element.tag == "img":
            missing = [name for name in ("src", "alt", "width", "height") if element.get(name) is None]
            if missing:
                yield f"{shown(element)} {element.get('src')} lacks {missing}"


def no_inline_code(root: Element, elements: list[Element]) -> Iterator[str]:
    """Neither script nor style stands in the page but the script that the content policy names; data does, as JSON."""
    for element in elements:
        inline = [name for name in element.attrib if name == "style" or re.match(r"on[a-z]+$", name)]
        if inline or element.tag == "style":
            yield f"{shown(element)} has a style or script of its own {inline}"
        is_named = element.text == settings.FIRST_SCRIPT.decode()
        if element.tag == "script" and element.get("src") is None and not is_named:
            try:
                json.loads(element.text or "")
            except ValueError:
                yield f"a script in the page: {(element.text or '')[:60]}"
            if element.get("type") != "application/ld+json":
                yield "a script in the page that is no data"
