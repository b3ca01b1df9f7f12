"""Turns links to the other site into links to pages and documents here, once all that they lead to has come.

What an address became is read from the redirects that were made for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import Any

from django.db import transaction
from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, ReferenceIndex, Revision, Site

from articles.models import ImportedItem
from articles.wordpress.addresses import host, old_path, split
from articles.wordpress.reader import Export
from articles.wordpress.records import Records, was_edited_here

LINK = re.compile(r'<a href="([^"]*)">')
DOCUMENT = re.compile(r"/documents/(\d+)/")
REMAINDERS = {"remainder", "preformatted"}


class OwnLinks:
    """Tells links to the other site from all others."""

    def __init__(self, export: Export) -> None:
        self.host = host(export.address)

    def path(self, href: str) -> str:
        """The path of an address of the other site; empty if it is another's."""
        parts = split(unescape(href))
        if parts.scheme not in {"", "http", "https"} or (not parts.netloc and not parts.path.startswith("/")):
            return ""
        if parts.netloc and host(unescape(href)) != self.host and not parts.netloc.endswith(".files.wordpress.com"):
            return ""
        return Redirect.normalise_path(old_path(unescape(href)))

    def paths(self, body: Any) -> set[str]:
        return {path for text in strings(body) for href in LINK.findall(text) if (path := self.path(href))}

    def stand_in(self, body: Any) -> bool:
        return bool(self.paths(body))


class Links:
    """`left` names the pages in which links still lead to the other site, and where to."""

    def __init__(self, records: Records, export: Export, site: Site | None) -> None:
        self.records = records
        self.site = site
        self.own = OwnLinks(export)
        self.left: dict[str, set[str]] = {}

    def waiting(self) -> list[int]:
        found = ImportedItem.objects.filter(source=self.records.source, has_old_links=True)
        return list(found.order_by("pk").values_list("pk", flat=True))

    def settle(self, record_id: int) -> None:
        """Rewrites what can be in the page of a record; a page that was edited here is left as it is."""
        record = ImportedItem.objects.select_related("revision").filter(pk=record_id).first()
        page = record.target if record else None
        if record is None or record.revision is None or not isinstance(page, Page) or was_edited_here(page, record):
            return
        body = json.loads(record.revision.content["body"])
        found = self.own.paths(body)
        opening = self.openings(found)
        left = found - opening.keys()
        if left:
            self.left[page.title] = left
        if opening:
            changed = replaced(body, lambda match: opening.get(self.own.path(match[1]), match[0]))
            with transaction.atomic():
                self.write(page, record.revision, changed)
                ImportedItem.objects.filter(pk=record.pk).update(has_old_links=bool(left))

    def write(self, page: Page, revision: Revision, body: Any) -> None:
        """In place: it is still the same text as was imported, in the one revision that it has of it."""
        text = json.dumps(body)
        type(page).objects.filter(pk=page.pk).update(body=text)
        revision.content["body"] = text
        revision.save(update_fields=["content"])
        ReferenceIndex.create_or_update_for_object(type(page).objects.get(pk=page.pk))

    def openings(self, paths: set[str]) -> dict[str, str]:
        """The tag that opens a link to what each path became."""
        found: dict[str, str] = {}
        rows = Redirect.objects.filter(Q(site=self.site) | Q(site=None), old_path__in=paths)
        for redirect in rows.select_related("redirect_page"):
            if redirect.redirect_page_id and not redirect.redirect_page_route_path:
                found[redirect.old_path] = f'<a linktype="page" id="{redirect.redirect_page_id}">'
            elif match := DOCUMENT.search(redirect.redirect_link):
                found[redirect.old_path] = f'<a linktype="document" id="{match[1]}">'
            elif redirect.link:
                found[redirect.old_path] = f'<a href="{escape(redirect.link)}">'
        for path, page in self.unmoved(paths - found.keys()):
            found[path] = f'<a linktype="page" id="{page}">'
        return found

    def unmoved(self, paths: set[str]) -> Iterator[tuple[str, int]]:
        """The pages that have the same address here as over there, the home page among them."""
        if self.site is None:
            return
        root = self.site.root_page.url_path
        by_path = {f"{root}{path.strip('/')}/".replace("//", "/"): path for path in paths}
        for page, url_path in Page.objects.filter(url_path__in=by_path).values_list("pk", "url_path"):
            yield by_path[url_path], page


def strings(value: Any) -> Iterator[str]:
    """Every text in raw StreamField data, but for what is kept as it was."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from strings(entry)
    elif isinstance(value, dict) and value.get("type") not in REMAINDERS:
        for entry in value.values():
            yield from strings(entry)


def replaced(value: Any, opening: Callable[[re.Match[str]], str]) -> Any:
    """The same data with each link's opening tag exchanged."""
    if isinstance(value, str):
        return LINK.sub(opening, value)
    if isinstance(value, list):
        return [replaced(entry, opening) for entry in value]
    if isinstance(value, dict) and value.get("type") not in REMAINDERS:
        return {key: replaced(entry, opening) for key, entry in value.items()}
    return value
