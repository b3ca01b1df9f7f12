"""What the W3C's feed validator asks of an RSS feed (https://validator.w3.org/feed/docs/), as far as ours could fail.

Errors and warnings alike: a feed that passes here is shown as valid, and without recommendations.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
from bs4 import BeautifulSoup

ATOM, CONTENT = "{http://www.w3.org/2005/Atom}", "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
CHANNEL = {"title", "link", "description", "language", "lastBuildDate", f"{ATOM}link", "item"}
ITEM = {"title", "link", "description", "pubDate", "guid", "category", f"{DC}creator", f"{CONTENT}encoded"}
SEVERAL = {"item", "category", f"{DC}creator"}
UNSAFE = ["applet", "base", "embed", "form", "frame", "iframe", "input", "link", "meta", "object", "script", "style"]
DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} [\d:]{8} [+-]\d{4}"
)
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def faults(document: bytes, address: str, content_type: str) -> list[str]:
    """What a validator would say of the feed that stands at this absolute address."""
    found = [] if content_type == "application/rss+xml; charset=utf-8" else [f"type {content_type}"]
    parsed = feedparser.parse(document, response_headers={"content-type": content_type})
    if parsed.bozo:
        return [*found, f"not well formed: {parsed.bozo_exception}"]
    if not document.startswith(b'<?xml version="1.0" encoding="utf-8"?>'):
        found.append("no declaration")
    root = ElementTree.fromstring(document)
    if (root.tag, root.get("version"), [child.tag for child in root]) != ("rss", "2.0", ["channel"]):
        return [*found, "not RSS 2.0"]
    found += faults_of_channel(root[0], address)
    for item in root[0].iter("item"):
        found += [f"{item.findtext('title')!r}: {fault}" for fault in faults_of_item(item)]
    guids = Counter(guid.text for guid in root.iter("guid"))
    return found + [f"guid {guid} twice" for guid, times in guids.items() if times > 1]


def faults_of_channel(channel: ElementTree.Element, address: str) -> Iterator[str]:
    yield from faults_of_elements(channel, CHANNEL, {"title", "link", "description"})
    if not is_address(channel.findtext("link")):
        yield "link is not absolute"
    if not re.fullmatch(r"[a-z]{2}(-[a-z]{2})?", channel.findtext("language", "")):
        yield "no language"
    yield from faults_of_date(channel.findtext("lastBuildDate"))
    own = channel.find(f"{ATOM}link")
    if own is None or (own.get("rel"), own.get("href")) != ("self", address):
        yield "does not say where it is itself"


def faults_of_item(item: ElementTree.Element) -> Iterator[str]:
    yield from faults_of_elements(item, ITEM, {"title", "link", "guid", "pubDate"})
    for name in ("link", "guid"):
        if not is_address(item.findtext(name)):
            yield f"{name} is not absolute"
    yield from faults_of_date(item.findtext("pubDate"))
    html = BeautifulSoup(item.findtext(f"{CONTENT}encoded", ""), "html.parser")
    if not html.get_text(strip=True):
        yield "no text"
    for element in html.find_all(True):
        if element.name in UNSAFE or any(name.startswith("on") or name == "style" for name in element.attrs):
            yield f"<{element.name}> is not safe"
        for name in ("href", "src", "poster", "cite"):
            if element.get(name) and not re.match(r"https?://|mailto:|tel:", str(element[name])):
                yield f"{name} {element[name]} is not absolute"
        if "srcset" in element.attrs:
            yield "srcset is not absolute"
        if element.name == "img" and "alt" not in element.attrs:
            yield "a picture without alt"


def faults_of_elements(parent: ElementTree.Element, known: set[str], required: set[str]) -> Iterator[str]:
    times = Counter(child.tag for child in parent)
    yield from (f"{name} is missing" for name in required - set(times))
    yield from (f"{name} is unknown" for name in set(times) - known)
    yield from (f"{name} stands {number} times" for name, number in times.items() if number > 1 and name not in SEVERAL)
    for child in parent:
        if child.tag != "item" and child.tag != f"{ATOM}link" and not (child.text or "").strip():
            yield f"{child.tag} is empty"
        if FORBIDDEN.search(child.text or ""):
            yield f"{child.tag} has a control character"


def faults_of_date(text: str | None) -> Iterator[str]:
    """RFC 822, with a year of four digits and the right day of the week."""
    if not DATE.fullmatch(text or ""):
        yield f"date {text}"
    elif f"{parsed_date(text):%a}" != (text or "")[:3]:
        yield f"{text} was no such day"


def parsed_date(text: str | None) -> datetime:
    return parsedate_to_datetime(text or "")


def is_address(text: str | None) -> bool:
    parts = urlsplit(text or "")
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and text == (text or "").strip()
