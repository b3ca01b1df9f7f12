"""Writes many pages at once, and all that Wagtail keeps beside a page: revision, references, search index.

A page type's row spans two tables, which Django's own `bulk_create` refuses. Everything here works on one chunk of
pages of one type, inside a transaction of the caller, in a number of queries that grows with the chunks only.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import CharField, Model, OuterRef, Subquery
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends

from core.models import BasePage

Row = TypeVar("Row", bound=Model)


def insert(model: type[Row], rows: Sequence[Any]) -> None:
    """Inserts the rows into the model's own table with their values as they are, and gives them their keys.

    `rows` may be of a model that inherits from this one. Dates that are otherwise set by themselves are kept.
    """
    key = model._meta.auto_field
    columns = [field for field in model._meta.local_concrete_fields if field is not key]
    size = max(1, connection.ops.bulk_batch_size(columns, rows))
    for start in range(0, len(rows), size):
        batch = rows[start : start + size]
        made = model._base_manager._insert(  # type: ignore[attr-defined] # What every `save` calls; not stubbed.
            batch, fields=columns, returning_fields=[key] if key else None, using=connection.alias, raw=True
        )
        for row, values in zip(batch, made if key else (), strict=bool(key)):
            setattr(row, key.attname, values[0])  # type: ignore[union-attr] # There are values only when there is a key.


def insert_pages(pages: Sequence[BasePage]) -> None:
    """Inserts pages of one type, whose places in the tree the caller has set."""
    insert(Page, pages)
    for page in pages:
        page.page_ptr_id = page.id
        page._state.adding, page._state.db = False, connection.alias
    insert(type(pages[0]), pages)


def place(page: BasePage, parent: Page, number: int) -> None:
    """Sets a page's place in the tree: the `number`th child of its parent."""
    page.path = Page._get_path(parent.path, parent.depth + 1, number)
    page.depth = parent.depth + 1
    page.url_path = f"{parent.url_path}{page.slug}/"
    page.locale_id = parent.locale_id


def last_child_number(parent: Page) -> int:
    """How many places below this page have been given away; 0 for a page without children."""
    last = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1).order_by("-path").first()
    return Page._str2int(last.path[-Page.steplen :]) if last else 0


def write_revisions(pages: Sequence[BasePage]) -> None:
    """Gives each page a published revision, so that editors find it as if one of them had written it."""
    content_type = ContentType.objects.get_for_model(type(pages[0]))
    base_type = ContentType.objects.get_for_model(Page)
    Revision.objects.bulk_create(
        Revision(
            content_type=content_type,
            base_content_type=base_type,
            object_id=str(page.pk),
            object_str=str(page),
            created_at=page.latest_revision_created_at,
            content=page.serializable_data(),
        )
        for page in pages
    )
    own = Revision.objects.filter(
        base_content_type=base_type, object_id=Cast(OuterRef("pk"), CharField(max_length=255))
    ).values("pk")[:1]
    written = Page.objects.filter(pk__in=[page.pk for page in pages])
    written.update(latest_revision=Subquery(own), live_revision=Subquery(own))


def write_references(pages: Sequence[BasePage]) -> None:
    """Tells Wagtail what each page refers to, as it would find out itself, a page at a time."""
    content_type = ContentType.objects.get_for_model(type(pages[0]))
    base_type = ContentType.objects.get_for_model(Page)
    ReferenceIndex.objects.bulk_create(
        ReferenceIndex(
            content_type=content_type,
            base_content_type=base_type,
            object_id=page.pk,
            to_content_type_id=to_type,
            to_object_id=to_key,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )
        for page in pages
        for to_type, to_key, model_path, content_path in references(page)
    )


def references(page: BasePage) -> dict[tuple[int, str, str, str], None]:
    """What a page refers to, without repeats and always in the same order."""
    return dict.fromkeys(ReferenceIndex._extract_references_from_object(page))


def write_search_index(pages: Sequence[BasePage]) -> None:
    """Makes the pages searchable."""
    for backend in get_search_backends():
        backend.add_bulk(type(pages[0]), pages)


def publish_as_of(page: BasePage, first: datetime, last: datetime | None = None) -> None:
    """Makes a new page look as if it had been published then, and perhaps once more later."""
    page.live, page.has_unpublished_changes, page.draft_title = True, False, page.title
    page.first_published_at = first
    page.last_published_at = page.latest_revision_created_at = last or first
    page.content_type = ContentType.objects.get_for_model(type(page))
    page.wagtail_admin_comments = []  # Known to be empty, so that nothing asks for them, a page at a time.


def write_companions(pages: Sequence[BasePage]) -> None:
    """Writes what Wagtail keeps beside each page."""
    write_revisions(pages)
    write_references(pages)
    write_search_index(pages)
