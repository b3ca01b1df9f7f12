"""The way of a comment: from the form by a mail to a moderator, and from there to the page.

It waits until its writer has pressed a button behind a mail, then until a moderator publishes it. What looks as if no
person had sent it is kept in quarantine, and its sender gets the same answer (decision 0013).
"""

import re
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles import comment_mail
from articles.models import ArticlePage, Comment, Reception
from articles.threads import PORTION, SHOWN, in_order
from core.addresses import folded, is_disposable
from core.http import client_ip, connection_of, ip_hash, network_of
from core.limits import Limit, check_held, exceeded, hit, may_be_mailed
from core.models import SiteSettings
from core.page_store.recording import holds_until
from core.sql import turn

State, Reason = Comment.State, Comment.Reason

DAY = timedelta(days=1)
A_MOMENT = timedelta(minutes=10)
KEPT_UNCONFIRMED = timedelta(days=30)
KEPT_HASHES = timedelta(days=30)
ENOUGH_REPORTS = 3
MANY_LINKS = 3
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


# From readers


def are_open(article: ArticlePage, request: HttpRequest) -> bool:
    """Whether readers may write one now."""
    settings = SiteSettings.for_request(request)
    days = settings.comments_close_after_days if settings else 0
    end = article.published_at + days * DAY if days and article.published_at else None
    is_in_time = end is None or timezone.now() < end
    if is_in_time:
        holds_until(end)
    return article.comments_open and is_in_time


def take_in(
    article: ArticlePage,
    request: HttpRequest,
    *,
    name: str,
    email: str,
    text: str,
    wants_replies: bool,
    parent: Comment | None,
    trap: str,
    fault: str,
) -> Comment:
    """Stores a comment and mails the link that confirms it, or puts it into quarantine; once, if it is sent twice.

    Raises `TooMuchHeldError` where the quarantine has taken in enough for now.
    """
    with turn(), transaction.atomic():
        list(ArticlePage.objects.select_for_update(of=("self",)).filter(pk=article.pk).values_list("pk"))
        signs = sign(text, email, trap) or fault
        if sent_before := same_as(article, email, text, is_suspect=bool(signs)):
            return sent_before
        connection = connection_of(client_ip(request))
        reason = signs or limit(email, connection)
        if reason:
            check_held("comment", connection)
        comment = Comment.objects.create(
            article=article,
            parent=(parent.parent or parent) if parent else None,
            name=name,
            email=email,
            text=text,
            wants_replies=wants_replies,
            ip_hash=ip_hash(request),
            state=State.SPAM if reason else State.UNCONFIRMED,
            reason=reason,
        )
        if not reason:
            comment_mail.send_confirmation(comment)
        return comment


def same_as(article: ArticlePage, address: str, text: str, is_suspect: bool) -> Comment | None:
    """What was sent a moment ago in the same words from the same address, as when a button is pressed twice.

    Whoever was held, and tries once more without what spoke against them, is not taken for the one before.
    """
    lately = Comment.objects.filter(article=article, email=address, created_at__gte=timezone.now() - A_MOMENT)
    same = lately.filter(text=text)
    return (same if is_suspect else same.exclude(state=State.SPAM)).first()


def sign(text: str, address: str, trap: str) -> str:
    """What speaks against a comment by itself."""
    if trap.strip():
        return Reason.TRAP
    if len(LINK.findall(text)) >= MANY_LINKS:
        return Reason.LINKS
    return Reason.DISPOSABLE if is_disposable(address) else ""


def limit(address: str, connection: str) -> str:
    """Whether there were too many of late, of one address or from one connection; counts this one."""
    limits = [Limit("comment-address", folded(address), 10, DAY)]
    if connection:
        limits.append(Limit("comment-ip", connection, 5, timedelta(minutes=10)))
        limits.append(Limit("comment-ip", connection, 20, DAY))
    return Reason.LIMIT if exceeded(limits) or not may_be_mailed(address) else ""


