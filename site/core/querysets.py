"""Verbs that all page types share."""

from typing import Self

from django.db.models import BooleanField, Func
from wagtail.models import PageManager, Site
from wagtail.query import PageQuerySet

from core.page_store import tags
from core.page_store.recording import depends_on_list

# Of a page, what it takes to link to it and to find its place. The other columns cost a tenth of the time of a render.
LINK = ("title", "slug", "url_path", "path", "depth", "live", "content_type", "locale", "translation_key")


class IsRestricted(Func):
    """Whether the page whose path this is, or any page above it, asks for a password, a login or a group.

    As conditions of Django's it takes three times as long to put together as to answer. Restricted pages are few, and
    named as such, so that a database does not begin with all pages.
    """

    template = """EXISTS (SELECT 1 FROM "wagtailcore_page" AS "above"
        WHERE "above"."id" IN (SELECT "page_id" FROM "wagtailcore_pageviewrestriction")
        AND "above"."path" = SUBSTR(%(expressions)s, 1, LENGTH("above"."path")))"""
    output_field = BooleanField()

    def __init__(self, path: str = "path") -> None:
        super().__init__(path)


class PublishedPageQuerySet(PageQuerySet):
    def published(self) -> Self:
        """Live pages that nothing restricts, in the same query; Wagtail's `public()` needs one more."""
        depends_on_list(tags.published(self.model))
        return self.live().filter(~IsRestricted())

    def published_in(self, site: Site | None) -> Self:
        """The published pages of a site, for its listings; none where a request belongs to no site."""
        return self.published().filter(path__startswith=site.root_page.path) if site else self.none()


PublishedPageManager = PageManager.from_queryset(PublishedPageQuerySet)
