"""Sending once more: at a reader's wish, by a link that is used up, and at ours, from the list of deliveries."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.limits import may_be_mailed
from newsletter import outbox
from newsletter.models.guidebooks import GuidebookDownload, GuidebookFile, GuidebookSubmission
from newsletter.models.mail import Delivery
from newsletter.models.people import Consent
from newsletter.services.consents import check_request, lock, pending_consent
from newsletter.services.downloads import issue_download
from newsletter.services.errors import CannotSendError
from newsletter.services.post import send_confirmation, send_download


@transaction.atomic
def send_download_again(download: GuidebookDownload) -> Delivery:
    """Mails a new link to the address of an old one; the mail is held back when the address had enough for now."""
    if download.submission is None:
        raise CannotSendError(_("The request that this link belongs to is gone."))
    return send_guidebook(download.submission)


@transaction.atomic
def send_request_again(submission: GuidebookSubmission) -> None:
    """Mails the answer to a request once more, to whoever has just sent it; bounded as all mails are."""
    send_guidebook(submission)


def send_guidebook(submission: GuidebookSubmission, bounded: bool = True) -> Delivery:
    """Mails a new link for a request, to the guidebook as it is now."""
    if submission.person is None:
        raise CannotSendError(_("The request that this link belongs to is gone."))
    page = submission.page.specific if submission.page else None
    file: GuidebookFile | None = getattr(page, "guidebook_file", None)
    if page is None or not page.live or file is None:
        raise CannotSendError(_("This guidebook is no longer offered."))
    submission.person = lock(submission.person)
    pending = pending_consent(submission)
    download = issue_download(submission, file, page.link_valid_days)
    is_held = bounded and not may_be_mailed(submission.person.email)
    return send_download(download, page.title, pending.wording if pending else "", page.mail_text, is_held=is_held)


@transaction.atomic
def send_confirmation_again(request: Consent) -> Delivery:
    """Mails a new link for a newsletter request that still waits; raises as `check_request` does."""
    request.person = lock(request.person)
    check_request(request)
    return send_confirmation(request, is_held=not may_be_mailed(request.person.email))


@transaction.atomic
def resend(delivery: Delivery) -> Delivery:
    """For our staff: a mail that never left goes as it is, one that was sent goes as a new mail with a new link."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.status != Delivery.Status.SENT:
        outbox.requeue(delivery)
        return delivery
    if delivery.kind == Delivery.Kind.GUIDEBOOK:
        if delivery.submission is None:
            raise CannotSendError(_("The request that this mail belongs to is gone."))
        return send_guidebook(delivery.submission, bounded=False)
    if delivery.kind != Delivery.Kind.CONFIRMATION:
        raise CannotSendError(_("A mail of this kind is sent again only when the person asks for it."))
    waiting = [consent for consent in delivery.person.consents.all() if consent.is_open]
    if not waiting:
        raise CannotSendError(_("There is nothing left to confirm."))
    return send_confirmation(waiting[0])