@transaction.atomic
def confirm(comment: Comment) -> None:
    """Lets a comment go on to the moderators, once: its writer has shown that the mailbox is theirs."""
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if comment.state != State.UNCONFIRMED:
        return
    comment.state, comment.confirmed_at = State.WAITING, timezone.now()
    comment.is_by_author = is_by_author(comment)
    comment.save()


def is_by_author(comment: Comment) -> bool:
    """Whether the address is that of the user to whom a profile in the article's byline belongs."""
    owners = [author.owner for author in comment.article.byline if author.owner]
    return any(owner.is_active and owner.email.lower() == comment.email for owner in owners)


def report(comment: Comment, request: HttpRequest) -> None:
    """Counts a report, once from a connection; enough of them bring the comment back before a moderator."""
    if not hit(f"comment-report:{comment.pk} {network_of(client_ip(request))}", 1, timedelta(days=7)):
        return
    Comment.objects.filter(pk=comment.pk).update(reports=F("reports") + 1)
    comment.refresh_from_db()
    if comment.state == State.PUBLISHED and comment.reports >= ENOUGH_REPORTS:
        set_state(comment, State.WAITING)


def stop_replies(address: str) -> None:
    """No further mail about replies to anything that was written under this address."""
    Comment.objects.filter(email=address).update(wants_replies=False)


# From moderators


@transaction.atomic
def publish(comment: Comment) -> None:
    """Shows a comment to everybody, and tells whom it answers.

    One whose mailbox nobody has confirmed is no more than let out of quarantine: its mail is sent.
    """
    comment.reason, comment.reports = "", 0
    if not comment.confirmed_at:
        if comment.state == State.SPAM:
            set_state(comment, State.UNCONFIRMED)
            comment_mail.send_confirmation(comment)
        return
    is_new = comment.published_at is None
    comment.published_at = comment.published_at or timezone.now()
    set_state(comment, State.PUBLISHED)
    if is_new and comment.parent and comment.parent.email != comment.email:
        comment_mail.send_reply(comment.parent, comment)


def set_state(comment: Comment, state: str) -> None:
    comment.state = state
    comment.save()


def recount(article_id: int) -> None:
    """Makes right what the article's page shows; under a lock, so that two at once do not miss each other."""
    with transaction.atomic():
        reception = Reception.objects.select_for_update().filter(article=article_id).first()
        published = in_order(article_id)
        rows = list(published.values(*SHOWN)[:PORTION])
        if reception or rows:
            values = {"comments": published.count(), "shown_comments": rows}
            Reception.objects.update_or_create(article_id=article_id, defaults=values)


# For the clock, and for whoever asks to be forgotten


def forget_old() -> None:
    """Removes what nobody confirmed and what was spam, once it is old; the hashes go even where the words stay."""
    now = timezone.now()
    lost = Q(state=State.UNCONFIRMED) | Q(state=State.SPAM, replies=None)
    Comment.objects.filter(lost, created_at__lte=now - KEPT_UNCONFIRMED).delete()
    Comment.objects.filter(created_at__lte=now - KEPT_HASHES).exclude(ip_hash="").update(ip_hash="")


def of_address(address: str) -> QuerySet[Comment]:
    return Comment.objects.filter(email=address).select_related("article").order_by("created_at", "pk")


def move(old: str, new: str) -> None:
    """What somebody wrote goes on to their new address, so that it is theirs to see and to erase."""
    Comment.objects.filter(email=old).update(email=new)


@transaction.atomic
def erase(address: str) -> None:
    """Takes the words and all that names their writer out of every comment of this address."""
    for comment in of_address(address):
        blank(comment)


def blank(comment: Comment) -> None:
    """Leaves of a comment no more than that there was one."""
    comment.name = comment.email = comment.text = comment.ip_hash = ""
    comment.wants_replies = comment.is_by_author = False
    set_state(comment, State.REMOVED)
