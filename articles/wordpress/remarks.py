"""Takes the comments of a post: those that WordPress showed, under their names and dates, in threads two deep."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import nh3
from django.core.exceptions import ValidationError
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


def wanted(remarks: list[Remark], records: Records) -> list[Remark]:
    """What was approved, is no other site's notice of a link, and has not been taken before; the oldest first."""
    shown = [remark for remark in remarks if remark.key and remark.approved == "1" and remark.type in {"", "comment"}]
    known = records.known(Kind.COMMENT, [str(remark.key) for remark in shown])
    return sorted((remark for remark in shown if str(remark.key) not in known), key=lambda remark: remark.key)


def take(remarks: list[Remark], page: ArticlePage, records: Records) -> int:
    """Takes what is `wanted`, and says how many that is. What was taken before and deleted here stays away."""
    made: dict[int, Comment] = {}
    for remark in remarks:
        comment = made[remark.key] = comment_of(remark, page)
        answered = made.get(remark.parent) or records.target(Kind.COMMENT, str(remark.parent))
        if isinstance(answered, Comment) and answered is not comment:
            comment.parent = answered.parent or answered
    Comment.objects.bulk_create([comment for comment in made.values() if comment.parent is None])
    Comment.objects.bulk_create([comment for comment in made.values() if comment.parent])
    for key, comment in made.items():
        records.remember(Kind.COMMENT, str(key), comment)
    recount(page.pk)
    return len(made)


def comment_of(remark: Remark, page: ArticlePage) -> Comment:
    """It counts as confirmed: whoever ran the other site let it stand."""
    written = date_of(remark) or page.published_at or timezone.now()
    return Comment(
        article=page,
        name=plain(remark.author)[:LONGEST_NAME] or _("Anonymous"),
        email=address_of(remark),
        text=text_of(remark.content)[:LONGEST_TEXT],
        state=Comment.State.PUBLISHED,
        created_at=written,
        confirmed_at=written,
        published_at=written,
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
