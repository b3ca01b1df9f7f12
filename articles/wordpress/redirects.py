"""Leads the addresses of the other site to what they became here.

The forms are those of https://developer.wordpress.org/apis/rewrite/ with the bases that WordPress has by itself; an
export does not tell of others. What follows an address (`/feed/`, `/page/2/`) is followed by `core.redirects`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from articles.wordpress.addresses import split
from articles.wordpress.markup import address_part
from articles.wordpress.reader import Export

LONGEST_PATH = 255
DATED = re.compile(r"^/(?P<year>\d{4})(?:/(?P<month>\d\d)(?:/(?P<day>\d\d))?)?/")
DEEPEST = 12


@dataclass(frozen=True)
class Target:
    """Where a redirect leads: a page here, perhaps with a route behind it, or another address. `shown` names it."""

    shown: str
    page: Page | None = None
    route: str = ""
    link: str = ""

    def is_target_of(self, redirect: Redirect) -> bool:
        if self.page is None or not self.page.pk:
            return bool(self.link) and redirect.redirect_link == self.link
        return redirect.redirect_page_id == self.page.pk and redirect.redirect_page_route_path == self.route


class Redirects:
    """`made` collects the redirects as they are told; a dry run only does that."""

    def __init__(self, site: Site | None, export: Export, dry_run: bool) -> None:
        self.site = site
        self.export = export
        self.dry_run = dry_run
        self.base = split(export.address).path.rstrip("/")
        self.settled: set[str] = set()
        self.fresh: set[str] = set()
        self.made: list[str] = []

    def lead(self, paths: Iterable[str], target: Target) -> list[str]:
        """Leads the paths to the target, unless they lead somewhere already; what an editor should know of it."""
        notes: list[str] = []
        here = Redirect.normalise_path(target.shown)
        wanted = [path for path in dict.fromkeys(map(Redirect.normalise_path, paths)) if path not in {here, "/"}]
        known = {
            redirect.old_path: redirect
            for redirect in Redirect.objects.filter(Q(site=self.site) | Q(site=None), old_path__in=wanted)
        }
        fresh: list[Redirect] = []
        for path in wanted:
            if len(path) > LONGEST_PATH:
                notes.append(_("The old address is too long for a redirect: {path}.").format(path=path))
            elif path in known:
                if not target.is_target_of(known[path]):
                    notes.append(_("{path} is redirected elsewhere already, which was left so.").format(path=path))
            else:
                self.made.append(f"{path} → {target.shown}")
                fresh.append(self.row(path, target))
        if not self.dry_run:
            Redirect.objects.bulk_create(fresh)
        return notes

    def row(self, path: str, target: Target) -> Redirect:
        return Redirect(
            old_path=path,
            site=self.site,
            redirect_page=target.page,
            redirect_page_route_path=target.route,
            redirect_link=target.link[:LONGEST_PATH],
        )

    def lead_once(self, paths: Iterable[str], target: Target) -> None:
        """The same for what many posts share, asked for once in a run."""
        fresh = [path for path in paths if path not in self.settled]
        if fresh:
            self.fresh.update(fresh)
            self.settled.update(fresh)
            self.lead(fresh, target)

    def begin(self) -> None:
        """Forgets what the item before has made."""
        self.made.clear()
        self.fresh.clear()

    def forget(self) -> None:
        """Takes back what the item has asked for, since its transaction was."""
        self.settled -= self.fresh

    # The forms of old addresses

    def of_category(self, slug: str) -> list[str]:
        record = self.export.terms.get(("category", slug))
        chain = [slug]
        while record and record.parent and record.parent not in chain and len(chain) < DEEPEST:
            chain.insert(0, record.parent)
            record = self.export.terms.get(("category", record.parent))
        number = self.export.terms[("category", slug)].number if ("category", slug) in self.export.terms else 0
        return self.forms(f"/category/{'/'.join(map(unquote, chain))}", "cat", str(number or ""))

    def of_tag(self, slug: str) -> list[str]:
        return self.forms(f"/tag/{unquote(slug)}", "tag", unquote(slug))

    def of_author(self, login: str) -> list[str]:
        nicename = address_part(login, login)
        number = self.export.author_numbers.get(login, 0)
        return self.forms(f"/author/{nicename}", "author", str(number or "")) if nicename else []

    def forms(self, path: str, query: str, value: str) -> list[str]:
        return [f"{self.base}{path}/", *([f"{self.base}/?{query}={value}"] if value else [])]

    def of_dates(self, paths: list[str]) -> list[str]:
        """The archives of the year, month and day that the address of a post names."""
        found: list[str] = []
        for path in paths:
            match = DATED.match(path.removeprefix(self.base) + "/")
            if match:
                parts = [part for part in match.groups() if part]
                found += [f"{self.base}/{'/'.join(parts[:length])}/" for length in range(1, len(parts) + 1)]
                found += [f"{self.base}/?m={''.join(parts[:length])}" for length in range(1, len(parts) + 1)]
        return found

    def of_feeds(self) -> list[str]:
        paths = ("/feed/", "/feed/rss2/", "/feed/atom/", "/feed/rss/", "/?feed=rss2", "/?feed=rss", "/?feed=atom")
        return [f"{self.base}{path}" for path in paths]
