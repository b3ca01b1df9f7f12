"""What Google asks of structured data, by type; and what is wrong with any.

https://developers.google.com/search/docs/appearance/structured-data/article (breadcrumb, carousel, logo, profile-page)
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

# Properties that must be there; the last three are ours, for pages that Google knows no rules for.
REQUIRED: dict[str, set[str]] = {
    "Article": {"headline", "author", "datePublished", "mainEntityOfPage", "publisher", "inLanguage"},
    "BreadcrumbList": {"itemListElement"},
    "ImageObject": {"url", "width", "height"},
    "InteractionCounter": {"interactionType", "userInteractionCount"},
    "ItemList": {"itemListElement", "numberOfItems"},
    "ListItem": {"position"},
    "Organization": {"name", "url", "logo"},
    "Person": {"name"},
    "ProfilePage": {"mainEntity", "url"},
    "SearchAction": {"target", "query-input"},
    "EntryPoint": {"urlTemplate"},
    "WebSite": {"name", "url"},
    "CollectionPage": {"url", "name", "inLanguage"},
    "WebPage": {"url", "name", "inLanguage"},
}
OPTIONAL: dict[str, set[str]] = {
    "Article": {
        *("@id", "description", "image", "dateModified", "articleSection", "wordCount"),
        *("commentCount", "interactionStatistic"),
    },
    "ImageObject": {"caption"},
    "ListItem": {"name", "item", "url"},
    "Organization": {"@id", "description", "email", "sameAs"},
    "Person": {"@id", "url", "jobTitle", "description", "image", "sameAs", "worksFor"},
    "ProfilePage": {"dateCreated", "dateModified"},
    "WebSite": {"@id", "description", "inLanguage", "publisher", "potentialAction"},
    "CollectionPage": {"@id", "description", "mainEntity"},
    "WebPage": {"@id", "description", "primaryImageOfPage", "datePublished", "dateModified", "publisher"},
}
ADDRESSES = {"@id", "url", "item", "mainEntityOfPage", "interactionType", "sameAs"}
MOMENTS = {"datePublished", "dateModified", "dateCreated"}
NUMBERS = {"position", "numberOfItems", "width", "height", "wordCount", "commentCount", "userInteractionCount"}
OBJECTS = {
    "author": {"Person"},
    "image": {"ImageObject"},
    "logo": {"ImageObject"},
    "primaryImageOfPage": {"ImageObject"},
    "itemListElement": {"ListItem"},
    "interactionStatistic": {"InteractionCounter"},
    "target": {"EntryPoint"},
    "mainEntity": {"Person", "ItemList"},
    "potentialAction": {"SearchAction"},
}
REFERENCES = {"publisher", "worksFor"}
SMALLEST_PICTURE = 50_000  # Pixels of an article's.


def faults(data: Any) -> list[str]:
    """What is wrong with a JSON-LD document: a graph whose references lead to what it holds itself."""
    if not isinstance(data, dict) or set(data) != {"@context", "@graph"} or data["@context"] != "https://schema.org":
        return ["not a graph of schema.org"]
    graph = data["@graph"]
    known = {item["@id"] for item in graph if "@id" in item}
    found = [fault for item in graph for fault in faults_of(item, known)]
    kinds = [item.get("@type") for item in graph]
    return found + [f"{kind} stands twice" for kind in set(kinds) if kinds.count(kind) > 1]


def faults_of(item: Any, known: set[str]) -> Iterator[str]:
    kind = item.get("@type") if isinstance(item, dict) else None
    if kind not in REQUIRED:
        yield f"type {kind}"
        return
    names = set(item) - {"@type"}
    yield from (f"{kind} without {name}" for name in REQUIRED[kind] - names)
    yield from (f"{kind} with {name}" for name in names - REQUIRED[kind] - OPTIONAL.get(kind, set()))
    for name, value in item.items():
        for one in value if isinstance(value, list) else [value]:
            yield from (f"{kind}.{name}: {fault}" for fault in faults_of_value(name, one, known))
        if value == []:
            yield f"{kind}.{name} is empty"
    yield from faults_in_order(kind, item)


def faults_of_value(name: str, value: Any, known: set[str]) -> Iterator[str]:
    if value in (None, "", {}) or (isinstance(value, str) and value != value.strip()):
        yield f"{value!r}"
    elif name in REFERENCES:
        if value.get("@id") not in known:
            yield f"{value} leads nowhere"
    elif name in OBJECTS:
        if not isinstance(value, dict) or value.get("@type") not in OBJECTS[name]:
            yield f"not one of {OBJECTS[name]}"
        else:
            yield from faults_of(value, known)
    elif name in ADDRESSES:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or re.search(r"\s", value):
            yield f"{value} is not an absolute address"
    elif name in MOMENTS:
        if datetime.fromisoformat(value).tzinfo is None:
            yield f"{value} has no time zone"
    elif name in NUMBERS:
        if not isinstance(value, int) or value < 1:
            yield f"{value!r} is not a number from 1 on"
    elif not isinstance(value, str):
        yield f"{value!r} is not text"
    elif re.search(r"<[a-z/]|&(amp|lt|gt|quot|#\d+);", value):
        yield f"{value!r} holds markup"


def faults_in_order(kind: str, item: dict[str, Any]) -> Iterator[str]:
    """What no single value shows."""
    if kind == "Article" and any(p["width"] * p["height"] < SMALLEST_PICTURE for p in item.get("image", [])):
        yield "Article.image is too small"
    if kind == "Article" and item.get("dateModified", "9") < item["datePublished"]:
        yield "Article.dateModified before datePublished"
    if kind in {"ItemList", "BreadcrumbList"}:
        elements = item.get("itemListElement", [])
        first = elements[0]["position"] if elements else 1
        if [element["position"] for element in elements] != list(range(first, first + len(elements))):
            yield f"{kind} out of order"
        if kind == "BreadcrumbList" and (first != 1 or len(elements) < 2):
            yield "BreadcrumbList too short"
        address = "item" if kind == "BreadcrumbList" else "url"
        yield from (f"{kind} without {address}" for element in elements if not {"name", address} <= set(element))
