"""The mails about comments: text and HTML from `templates/articles/email/`, sent by the worker (`core.mail_queue`).

A link is signed for its purpose and names the comment by a random number. It dies with the address: whoever was erased
has none.
"""

import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from mjml import mjml2html

from articles.models import Comment
from core.models import SiteSettings

CONFIRM, REPLIES = "confirm", "replies"
LIFETIMES: dict[str, timedelta | None] = {CONFIRM: timedelta(days=7), REPLIES: None}
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def link(purpose: str, comment: Comment) -> str:
    token = signer(purpose).sign(comment.uuid.hex)
    with translation.override(language_of(comment)):
        return f"{settings.BASE_URL}{reverse(f'readers:{purpose}', args=[token])}"


def language_of(comment: Comment) -> str:
    """Of the article, which whoever comments on it can read."""
    return str(comment.article.locale.language_code)


def comment_of(purpose: str, token: str) -> Comment | None:
    """The comment that a link was mailed for; None for one that is forged, too old, or whose comment is gone."""
    try:
        uuid = signer(purpose).unsign(token, max_age=LIFETIMES[purpose])
    except signing.BadSignature:
        return None
    return Comment.objects.filter(uuid=uuid).exclude(email="").select_related("article").first()


def signer(purpose: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"articles.comments.{purpose}", sep=".")


def send_confirmation(comment: Comment) -> None:
    with translation.override(language_of(comment)):
        send("confirm_comment", comment.email, _("Please confirm your comment"), comment, link(CONFIRM, comment))


def send_reply(asker: Comment, reply: Comment) -> None:
    """Tells somebody who asked for it, while what they wrote is still to be read. One press ends it (RFC 8058)."""
    if not (asker.wants_replies and asker.email and asker.state == Comment.State.PUBLISHED):
        return
    stop = link(REPLIES, asker)
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    with translation.override(language_of(asker)):
        send("comment_reply", asker.email, _("There is a reply to your comment"), reply, stop, headers)


def send_my_comments(comment: Comment, link: str) -> None:
    """The link to all comments of this one's address."""
    with translation.override(settings.LANGUAGE_CODE):
        send("my_comments", comment.email, _("Your comments"), comment, link)


def send(
    kind: str, to: str, subject: str, comment: Comment, address: str, headers: dict[str, str] | None = None
) -> None:
    """`address` is of the page behind the mail's one button. No subject holds a word that a reader wrote."""
    context: dict[str, Any] = {
        "comment": comment,
        "article_url": comment.article.full_url,
        "link": address,
        "brand": SiteSettings.objects.filter(site__is_default_site=True).first() or SiteSettings(),
        "base_url": settings.BASE_URL,
        "language": translation.get_language(),
    }
    text = render_to_string(f"articles/email/{kind}.txt", context).strip() + "\n"
    mail = EmailMultiAlternatives(subject, text, to=[to], headers=headers)
    html = mjml2html(NOT_IN_XML.sub("", render_to_string(f"articles/email/{kind}.mjml", context)))
    mail.attach_alternative(html, "text/html")
    mail.send()
