"""The site's pages for search engines (https://www.sitemaps.org/protocol.html)."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page, get_page_models
from wagtail.query import PageQuerySet

from core.models import BasePage
from core.page_store import tags
from core.page_store.recording import depends_on
from core.querysets import IsRestricted
from core.sites import trees

SHOWN = ("url_path", "translation_key", "content_type", "last_published_at", "latest_revision_created_at")


class PageSitemap(Sitemap):
    """Every page of the request's site, in all its languages, that anyone may read and search engines may list.

    In the order in which they were made, so that a new page changes the last part of the map alone. Pages are read
    without the fields of their own type, but for types that name further addresses (`get_sitemap_urls`).
    """

    limit = 5_000

    def items(self) -> PageQuerySet:
        depends_on(tags.PAGES)
        roots = [Q(path__startswith=root.path) for root in trees(self.request).values()]
        return listed().filter(Q(*roots, _connector=Q.OR)).order_by("pk") if roots else Page.objects.none()

    def get_latest_lastmod(self) -> datetime | None:
        """Asks the database, where Django would read all pages."""
        return self.items().aggregate(latest=Max("last_published_at"))["latest"]

    def _urls(self, page: int | str, protocol: str, domain: str) -> list[dict[str, Any]]:
        pages = list(self.paginator.page(page).object_list.only(*SHOWN))
        translations = self.translations(pages)
        return [
            {**entry, "alternates": named(entry, translations.get(page.translation_key, {}))}
            for page in pages
            for entry in self.entries(page)
        ]

    def entries(self, page: Page) -> list[dict[str, Any]]:
        has_more = page.specific_class.get_sitemap_urls is not BasePage.get_sitemap_urls
        return (page.specific if has_more else page).get_sitemap_urls(self.request)

    def translations(self, pages: list[Page]) -> dict[UUID, dict[str, str]]:
        """For pages in the order of their keys: `{language: address}` of each that is translated, itself among them."""
        if not pages:
            return {}
        others = Page.objects.filter(translation_key=OuterRef("translation_key")).exclude(pk=OuterRef("pk"))
        translated = self.items().filter(Exists(others), pk__range=(pages[0].pk, pages[-1].pk))
        versions = self.items().filter(translation_key__in=translated.order_by().values("translation_key"))
        found: dict[UUID, dict[str, str]] = defaultdict(dict)
        for version in versions.order_by("locale").select_related("locale").only(*SHOWN, "locale__language_code"):
            if address := version.get_full_url(self.request):
                found[version.translation_key][version.locale.language_code] = address
        return found


def listed() -> PageQuerySet:
    """The pages of all sites that may be listed, asked of `Page` in one query whatever their types."""
    types = [model for model in get_page_models() if issubclass(model, BasePage)]
    hidden = [Q(pk__in=model.objects.filter(no_index=True).values("pk")) for model in types]
    return Page.objects.live().exclude(Q(*hidden, _connector=Q.OR)).filter(~IsRestricted())


def named(entry: dict[str, Any], versions: dict[str, str]) -> list[dict[str, str]]:
    """The versions of an entry in all languages, its own too, as each of them must name the same ones.

    Of a part of a page, such as a topic of an index, the versions are parts of the page's own (`subpages`).
    """
    subpages = entry.get("subpages")
    if subpages is not None:
        versions = {code: f"{address}{subpages[code]}" for code, address in versions.items() if code in subpages}
    if len(versions) < 2 or entry["location"] not in versions.values():
        return []
    own = versions.get(settings.LANGUAGE_CODE)
    return [
        {"lang_code": code, "location": address}
        for code, address in [*versions.items(), *([("x-default", own)] if own else [])]
    ]
