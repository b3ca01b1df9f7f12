"""Writing mails and having them sent. The caller asks first whether the address had enough (`newsletter.throttle`)."""

from datetime import timedelta

from newsletter import outbox
from newsletter.letters import compose, link
from newsletter.models.guidebooks import GuidebookDownload
from newsletter.models.mail import Delivery
from newsletter.models.people import Consent
from newsletter.tasks import send_delivery
from newsletter.tokens import Purpose


def post(delivery: Delivery) -> Delivery:
    """Queues the task in the transaction that holds the mail, so that neither is without the other."""
    send_delivery.enqueue(delivery.pk)
    return delivery


def send_confirmation(consent: Consent) -> Delivery:
    """The mail with the link that confirms."""
    context = {"confirm_url": link(Purpose.CONFIRM, consent.uuid, consent.person.email), "wording": consent.wording}
    letter = compose(Delivery.Kind.CONFIRMATION, consent.person, context)
    return post(outbox.add(Delivery.Kind.CONFIRMATION, consent.person, letter, consent.submission))


def send_download(download: GuidebookDownload, title: str, wording: str) -> Delivery:
    """The mail with the link to the file; `wording` is the newsletter consent that pressing it confirms, if any."""
    person = download.person
    if person is None:
        raise ValueError("A link without a person cannot be mailed.")
    context = {
        "download_url": link(Purpose.DOWNLOAD, download.uuid, person.email),
        "title": title,
        "file": download.file,
        "days": round((download.expires_at - download.issued_at) / timedelta(days=1)),
        "wording": wording,
    }
    letter = compose(Delivery.Kind.GUIDEBOOK, person, context)
    return post(outbox.add(Delivery.Kind.GUIDEBOOK, person, letter, download.submission))
