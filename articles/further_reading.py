"""Where a reader may go after an article: one query finds the articles, plain Python sorts them into places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from wagtail.models import Site

from articles import lists
from articles.nearby import articles_near
from articles.querysets import card_relations
from core.page_store.recording import depends_on

if TYPE_CHECKING:
    from articles.models import ArticlePage

RELATED = 3
BY_AUTHOR = 3


@dataclass
class FurtherReading:
    """`previous` and `next` follow the series where there is one, else the dates."""

    previous: ArticlePage | None = None
    next: ArticlePage | None = None
    related: list[ArticlePage] = field(default_factory=list)
    by_author: list[ArticlePage] = field(default_factory=list)
    series_parts: list[ArticlePage] = field(default_factory=list)

    @property
    def next_part(self) -> ArticlePage | None:
        """The published part that follows in the series, which a 'coming next' note links to."""
        return self.next if self.next in self.series_parts else None


def further_reading(article: ArticlePage, site: Site | None) -> FurtherReading:
    """The neighbours of an article on a site. Reads its own authors and topics in the same queries as theirs."""
    names = lists_of(article)
    depends_on(lists.beside(article.pk or 0), *names)
    pool = articles_near(article, site, names, RELATED, BY_AUTHOR)
    saved = [] if article._state.adding else [article]  # An unsaved one holds its authors and topics itself.
    prefetch_related_objects([*saved, *pool], *card_relations())
    found = FurtherReading(series_parts=series_parts(article, pool))
    found.previous, found.next = neighbours(article, pool, found.series_parts)
    taken = {other.pk for other in (article, found.previous, found.next, *found.series_parts) if other}
    topics = {topic.pk for topic in article.topics.all()}
    found.related = pick(pool, taken, RELATED, lambda other: not topics.isdisjoint(t.pk for t in other.topics.all()))
    taken |= {other.pk for other in found.related}
    authors = {author.pk for author in article.byline}
    found.by_author = pick(pool, taken, BY_AUTHOR, lambda other: not authors.isdisjoint(a.pk for a in other.byline))
    return found


def lists_of(article: ArticlePage) -> list[str]:
    """The lists of topics, authors and series that the neighbours are taken from."""
    read = getattr(article, "listed_in", None)  # NULL for one that only some may read.
    names = read.split() if read else article.listings()
    return [name for name in names if name.startswith((lists.TOPIC, lists.AUTHOR, lists.SERIES))]


def series_parts(article: ArticlePage, pool: list[ArticlePage]) -> list[ArticlePage]:
    """All published parts of the article's series in order, itself among them; empty without a series."""
    if not article.series_id:
        return []
    parts = [article, *(other for other in pool if other.series_id == article.series_id)]
    return sorted(parts, key=lambda part: (part.series_position or 0, part.pk or 0))


def neighbours(
    article: ArticlePage, pool: list[ArticlePage], parts: list[ArticlePage]
) -> tuple[ArticlePage | None, ArticlePage | None]:
    """The articles before and after this one: in its series, or else by date."""
    if len(parts) > 1:
        place = parts.index(article)
        return (parts[place - 1] if place else None), (parts[place + 1] if place + 1 < len(parts) else None)
    if not article.published_at:
        return None, None
    here = (article.published_at, article.pk or 0)
    dated = [(other.published_at, other.pk, other) for other in pool if other.published_at]
    earlier = [entry for entry in dated if entry[:2] < here]
    later = [entry for entry in dated if entry[:2] > here]
    return (max(earlier)[2] if earlier else None), (min(later)[2] if later else None)


def pick(
    pool: list[ArticlePage], taken: set[int | None], number: int, fits: Callable[[ArticlePage], bool]
) -> list[ArticlePage]:
    """The newest articles that fit and have no place yet."""
    return [other for other in pool if other.pk not in taken and fits(other)][:number]
