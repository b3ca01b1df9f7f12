"""Takes the comments of a post under their names and dates, in threads two deep.

What WordPress showed is shown; what waited for its moderators waits for ours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from html import unescape

import nh3
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.comments import recount
from articles.models import ArticlePage, Comment
from articles.models.comments import LONGEST_NAME, LONGEST_TEXT
from articles.wordpress.markup import CONTROL, plain
from articles.wordpress.posts import moment
from articles.wordpress.reader import Remark
from articles.wordpress.records import Kind, Records
from core.addresses import normalise

LINE_END = re.compile(r"<br\s*/?>\n?|\r\n?", re.IGNORECASE)
PARAGRAPH_END = re.compile(r"</(?:p|blockquote|li|div)>", re.IGNORECASE)
GAP = re.compile(r"\n\s*\n")


# What WordPress writes in place of an approval, and what becomes of the comment.
WAITING = {"0", "hold"}


def fate(remark: Remark) -> str:
    """Why a comment is not taken; empty for one that is."""
    if remark.type not in {"", "comment"}:
        return _("left out: other sites’ notices of links")
    if remark.approved == "1" or remark.approved in WAITING:
        return "" if remark.key else _("left out: without a number")
    return _("left out: spam, or in the bin over there")


def left_out(remarks: Iterable[Remark]) -> dict[str, int]:
    """The fates of comments on what takes none."""
    return dict(Counter(fate(remark) or _("left out: said of what takes no comments here") for remark in remarks))


def take(remarks: list[Remark], page: Model | None, records: Records, dry_run: bool) -> dict[str, int]:
    """Takes what is new of them, the oldest first, and says how many had which fate.

    What was taken before and deleted here stays away.
    """
    known = records.known(Kind.COMMENT, [str(remark.key) for remark in remarks])
    fates = Counter(fate(remark) for remark in remarks if fate(remark))
    shown = [remark for remark in remarks if not fate(remark)]
    new = sorted((remark for remark in shown if str(remark.key) not in known), key=lambda remark: remark.key)
    if not dry_run and new and isinstance(page, ArticlePage):
        store(new, page, records)
    elif not dry_run and new:
        return left_out(remarks)
    for what, number in ((_("taken"), len(new)), (_("here already"), len(shown) - len(new))):
        fates[what] += number
    return dict(+fates)


def store(remarks: list[Remark], page: ArticlePage, records: Records) -> None:
    made: dict[int, Comment] = {}
    for remark in remarks:
        comment = made[remark.key] = comment_of(remark, page)
        answered = made.get(remark.parent) or records.target(Kind.COMMENT, str(remark.parent))
        if isinstance(answered, Comment) and answered is not comment and answered.article_id == page.pk:
            comment.parent = answered.parent or answered
    Comment.objects.bulk_create([comment for comment in made.values() if comment.parent is None])
    Comment.objects.bulk_create([comment for comment in made.values() if comment.parent])
    for key, comment in made.items():
        records.remember(Kind.COMMENT, str(key), comment)
    recount(page.pk)


def comment_of(remark: Remark, page: ArticlePage) -> Comment:
    """It counts as confirmed: whoever ran the other site let it stand, or has yet to decide about it."""
    is_shown = remark.approved == "1"
    written = date_of(remark) or page.published_at or timezone.now()
    return Comment(
        article=page,
        name=plain(remark.author)[:LONGEST_NAME] or _("Anonymous"),
        email=address_of(remark),
        text=text_of(remark.content)[:LONGEST_TEXT],
        state=Comment.State.PUBLISHED if is_shown else Comment.State.WAITING,
        created_at=written,
        confirmed_at=written,
        published_at=written if is_shown else None,
    )


def date_of(remark: Remark) -> datetime | None:
    return moment(remark.date_gmt, UTC) or moment(remark.date, timezone.get_default_timezone())


def address_of(remark: Remark) -> str:
    try:
        return normalise(remark.email) if remark.email else ""
    except ValidationError:
        return ""


def text_of(html: str) -> str:
    """The words of a comment, with its lines and paragraphs, and without its HTML."""
    lines = PARAGRAPH_END.sub("\n\n", LINE_END.sub("\n", CONTROL.sub("", html)))
    words = unescape(nh3.clean(lines, tags=set(), clean_content_tags={"script", "style"}))
    return GAP.sub("\n\n", words).strip()
