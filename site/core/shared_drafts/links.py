"""Making, finding and withdrawing the links, and what guests write behind them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.log_actions import log
from wagtail.models import Comment, Page

from core.models import SharedDraft, User
from core.publishing import sections

SIGNER = signing.Signer(salt="core.shared_drafts", sep=".")
KEPT = timedelta(days=30)  # After its end, so that the desk still shows what was out.


class NoLinkError(Exception):
    """There is no such link, or none any more."""


def share(page: Page, user: User, lasts: timedelta) -> SharedDraft:
    """Shares the page as it was last saved."""
    with transaction.atomic():
        revision = page.get_latest_revision() or page.specific.save_revision(user=user)
        made = SharedDraft.objects.create(
            page_id=page.pk,
            revision=revision,
            content=revision.content,
            created_by=user,
            expires_at=timezone.now() + lasts,
        )
        log(page, "core.draft_shared", user=user, revision=revision, data={"until": made.expires_at.isoformat()})
    return made


def withdraw(draft: SharedDraft, user: User) -> None:
    with transaction.atomic():
        if SharedDraft.objects.open().filter(pk=draft.pk).update(withdrawn_at=timezone.now()):
            log(draft.page, "core.draft_withdrawn", user=user, revision=draft.revision)


def path_of(draft: SharedDraft) -> str:
    return reverse("shared_draft", args=[SIGNER.sign(draft.uuid.hex)])


def find(token: str) -> SharedDraft:
    """The draft behind a link that still holds; raises `NoLinkError`."""
    try:
        uuid = UUID(SIGNER.unsign(token))
        return SharedDraft.objects.open().select_related("page", "revision", "created_by").get(uuid=uuid)
    except (signing.BadSignature, ValueError, SharedDraft.DoesNotExist) as error:
        raise NoLinkError from error


def page_of(draft: SharedDraft) -> Any:
    """The page as it was shared."""
    return draft.page.specific.with_content_json(draft.content)


def leave_note(draft: SharedDraft, name: str, text: str, place: str) -> Comment:
    """Puts a guest's words beside the text, where the editor shows comments.

    A comment there belongs to somebody with an account: to whoever shared the draft, and its text says who wrote it.
    If the place has gone since, the note stands at the title.
    """
    now = draft.page.get_latest_revision_as_object()
    is_there = place in {"title", *dict(sections(now))}
    words = gettext("%(name)s, without an account: %(text)s") % {"name": name, "text": text}
    with transaction.atomic():
        note = Comment.objects.create(
            page_id=draft.page_id,
            user=draft.created_by,
            text=words,
            contentpath=place if is_there else "title",
            revision_created=draft.revision,
        )
        if draft.created_by.email:
            title = now.get_admin_display_title()
            context = {"title": title, "words": words, "page_id": draft.page_id}
            with override(draft.created_by.language):
                subject = gettext("A note on your draft “%(title)s”") % {"title": title}
                text = render_to_string("core/email/draft_note.txt", context)
            send_mail(subject, text, None, [draft.created_by.email])
    return note


def forget_ended() -> None:
    SharedDraft.objects.filter(expires_at__lt=timezone.now() - KEPT).delete()
