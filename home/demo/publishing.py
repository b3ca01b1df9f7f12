from datetime import datetime

from django.utils import timezone
from wagtail.models import Page


def publish(page: Page, at: datetime | None = None) -> None:
    """Publishes a page as an editor would, dated as its text says."""
    page.save_revision().publish()
    if at is not None:
        at = timezone.localtime(at)
        Page.objects.filter(pk=page.pk).update(
            first_published_at=at, last_published_at=at, latest_revision_created_at=at
        )
        page.refresh_from_db()
