"""What follows from a change: the tags of all that showed it. Connected in `core.apps`.

Rows of most models are plain: what showed one showed that row, or its table. A page also stands in lists and is linked
to, so before it is saved its place in them is read, and what differs afterwards is cleared.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from core.page_store import kinds, tags
from core.page_store.clearing import clear
from core.page_store.kinds import Kind

MOST = 300  # Pages that are cleared one by one; beyond that, everything is.
# What saving a draft writes, and what a render never shows.
UNSHOWN = {
    "draft_title",
    "expired",
    "go_live_at",
    "has_unpublished_changes",
    "latest_revision_created_at",
    "latest_revision_id",
    "live_revision_id",
    "locked",
    "locked_at",
    "locked_by_id",
    "numchild",
}
UNSHOWN_IN_LISTS = {*UNSHOWN, "last_published_at", "first_published_at", "expire_at"}
LINK = (
    "title",
    "slug",
    "url_path",
    "live",
    "show_in_menus",
    "locale_id",
    "alias_of_id",
    "translation_key",
    "seo_title",
)


@dataclass
class Facts:
    """What a page shows elsewhere, as long as it is live."""

    page: Page | None = None
    link: tuple[Any, ...] = ()
    in_lists: dict[str, Any] = field(default_factory=dict)
    listings: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page | None) -> "Facts":
        if page is None or not page.live:
            return cls(page)
        fields = [item for item in page._meta.concrete_fields if not isinstance(item, StreamField)]
        shown = {item.attname: getattr(page, item.attname) for item in fields if item.attname not in UNSHOWN_IN_LISTS}
        listings = page.listings() if hasattr(page, "listings") else {}
        return cls(page, tuple(getattr(page, name) for name in LINK), shown, listings)


# Pages


def note_page(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    """Before a page is saved: what it was until now."""
    if not isinstance(instance, Page) or raw or not settings.PAGE_STORE or is_draft(kwargs.get("update_fields")):
        return
    instance._facts_before = Facts.of(specific(instance.pk)) if instance.pk else Facts()


def clear_page(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    """After a page is saved."""
    if not isinstance(instance, Page) or not settings.PAGE_STORE:
        return
    before = instance.__dict__.pop("_facts_before", None)
    if raw:
        clear(tags.EVERYTHING)
    elif is_draft(kwargs.get("update_fields")):
        if instance.live and not instance.last_published_at:  # Then a sitemap tells when it was last edited.
            clear(tags.PAGES)
    elif before is not None:
        after = Facts.of(specific(instance.pk) if sender is Page else instance)
        clear(*tags_of_page(before, after))


def clear_deleted_page(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Before a page is deleted, while all that refers to it is known. Its parts send signals of their own."""
    if isinstance(instance, Page) and settings.PAGE_STORE and (page := specific(instance.pk)):
        clear(*tags_of_page(Facts.of(page), Facts(page)))


def clear_moved_page(
    sender: type[Model], instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """All that was moved has another address, or at least another place among its siblings."""
    moved = {tags.children(parent_page_before.pk), tags.children(parent_page_after.pk)}
    if kwargs["url_path_before"] == kwargs["url_path_after"]:
        clear(*moved, *(name for name in listings_of(specific(instance.pk))))
    else:
        clear(*moved, *tags_of_subtree(instance))


def clear_restricted_pages(sender: type[PageViewRestriction], instance: PageViewRestriction, **kwargs: Any) -> None:
    try:
        clear(*tags_of_subtree(instance.page))
    except ObjectDoesNotExist:  # The page is being deleted, and has been cleared.
        return


def is_draft(update_fields: Iterable[str] | None) -> bool:
    return update_fields is not None and {*update_fields} <= UNSHOWN | {name.removesuffix("_id") for name in UNSHOWN}


def specific(key: Any) -> Page | None:
    """The page as the database has it, in its own type."""
    page = Page.objects.filter(pk=key).first()
    return page.specific if page else None


def tags_of_page(before: Facts, after: Facts) -> set[str]:
    """What showed the page as it was, or will show it as it is."""
    page = after.page or before.page
    if page is None or not (before.link or after.link):
        return set()
    found = {tags.PAGES, tags.whole(type(page), page.pk)}
    found |= {
        name for name in {*before.listings, *after.listings} if before.listings.get(name) != after.listings.get(name)
    }
    if before.in_lists != after.in_lists or before.listings != after.listings:
        found.add(tags.row(type(page), page.pk))
    if before.listings != after.listings:
        found |= {name for facts in (before, after) if facts.link for name in neighbours_of(facts.page)}
    if before.link != after.link:
        found |= tags_of_links(page)
        if before.link and after.link and before.page and before.page.url_path != page.url_path:
            found |= tags_of_subtree(page)
    return found


def tags_of_links(page: Page) -> set[str]:
    """What links to the page, or would if it were there."""
    found = {tags.link(page.pk), tags.row(type(page), page.pk), *tags_of_references(page)}
    parent = page.get_parent() if page.depth > 1 else None
    if parent:
        found.add(tags.children(parent.pk))
    translations = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk).specific()
    for translation in translations:  # Each says which there are, as does what stands below it without one.
        found |= {tags.link(translation.pk), tags.row(type(translation), translation.pk)}
    if page.is_site_root():  # All pages say which languages there are.
        found.add(tags.EVERYTHING)
    return found


def tags_of_references(page: Page) -> set[str]:
    references = ReferenceIndex.get_references_to(page).values_list("content_type", "object_id").distinct()
    found: set[str] = set()
    for content_type, key in references[: MOST + 1]:
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model is not None:
            found |= {tags.whole(model, key)} if issubclass(model, Page) else tags_of_row(model, key)
    return found if len(found) <= MOST else {tags.EVERYTHING}


def tags_of_subtree(page: Page) -> set[str]:
    """What shows a page or any below it, however it does."""
    pages = list(Page.objects.filter(path__startswith=page.path).specific()[: MOST + 1])
    if len(pages) > MOST:
        return {tags.EVERYTHING}
    found = {tags.PAGES}
    for each in pages:
        found |= {*tags_of_links(each), tags.whole(type(each), each.pk), *listings_of(each)}
        if each.live:
            found |= set(neighbours_of(each))
    return found


def listings_of(page: Page | None) -> dict[str, Any]:
    return page.listings() if page is not None and hasattr(page, "listings") else {}


def neighbours_of(page: Page | None) -> Iterable[str]:
    return page.neighbours() if page is not None and hasattr(page, "neighbours") else ()


# Everything else


def clear_row(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """After a row is saved or deleted; not one that a migration writes, maybe before there is a table of clearings."""
    if settings.PAGE_STORE and sender._meta.apps is apps and not isinstance(instance, Page):
        clear(*tags_of_row(type(instance), instance.pk))


def clear_relation(sender: type[Model], instance: Model, action: str, **kwargs: Any) -> None:
    if action.startswith("post_"):
        clear_row(type(instance), instance)


def tags_of_row(model: type[Model], key: Any) -> set[str]:
    kind = kinds.of(model)
    if kind is Kind.ROW:
        return {name for name in (tags.row(model, key), kinds.listing_of(model)) if name}
    return {tags.table(model)} if kind is Kind.TABLE else set()
