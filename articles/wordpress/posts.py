"""Says what a post is to become here, without changing anything: so a dry run and a real one come to the same."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import unquote

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect

from articles.wordpress.addresses import split
from articles.wordpress.content import convert
from articles.wordpress.figures import missing_alt
from articles.wordpress.images import Library
from articles.wordpress.markup import address_part, cut_at_sentence, plain
from articles.wordpress.people import CO_AUTHORS, AuthorName, Bylines
from articles.wordpress.reader import Export, Item, Term, number

BESIDE = {"state", "notes", "tag_slugs", "topic_slugs"}  # What can be other though nothing is to change.
State = Literal["live", "scheduled", "draft"]

TITLE_LENGTH = 255
STANDFIRST_LENGTH = 400
DERIVED_STANDFIRST_LENGTH = 300
ENOUGH_FOR_A_STANDFIRST = 80
ALT_LENGTH = 255
NO_SUBJECT = {"uncategorized", "uncategorised", "bez-kategorii"}
TAKEN_TAXONOMIES = {"category", "post_tag", "post_format", CO_AUTHORS}
# The taxonomies of plugins that make series; they note the part in the post's meta.
SERIES = re.compile(r"(?:^|[_-])(?:series|serie|serial|cykl)(?:$|[_-])", re.IGNORECASE)
SERIES_PART = re.compile(r"^_?series_part(?:_\d+)?$")
SERIES_NAME_LENGTH, LAST_PART = 120, 32767
DRAFT_REASONS = {
    "draft": "",
    "pending": _("it was waiting for review"),
    "private": _("it was private"),
}


@dataclass
class Post:
    """All that an article or page is to be; pictures stand as keys of the library.

    `series` is its slug, name and description; `parent` the key of the page above a page; `notes` what an editor
    should know.
    """

    key: str
    title: str
    slug: str
    status: str
    state: State
    date: datetime | None
    updated: datetime | None
    authors: list[AuthorName]
    topics: dict[str, str]
    tags: list[str]
    tag_slugs: dict[str, str]
    topic_slugs: dict[str, list[str]]
    standfirst: str
    body: list[dict[str, Any]]
    hero: str = ""
    hero_alt: str = ""
    social: str = ""
    comments_open: bool = True
    old_paths: list[str] = field(default_factory=list)
    series: tuple[str, str, str] | None = None
    series_position: int | None = None
    seo_title: str = ""
    search_description: str = ""
    no_index: bool = False
    parent: str = ""
    has_excerpt: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def checksum(self) -> str:
        """Changes when something would be imported differently; `state` is left out, since time alone can change it."""
        values = {name: value for name, value in asdict(self).items() if name not in BESIDE}
        return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()


def read_post(item: Item, export: Export, library: Library, bylines: Bylines) -> Post:
    """The post of an item whose type is `post` or `page`."""
    notes: list[str] = []
    title = title_of(item, notes)
    date = date_of(item, notes)
    state = state_of(item, date, notes)
    conversion = convert(item.content, library, title, item.post_id, item.meta.get("footnotes", ""))
    if not conversion.blocks:
        notes.append(_("The post has no text."))
    authors = bylines.of(item)
    tags = {plain(term.name)[:100]: term.slug for term in item.terms if term.domain == "post_tag" and plain(term.name)}
    post = Post(
        key=item.key,
        title=title,
        slug=address_part(unquote(item.slug), title) or f"post-{item.key}",
        status="protected" if item.password else item.status,
        state=state,
        date=date,
        updated=max(date, moment(item.modified_gmt, UTC) or date) if date else None,
        authors=authors,
        topics=topics_of(item, bylines, notes),
        comments_open=item.comment_status != "closed",
        parent=str(item.parent) if item.type == "page" and item.parent else "",
        has_excerpt=bool(plain(item.excerpt)),
        tags=list(tags),
        tag_slugs=tags,
        topic_slugs=topic_slugs(item, bylines),
        standfirst=standfirst_of(item, conversion.blocks, title, notes),
        body=conversion.blocks,
        old_paths=old_paths(item, export) if state == "live" else [],
        notes=[*notes, *conversion.notes],
    )
    add_series(post, item, export)
    add_search_words(post, item)
    add_hero(post, item, library, conversion.pictures)
    if item.sticky:
        post.notes.append(_("It was pinned to the top over there; here the home page says what comes first."))
    return post


def title_of(item: Item, notes: list[str]) -> str:
    title = plain(item.title)
    if not title:
        title = cut_at_sentence(plain(item.content), 80) or _("Untitled")
        notes.append(_("The post has no title; it was taken from its text."))
    if len(title) > TITLE_LENGTH:
        notes.append(_("The title is too long and was cut: “{title}”.").format(title=title))
        title = title[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
    return title


def moment(text: str, zone: Any) -> datetime | None:
    """The time that WordPress wrote, where `0000-00-00 00:00:00` stands for none."""
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        return None
    return found.replace(tzinfo=zone) if found and found.year > 1 else None


def date_of(item: Item, notes: list[str]) -> datetime | None:
    """When the post appeared; what has no time in UTC has one in the zone of the site, which is taken to be ours."""
    found = moment(item.date_gmt, UTC) or moment(item.date, timezone.get_default_timezone())
    if found:
        return found.astimezone(UTC)
    found = feed_date(item.published)
    if found is None and item.status not in DRAFT_REASONS:
        notes.append(_("The post has no date that could be read; it is dated by its import."))
    return found


def feed_date(text: str) -> datetime | None:
    """The time in the words of RSS; WordPress puts the year -0001 where it has none."""
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    if " -0001 " in text:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def state_of(item: Item, date: datetime | None, notes: list[str]) -> State:
    """Only what every reader could see over there is published here."""
    if item.status == "future" and date and date > timezone.now():
        return "scheduled"
    if item.password:
        reason = _("it was protected by a password, which is not kept")
    elif item.status == "publish":
        return "live"
    elif item.status == "future":
        reason = _("its time to appear has passed")
    else:
        reason = DRAFT_REASONS.get(item.status, _("its status was “{status}”").format(status=item.status))
    if reason:
        notes.append(_("A draft here, since {reason}.").format(reason=reason))
    return "draft"


def topics_of(item: Item, bylines: Bylines, notes: list[str]) -> dict[str, str]:
    """The post's categories, slug and name, without those that name authors or nothing."""
    found: dict[str, str] = {}
    for term in item.terms:
        if term.domain != "category" or bylines.is_author(term):
            continue
        slug = slug_of(term)
        if slug in NO_SUBJECT:
            notes.append(_("The category “{name}” is no subject, so no topic.").format(name=term.name))
        elif slug:
            found[slug[:80]] = plain(term.name)[:80]
    others = sorted({term.domain for term in item.terms if not SERIES.search(term.domain)} - TAKEN_TAXONOMIES)
    if others:
        notes.append(_("Terms of other taxonomies were left out: {names}.").format(names=", ".join(others)))
    return found


