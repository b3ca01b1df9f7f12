"""Verbs that all page types share."""

from typing import Self

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import Page, PageManager, PageViewRestriction, Site
from wagtail.query import PageQuerySet

from core.page_store import tags
from core.page_store.recording import depends_on_list

# Of a page, what it takes to link to it and to find its place. The other columns cost a tenth of the time of a render.
LINK = ("title", "slug", "url_path", "path", "depth", "live", "content_type", "locale", "translation_key")


def is_restricted(path: str = "path") -> Exists:
    """Whether the page whose path this is, or any page above it, asks for a password, a login or a group.

    Restricted pages are few, and named as such, so that a database does not begin with all pages.
    """
    restricted = Page.objects.filter(pk__in=PageViewRestriction.objects.values("page")).order_by()
    pages = restricted.annotate(below=ExpressionWrapper(OuterRef(path), output_field=CharField()))
    return Exists(pages.filter(below__startswith=F("path")))


class PublishedPageQuerySet(PageQuerySet):
    def published(self) -> Self:
        """Live pages that nothing restricts, in the same query; Wagtail's `public()` needs one more."""
        depends_on_list(tags.published(self.model))
        return self.live().filter(~is_restricted())

    def published_in(self, site: Site | None) -> Self:
        """The published pages of a site, for its listings; none where a request belongs to no site."""
        return self.published().filter(path__startswith=site.root_page.path) if site else self.none()


PublishedPageManager = PageManager.from_queryset(PublishedPageQuerySet)
