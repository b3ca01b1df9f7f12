"""What stands in a WordPress export (WXR 1.0 to 1.2): read one item at a time, so that its size does not matter.

The format is RSS 2.0 with WordPress's own elements; what is written down of it is the code that writes it
(https://developer.wordpress.org/reference/functions/export_wp/).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from articles.wordpress.stream import ImportRefusedError, channel, prefixed

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_SAVED = 8 * 1024 * 1024  # Characters of reusable blocks that are kept in memory.


@dataclass(frozen=True, slots=True)
class Term:
    """A category, tag or other term of an item; `domain` names its taxonomy."""

    domain: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment; `parent` is the key of the one it answers."""

    key: int
    parent: int
    approved: str
    type: str
    author: str
    email: str
    date: str
    date_gmt: str
    content: str


@dataclass(slots=True)
class Item:
    """One `<item>`: a post, page, attachment, menu entry and so on; `type` says which, `position` where it stands."""

    position: int = 0
    post_id: int = 0
    type: str = "post"
    status: str = "publish"
    title: str = ""
    link: str = ""
    guid: str = ""
    creator: str = ""
    content: str = ""
    excerpt: str = ""
    published: str = ""
    date: str = ""
    date_gmt: str = ""
    modified_gmt: str = ""
    slug: str = ""
    parent: int = 0
    order: int = 0
    password: str = ""
    comment_status: str = ""
    attachment_url: str = ""
    comments: list[Remark] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    old_slugs: list[str] = field(default_factory=list)
    sticky: bool = False

    @property
    def key(self) -> str:
        """What the other site calls it."""
        return str(self.post_id) if self.post_id else (self.guid or self.link or self.title)[:255]


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is kept in memory of an uploaded file; its own text is not."""

    position: int
    post_id: int
    title: str
    url: str
    file: str
    link: str
    alt: str
    caption: str
    parent: int
    order: int


@dataclass(frozen=True, slots=True)
class TermRecord:
    """What the head of the file says of a category, tag or other term."""

    number: int
    name: str
    parent: str
    description: str


@dataclass
class Export:
    """What a first reading of the whole file tells: that it is sound, whose it is and what is in it.

    `saved` are the texts of reusable blocks by number, `parents` the number of the page above each page, `menus` how
    many entries each menu has.
    """

    path: Path
    title: str = ""
    link: str = ""
    base_url: str = ""
    version: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    author_numbers: dict[str, int] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    terms: dict[tuple[str, str], TermRecord] = field(default_factory=dict)
    saved: dict[int, str] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    menus: Counter[str] = field(default_factory=Counter)
    attachments: list[Attachment] = field(default_factory=list)
    items: Counter[str] = field(default_factory=Counter)
    comments: int = 0
    control_characters: int = 0

    @property
    def address(self) -> str:
        return self.base_url or self.link

    @property
    def source(self) -> str:
        """The site's address without scheme, the same before and after a move to HTTPS."""
        parts = urlsplit(self.address)
        return f"{parts.netloc.lower()}{parts.path.rstrip('/')}"[:200] or "wordpress"


def read_export(path: Path) -> Export:
    """Reads the whole file once; raises `ImportRefusedError` unless all of it is sound."""
    export = Export(path)
    dropped: list[int] = []
    for name, element in channel(path, dropped.append):
        if name == "item":
            item = parse_item(element)
            item.position = export.items.total()
            take_note(export, item)
        elif name == "wp:author":
            parts = texts(element)
            full = " ".join(
                part for part in (parts.get("wp:author_first_name"), parts.get("wp:author_last_name")) if part
            )
            login = parts.get("wp:author_login", "")
            export.authors[login] = parts.get("wp:author_display_name") or full
            export.author_numbers[login] = number(parts.get("wp:author_id", ""))
        elif name in TERMS:
            take_term(export, name, texts(element))
        elif name in HEADER:
            setattr(export, HEADER[name], (element.text or "").strip() or getattr(export, HEADER[name]))
    export.control_characters = sum(dropped)
    if not export.version:
        raise ImportRefusedError(_("{name} is XML, but not a WordPress export (WXR)").format(name=path.name))
    if export.version.split(".")[0] != "1":
        reason = _("{name} is written in WXR {version}; only versions 1.0 to 1.2 are known")
        raise ImportRefusedError(reason.format(name=path.name, version=export.version[:20]))
    return export


HEADER = {
    "title": "title",
    "link": "link",
    "wp:base_blog_url": "base_url",
    "wp:wxr_version": "version",
}


TERMS = {"wp:category": "category", "wp:tag": "post_tag", "wp:term": ""}
# The names of one thing in the three elements: WordPress has added them over the years.
TERM_PARTS = {
    "number": ("wp:term_id",),
    "slug": ("wp:term_slug", "wp:category_nicename", "wp:tag_slug"),
    "name": ("wp:term_name", "wp:cat_name", "wp:tag_name"),
    "parent": ("wp:term_parent", "wp:category_parent"),
    "description": ("wp:term_description", "wp:category_description", "wp:tag_description"),
}