def topic_slugs(item: Item, bylines: Bylines) -> dict[str, list[str]]:
    """The other site's own slugs of the categories behind each topic."""
    found: dict[str, list[str]] = {}
    for term in item.terms:
        if term.domain == "category" and not bylines.is_author(term) and (slug := slug_of(term)[:80]):
            found.setdefault(slug, []).append(term.slug or slug)
    return found


def add_series(post: Post, item: Item, export: Export) -> None:
    """The first series of the post; an article belongs to one."""
    terms = [term for term in item.terms if SERIES.search(term.domain) and plain(term.name)]
    if not terms:
        return
    first, *others = terms
    record = export.terms.get((first.domain, first.slug))
    post.series = (slug_of(first), plain(first.name)[:SERIES_NAME_LENGTH], plain(record.description) if record else "")
    parts = [number(value) for key, value in item.meta.items() if SERIES_PART.match(key)]
    post.series_position = min(parts[0], LAST_PART) if parts and parts[0] else None
    if others:
        names = ", ".join(plain(term.name) for term in others)
        post.notes.append(_("An article is part of one series; these were left out: {names}.").format(names=names))


def add_search_words(post: Post, item: Item) -> None:
    """Title and description for search engines, as plugins keep them; not where they are patterns to be filled in."""

    def first(keys: tuple[str, ...]) -> str:
        found = (plain(item.meta.get(key, "")) for key in keys)
        return next((text for text in found if text and not PATTERN.search(text)), "")

    post.seo_title, post.search_description = first(SEO_TITLES)[:TITLE_LENGTH], first(SEO_DESCRIPTIONS)
    post.no_index = any(marker in item.meta.get(key, "") for key, marker in NO_INDEX.items())


