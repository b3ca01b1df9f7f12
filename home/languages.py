"""The versions of a page in other languages: what its head names and its masthead leads to (decision 0017)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Value
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page

from core.languages import OPEN_GRAPH, own_name
from core.models import BasePage, SiteSettings
from core.models.settings import Untranslated
from core.prepared import Prepared
from core.querysets import LINK, IsRestricted
from core.sites import find_site, trees

KEY: Any = Page._meta.get_field("translation_key")


@dataclass(frozen=True)
class Version:
    """Of a page in a language; `is_exact` unless it is the nearest page above that has one, which is led to instead."""

    language: str
    url: str
    full_url: str
    is_exact: bool = True
    is_listed: bool = True

    @property
    def name(self) -> str:
        return own_name(self.language)

    @property
    def open_graph(self) -> str:
        return OPEN_GRAPH.get(self.language, "")

    @property
    def is_spoken(self) -> bool:
        return self.language == get_language()


class Versions:
    """What must be read of a page's versions, and what they come to; nothing on a site of one language."""

    def __init__(self, request: HttpRequest, page: Page | None, subpages: dict[str, str] | None) -> None:
        """`subpages` are what follows the page's own address, by language, where a part of the page is shown."""
        site = find_site(request)
        self.request, self.page, self.subpages = request, page, subpages
        self.trees = trees(request) if site else {}
        self.is_needed = len(self.trees) > 1
        self.leads_on = self.is_needed and SiteSettings.for_request(request).untranslated == Untranslated.LEAD

    @property
    def model(self) -> Any:
        """The type of the page, whose versions are of the same one."""
        return Page if self.page is None else type(self.page)

    @property
    def line(self) -> list[Page]:
        """The page and those above it, which are led to if it has no version; the nearest first."""
        if self.page is None or not self.page.path:
            return []
        above = getattr(self.page, "routed_ancestors", None) or [] if self.leads_on else []
        return [self.page, *reversed(above)]

    @property
    def keys(self) -> list[Any]:
        """The translation keys of all that may be led to, as the database has them."""
        if not self.is_needed:
            return []
        found = [page.translation_key for page in self.line]
        if self.leads_on:
            site: Any = find_site(self.request)
            found.append(site.own_root_page.translation_key)
        return [KEY.get_db_prep_value(key, connection) for key in dict.fromkeys(found)]

    def read(self) -> list[Version]:
        """Asks nothing on a site of one language."""
        return self.among(versions_of(self.model)(*self.keys) if self.keys else [])

    def among(self, pages: Iterable[Page]) -> list[Version]:
        """The versions by language, the spoken one among them; none where it is the only one."""
        if not self.is_needed:
            return []
        public = [page for page in pages if not getattr(page, "restricted", True)]
        found = [version for code, root in self.trees.items() if (version := self.version(code, root, public))]
        return found if len(found) > 1 else []

    def version(self, code: str, root: Page, pages: list[Page]) -> Version | None:
        here = {page.translation_key: page for page in pages if page.path.startswith(root.path)}
        if self.page is not None and (exact := here.get(self.page.translation_key)) and self.has_part(code):
            return self.made(code, exact, "" if self.subpages is None else self.subpages[code])
        if not self.leads_on:
            return None
        nearest = next((here[key] for key in self.keys_above() if key in here), None)
        nearest = nearest or next((page for page in pages if page.pk == root.pk), None)
        return self.made(code, nearest, "", is_exact=False) if nearest else None

    def has_part(self, code: str) -> bool:
        return self.subpages is None or code in self.subpages

    def keys_above(self) -> list[UUID]:
        line = self.line if self.subpages is not None else self.line[1:]
        return [page.translation_key for page in line]

    def made(self, code: str, page: Page, subpage: str, *, is_exact: bool = True) -> Version:
        return Version(
            code,
            f"{page.get_url(self.request) or ''}{subpage}",
            f"{page.get_full_url(self.request) or ''}{subpage}",
            is_exact=is_exact,
            is_listed=is_exact and not page.hidden,
        )


@cache
def versions_of(model: Any) -> Prepared[Page]:
    """The published pages of some translation keys, of which a page of this type is one."""
    pages = Page.objects.live().order_by().only(*LINK).annotate(**annotations(model))
    return Prepared(lambda *keys: pages.filter(translation_key__in=keys))


def annotations(model: type[Any]) -> dict[str, Any]:
    """What must be known of them."""
    hidden: Any = Value(False)
    if issubclass(model, BasePage):
        hidden = Exists(model._base_manager.filter(pk=OuterRef("pk"), no_index=True))
    return {"restricted": IsRestricted(), "hidden": hidden}


def alternates(versions: list[Version]) -> list[tuple[str, str]]:
    """`(language, address)` of the versions that search engines may list, as each of them must name the same ones.

    The one for readers of any other language, `x-default`, is the one in the site's own.
    https://developers.google.com/search/docs/specialty/international/localized-versions
    """
    found = [(version.language, version.full_url) for version in versions if version.is_listed]
    if len(found) < 2 or not any(version.is_spoken and version.is_listed for version in versions):
        return []
    own = dict(found).get(settings.LANGUAGE_CODE)
    return [*found, ("x-default", own)] if own else found