def take_term(export: Export, element: str, parts: dict[str, str]) -> None:
    found = {key: next((parts[name] for name in names if parts.get(name)), "") for key, names in TERM_PARTS.items()}
    domain, slug = TERMS[element] or parts.get("wp:term_taxonomy", ""), found["slug"]
    record = TermRecord(number(found["number"]), found["name"], found["parent"], found["description"])
    export.terms[domain, slug] = record
    if domain == "category":
        export.categories[slug] = record.name


def take_note(export: Export, item: Item) -> None:
    export.items[item.type] += 1
    export.comments += len(item.comments)
    for term in item.terms:
        if term.domain == "category":
            export.categories.setdefault(term.slug, term.name)
        elif term.domain == "nav_menu" and item.type == "nav_menu_item":
            export.menus[term.slug] += 1
    if item.type == "page":
        export.parents[item.post_id] = item.parent
    elif item.type == "wp_block" and sum(map(len, export.saved.values())) < MOST_SAVED:
        export.saved[item.post_id] = item.content
    if item.type == "attachment":
        export.attachments.append(
            Attachment(
                position=item.position,
                post_id=item.post_id,
                title=item.title,
                url=item.attachment_url or item.guid,
                file=item.meta.get("_wp_attached_file", ""),
                link=item.link,
                alt=item.meta.get("_wp_attachment_image_alt", "").strip(),
                caption=item.excerpt.strip(),
                parent=item.parent,
                order=item.order,
            )
        )


def iterate_items(path: Path) -> Iterator[Item]:
    """Every item of the file in its order, one in memory at a time."""
    elements = (element for name, element in channel(path) if name == "item")
    for position, element in enumerate(elements):
        item = parse_item(element)
        item.position = position
        yield item


FIELDS = {
    "title": "title",
    "link": "link",
    "guid": "guid",
    "pubDate": "published",
    "dc:creator": "creator",
    "content:encoded": "content",
    "excerpt:encoded": "excerpt",
    "wp:post_date": "date",
    "wp:post_date_gmt": "date_gmt",
    "wp:post_modified_gmt": "modified_gmt",
    "wp:status": "status",
    "wp:post_name": "slug",
    "wp:post_type": "type",
    "wp:post_password": "password",
    "wp:comment_status": "comment_status",
    "wp:attachment_url": "attachment_url",
}
NUMBERS = {"wp:post_id": "post_id", "wp:post_parent": "parent", "wp:menu_order": "order"}


def parse_item(element: Element) -> Item:
    item = Item()
    for child in element:
        name, text = prefixed(child.tag), child.text or ""
        if name in FIELDS:
            setattr(item, FIELDS[name], text if name in {"content:encoded", "excerpt:encoded"} else text.strip())
        elif name in NUMBERS:
            setattr(item, NUMBERS[name], number(text))
        elif name == "category":
            add_term(item, Term(child.get("domain") or "category", child.get("nicename") or "", text.strip()))
        elif name == "wp:postmeta":
            parts = texts(child)
            key, value = parts.get("wp:meta_key", ""), parts.get("wp:meta_value", "")
            item.meta[key] = value
            if key == "_wp_old_slug":
                item.old_slugs.append(value)
        elif name == "wp:is_sticky":
            item.sticky = text.strip() == "1"
        elif name == "wp:comment":
            item.comments.append(remark_of(texts(child)))
    return item


def remark_of(parts: dict[str, str]) -> Remark:
    return Remark(
        key=number(parts.get("wp:comment_id", "")),
        parent=number(parts.get("wp:comment_parent", "")),
        approved=parts.get("wp:comment_approved", ""),
        type=parts.get("wp:comment_type", ""),
        author=parts.get("wp:comment_author", ""),
        email=parts.get("wp:comment_author_email", ""),
        date=parts.get("wp:comment_date", ""),
        date_gmt=parts.get("wp:comment_date_gmt", ""),
        content=parts.get("wp:comment_content", ""),
    )


def add_term(item: Item, term: Term) -> None:
    """WXR 1.0 names each category twice, once without its slug, and calls the taxonomy of tags `tag`."""
    domain = "post_tag" if term.domain == "tag" else term.domain
    known = {(other.domain, other.name) for other in item.terms}
    if term.slug:
        item.terms = [other for other in item.terms if other.slug or (other.domain, other.name) != (domain, term.name)]
    elif (domain, term.name) in known:
        return
    item.terms.append(Term(domain, term.slug, term.name))


def texts(element: Element) -> dict[str, str]:
    return {prefixed(child.tag): (child.text or "").strip() for child in element}


def number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
