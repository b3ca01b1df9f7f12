"""Ways through the articles besides the newest first: by who wrote them, by series, by date. A query or two for each.

Every function takes the articles to look through, so that only what a listing may show is ever counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce, ExtractYear, TruncMonth
from django.utils import timezone
from wagtail.coreutils import string_to_ascii

from articles import lists
from articles.listing import lengths, model
from articles.querysets import PROFILE, ArticleQuerySet
from core.querysets import PublishedPageQuerySet

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Page

    from articles.listing import ArticleList
    from articles.models import ArticlePage, AuthorPage, Series, Topic

WRITERS = 6
WRITERS_OF_NEWEST = 100  # Articles among which those who write about a topic are looked for.
RELATED_TOPICS = 6


@dataclass(frozen=True)
class Month:
    first: date
    number: int


@dataclass(frozen=True)
class Year:
    year: int
    months: list[Month]

    @property
    def number(self) -> int:
        return sum(month.number for month in self.months)


def years(articles: ArticleList) -> list[Year]:
    """How many articles each month has, by year, the newest first; months and years without any are left out."""
    months_of = articles.rows.order_by().annotate(month=TruncMonth("at")).values("month")
    counted = months_of.annotate(number=Count("pk")).order_by("-month")
    months = [Month(row["month"].date(), row["number"]) for row in counted]
    return [Year(year, list(found)) for year, found in groupby(months, key=lambda month: month.first.year)]


def changes_by_year(articles: ArticleQuerySet) -> list[tuple[int, datetime]]:
    """The years in which something was published, and when that was last published again."""
    dated = articles.filter(published_at__isnull=False).order_by().annotate(year=ExtractYear("published_at"))
    return list(
        dated.values("year").annotate(changed=Max("last_published_at")).order_by("-year").values_list("year", "changed")
    )


def published_in(articles: ArticleList, year: int, month: int | None = None) -> ArticleList:
    """The articles of a year or month, as the site's own clock tells it."""
    following = (year, month + 1) if month and month < 12 else (year + 1, 1)
    first, until = (timezone.make_aware(datetime(*begin, 1)) for begin in ((year, month or 1), following))  # noqa: DTZ001
    return articles.published_between(first, until)


def by_name(authors: PublishedPageQuerySet) -> list[int]:
    """The keys of profiles in the order of their names, Ł beside L; a database would sort by its own collation."""
    names = authors.order_by().values_list("pk", "title")
    return [pk for pk, name in sorted(names, key=lambda row: (string_to_ascii(row[1]).casefold(), row[1], row[0]))]


def count_by_author(index: Page, authors: list[int]) -> dict[int, int]:
    """How many articles below an index name each of these authors in their byline."""
    counted = lengths(index, [lists.by_author(key) for key in authors])
    return {key: counted[lists.by_author(key)][0] for key in authors if lists.by_author(key) in counted}


class Written(Subquery):
    """How many rows of a subquery, which is read once for all of them, name the author of a row."""

    # What stands in quotation marks is a table of the database to `core.page_store`.
    template = """(WITH bylines AS MATERIALIZED (%(subquery)s)
        SELECT COUNT(*) FROM bylines WHERE bylines."author" = "articles_authorpage"."page_ptr_id")"""
    output_field = IntegerField()


def writers_of(articles: ArticleList, authors: PublishedPageQuerySet) -> list[AuthorPage]:
    """Those who wrote most of the newest of these articles.

    As a join and a `Count`, PostgreSQL would begin with all that each author ever wrote.
    """
    newest = articles.keys(slice(WRITERS_OF_NEWEST))
    bylines = model("ArticleAuthor").objects.filter(article__in=newest).order_by().values("author")
    found = authors.filter(pk__in=bylines).annotate(written=Written(bylines))
    return list(found.order_by("-written", "title", "pk").select_related("portrait").only(*PROFILE)[:WRITERS])


def related_topics(articles: list[ArticlePage], topic: Topic) -> list[Topic]:
    """What else these articles are about, most of them first."""
    others = Counter(other for article in articles for other in article.topics.all() if other != topic)
    return sorted(others, key=lambda other: (-others[other], other.sort_order, other.name))[:RELATED_TOPICS]


def begun_series(series: QuerySet[Series], articles: ArticleQuerySet) -> QuerySet[Series]:
    """The series of which a part can be read."""
    return series.filter(Exists(articles.order_by().filter(series=OuterRef("pk"))))


def count_by_series(index: Page, series: list[int]) -> dict[int, tuple[int, datetime]]:
    """How many parts of each of these series can be read below an index, and when the last of them came out."""
    counted = lengths(index, [lists.of_series(key) for key in series])
    return {key: counted[lists.of_series(key)] for key in series if lists.of_series(key) in counted}


def parts_of(series: Series, articles: ArticleQuerySet) -> ArticleQuerySet:
    """What can be read of a series, in its order (as in `articles.further_reading`)."""
    return articles.filter(series=series).order_by(Coalesce(F("series_position"), 0), "pk")
