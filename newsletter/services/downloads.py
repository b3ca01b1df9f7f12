"""Links to files: each is made for one request, ends by itself, and gives the file once."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.sql import insert
from newsletter.models.guidebooks import GuidebookDownload, GuidebookFile, GuidebookSubmission
from newsletter.services.consents import confirm_pending
from newsletter.services.errors import LinkExpiredError, LinkUsedError


def issue_download(submission: GuidebookSubmission, file: GuidebookFile, days: int) -> GuidebookDownload:
    download = GuidebookDownload(
        person=submission.person,
        submission=submission,
        file=file,
        file_version=file.version,
        expires_at=timezone.now() + timedelta(days=days),
    )
    insert(download)
    return download


def check_download(download: GuidebookDownload) -> None:
    """Raises `LinkUsedError` or `LinkExpiredError` for a link that gives the file no more."""
    if download.downloaded_at:
        raise LinkUsedError
    if download.expires_at <= timezone.now():
        raise LinkExpiredError


@transaction.atomic
def record_download(download: GuidebookDownload, ip_hash: str = "") -> None:
    """Counts the download, and confirms what came with the request. Of many presses at once, all but one raise."""
    now = timezone.now()
    unused = GuidebookDownload.objects.filter(pk=download.pk, downloaded_at=None, expires_at__gt=now)
    if not unused.update(downloaded_at=now, ip_hash=ip_hash):
        download.refresh_from_db()
        check_download(download)
        raise LinkUsedError
    confirm_pending(download.submission, ip_hash)