# Yoast, Rank Math, SEOPress, All in One SEO: https://developer.yoast.com/, https://rankmath.com/kb/ and so on.
SEO_TITLES = ("_yoast_wpseo_title", "rank_math_title", "_seopress_titles_title", "_aioseo_title", "_aioseop_title")
SEO_DESCRIPTIONS = (
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_seopress_titles_desc",
    "_aioseo_description",
    "_aioseop_description",
)
NO_INDEX = {"_yoast_wpseo_meta-robots-noindex": "1", "rank_math_robots": "noindex", "_seopress_robots_index": "yes"}
PATTERN = re.compile(r"%%?[a-z_]+%|#[a-z]+_[a-z_]+", re.IGNORECASE)


def slug_of(term: Term) -> str:
    return address_part(unquote(term.slug), term.name)


def standfirst_of(item: Item, blocks: list[dict[str, Any]], title: str, notes: list[str]) -> str:
    """The excerpt, else the first sentences of the text, else the title."""
    excerpt = plain(item.excerpt)
    if excerpt:
        if len(excerpt) > STANDFIRST_LENGTH:
            notes.append(_("The excerpt is too long for a standfirst and was cut."))
        return cut_at_sentence(excerpt, STANDFIRST_LENGTH)
    text = ""
    for paragraph in opening_paragraphs(blocks):
        text = f"{text} {paragraph}".strip()
        if len(text) >= ENOUGH_FOR_A_STANDFIRST:
            break
    if not text:
        notes.append(_("The standfirst repeats the title, since the post has neither excerpt nor text."))
        return title
    notes.append(_("The standfirst was derived from the beginning of the text, since the post has no excerpt."))
    return cut_at_sentence(text, DERIVED_STANDFIRST_LENGTH)


def opening_paragraphs(blocks: list[dict[str, Any]]) -> Iterator[str]:
    first = next((block["value"] for block in blocks if block["type"] == "paragraph"), "")
    return (plain(found[2]) for found in re.finditer(r"<(p|blockquote)>(.*?)</\1>", first, re.DOTALL))


def old_paths(item: Item, export: Export) -> list[str]:
    """The addresses the post had, as paths: its own, and the short one that WordPress gives to every post."""
    base = split(export.address).path.rstrip("/")
    link = split(item.link)
    found = [f"{link.path}?{link.query}" if link.query else link.path] if item.link else []
    if found and item.slug and not link.query:
        found += [f"{link.path.rstrip('/').rpartition('/')[0]}/{slug}/" for slug in item.old_slugs if slug]
    if item.post_id:
        found.append(f"{base}/?{'page_id' if item.type == 'page' else 'p'}={item.post_id}")
    return list(dict.fromkeys(Redirect.normalise_path(path) for path in found if path not in {"", "/"}))


def add_hero(post: Post, item: Item, library: Library, shown: list[str]) -> None:
    """The featured picture opens the article, unless it stands in the text: then it serves for sharing only."""
    featured = number(item.meta.get("_thumbnail_id", ""))
    if not featured:
        return
    picture = library.pictures.get(featured)
    if picture is None:
        post.notes.append(_("The featured picture (number {number}) is not in the export.").format(number=featured))
    elif not library.bring(picture):
        reason = library.problems[picture.key]
        post.notes.append(
            _("The featured picture {name} is missing ({reason}).").format(name=picture.name, reason=reason)
        )
    elif picture.key in shown:
        post.social = picture.key
        note = _(
            "The featured picture {name} stands in the text already; above it there is none, it is used for sharing."
        )
        post.notes.append(note.format(name=picture.name))
    else:
        post.hero, post.hero_alt = picture.key, picture.described(picture.alt)[:ALT_LENGTH]
        if not post.hero_alt:
            post.notes.append(missing_alt(picture.name, picture.alt))
