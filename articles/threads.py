"""The comments that everybody sees, in threads two deep and in portions: an article may have a thousand of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Value, When
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_datetime

from articles.models import ArticlePage, Comment, Reception
from core.page_store import tags
from core.page_store.recording import depends_on

SHOWN = ("id", "parent_id", "name", "text", "is_by_author", "created_at")
PORTION = 50  # Comments below an article, and on each page with further ones.


@dataclass
class Thread:
    """A first comment and its replies.

    There is no first one where only what answered it is left. `is_continued` where it stands on an earlier page.
    """

    first: Comment | None = None
    replies: list[Comment] = field(default_factory=list)
    is_continued: bool = False


def in_order(article_id: int) -> Any:
    """The published comments as they are read: threads by the time of their first comment, replies by their own."""
    published = Comment.objects.filter(article=article_id, state=Comment.State.PUBLISHED)
    return published.order_by(
        Coalesce("parent__created_at", "created_at"),
        Coalesce("parent_id", "id"),
        Case(When(parent=None, then=Value(0)), default=Value(1)),
        "created_at",
        "pk",
    )


def threads(article: ArticlePage) -> list[Thread]:
    """What stands below the article, without a query."""
    depends_on(tags.row(Reception, article.pk))  # Also while there is none.
    reception = getattr(article, "reception", None)
    return grouped(read(row, article.pk) for row in (reception.shown_comments if reception else ()))


def read(row: dict[str, Any], article_id: int) -> Comment:
    return Comment(**{**row, "created_at": parse_datetime(row["created_at"]), "article_id": article_id})


def grouped(comments: Iterable[Comment]) -> list[Thread]:
    found: dict[int, Thread] = {}
    for comment in comments:
        thread = found.setdefault(comment.parent_id or comment.pk, Thread())
        if comment.parent_id:
            thread.replies.append(comment)
        else:
            thread.first = comment
    return list(found.values())


def portion(comments: list[Comment]) -> list[Thread]:
    """The threads of a page with further comments; of one that began before it, what it answers is named."""
    found = grouped(comments)
    begun = {thread.replies[0].parent_id or 0: thread for thread in found if thread.first is None}
    for first in Comment.objects.filter(pk__in=begun, state=Comment.State.PUBLISHED):
        begun[first.pk].first, begun[first.pk].is_continued = first, True
    return found
