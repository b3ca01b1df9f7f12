"""Remembers what each thing of the other site became here."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from articles.models import ImportedItem

Kind = ImportedItem.Kind


class Records:
    """The imported items of one site."""

    def __init__(self, source: str) -> None:
        self.source = source

    def find(self, kind: Kind, key: str) -> ImportedItem | None:
        return ImportedItem.objects.filter(source=self.source, kind=kind, key=key[:255]).first()

    def known(self, kind: Kind, keys: Collection[str]) -> set[str]:
        """Those of the keys that became something here, in one query."""
        found = ImportedItem.objects.filter(source=self.source, kind=kind, key__in=[key[:255] for key in keys])
        return set(found.values_list("key", flat=True)) if keys else set()

    def target(self, kind: Kind, key: str) -> Model | None:
        """What it became, unless that has been deleted here since."""
        record = self.find(kind, key)
        return record.target if record else None

    def of_target(self, kind: Kind, target: Model) -> ImportedItem | None:
        """The record of what became this."""
        content_type = ContentType.objects.get_for_model(target)
        records = ImportedItem.objects.select_related("revision")
        return records.filter(source=self.source, kind=kind, content_type=content_type, object_id=target.pk).first()

    def remember(
        self,
        kind: Kind,
        key: str,
        target: Model,
        checksum: str = "",
        revision: Revision | None = None,
        has_old_links: bool = False,
    ) -> ImportedItem:
        values = {
            "content_type": ContentType.objects.get_for_model(target),
            "object_id": target.pk,
            "checksum": checksum,
            "revision": revision,
            "has_old_links": has_old_links,
            "imported_at": timezone.now(),
        }
        record, _created = ImportedItem.objects.update_or_create(
            source=self.source, kind=kind, key=key[:255], defaults=values
        )
        return record


def was_edited_here(page: Page, record: ImportedItem) -> bool:
    """Whether anyone here has written, moved, published or taken down the page since it was imported."""
    if record.revision_id is None or page.latest_revision_id != record.revision_id:
        return True
    actions = PageLogEntry.objects.filter(page=page.pk, timestamp__gt=record.imported_at, user__isnull=False)
    return actions.exists()
