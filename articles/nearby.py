"""The keys of the articles near another one, out of the rows of its lists.

The statement is put together here: as conditions of Django's it takes ten times as long to write as to answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import PositiveBigIntegerField
from django.db.models.expressions import RawSQL
from wagtail.models import Site

from articles import lists
from core import sql

if TYPE_CHECKING:
    from articles.models import ArticlePage

OTHERS = """SELECT "article_id" FROM "articles_listedarticle"
    WHERE "below" = %s AND "name" = %s AND "article_id" <> %s"""
NEWEST = """ AND "article_id" NOT IN
    (SELECT "article_id" FROM "articles_listedarticle" WHERE "below" = %s AND "name" = %s)
    ORDER BY "at" DESC, "article_id" DESC LIMIT %s"""
BEFORE = """ AND ("at", "article_id") < (%s, %s) ORDER BY "at" DESC, "article_id" DESC LIMIT 1"""
AFTER = """ AND ("at", "article_id") > (%s, %s) ORDER BY "at", "article_id" LIMIT 1"""

Piece = tuple[str, tuple[Any, ...]]  # A part of the statement, and its values.


def keys_near(article: ArticlePage, site: Site | None, numbers: dict[str, int]) -> RawSQL:
    """For a condition: as many others of each of its lists as said, all of its series, and the two beside it by date.

    What is in the series counts for no other list.
    """
    below, key = (site.root_page.pk if site else 0), article.pk or 0
    series = next((name for name in numbers if name.startswith(lists.SERIES)), "")
    pieces = [
        (OTHERS, (below, name, key)) if name == series else (OTHERS + NEWEST, (below, name, key, below, series, number))
        for name, number in numbers.items()
    ]
    statement, values = united([*pieces, *beside(article, below)] or [(OTHERS, (0, "", 0))])
    return RawSQL(statement, values, PositiveBigIntegerField())  # noqa: S611 (ours)


def keys_beside(article: ArticlePage) -> Iterator[int]:
    """The articles right before and after one by date, on each site that it belongs to."""
    for site in Site.objects.select_related("root_page"):
        if article.path.startswith(site.root_page.path) and (pieces := beside(article, site.root_page_id)):
            yield from (key for (key,) in sql.run(*united(pieces)))


def beside(article: ArticlePage, below: int) -> list[Piece]:
    if article.published_at is None:
        return []
    key, at = article.pk or 0, connection.ops.adapt_datetimefield_value(article.published_at)
    values = (below, lists.ARTICLES, key, at, key)
    return [(OTHERS + BEFORE, values), (OTHERS + AFTER, values)]


def united(pieces: list[Piece]) -> Piece:
    statement = " UNION ALL ".join(f'SELECT * FROM ({piece}) AS "piece"' for piece, _values in pieces)  # noqa: S608 (ours)
    return statement, tuple(chain.from_iterable(values for _piece, values in pieces))
