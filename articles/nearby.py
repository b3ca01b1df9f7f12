"""The articles near another one, out of the rows of its lists.

The statement is put together here: as conditions of Django's it takes ten times as long to write as to answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import PositiveBigIntegerField
from django.db.models.expressions import RawSQL
from wagtail.models import Site

from articles import lists
from articles.listing import model
from core import sql
from core.prepared import Prepared

if TYPE_CHECKING:
    from articles.models import ArticlePage
    from articles.querysets import ArticleQuerySet

ROWS = 'SELECT "at", "article_id" FROM "articles_listedarticle" WHERE '
NONE = ROWS + "1 = 0"
OTHERS = ROWS + '"below" = %s AND "name" = %s AND "article_id" <> %s'
NEWEST = ' ORDER BY "at" DESC, "article_id" DESC LIMIT '
BEFORE = OTHERS + ' AND ("at", "article_id") < (%s, %s)' + NEWEST + "1"
AFTER = OTHERS + ' AND ("at", "article_id") > (%s, %s) ORDER BY "at", "article_id" LIMIT 1'
FREE = OTHERS + ' AND "article_id" NOT IN (SELECT "article_id" FROM taken)' + NEWEST + "%s"  # noqa: S608 (ours)
# Nobody has two places: a part of the series, else one beside it by date, one on its topics, one by its authors.
# What stands in quotation marks is a table of the database to `core.page_store`.
NEAR = """WITH
    parts AS ({parts}),
    beside AS (SELECT * FROM ({beside}) AS two WHERE NOT EXISTS (SELECT 1 FROM parts)),
    taken AS (SELECT * FROM parts UNION ALL SELECT * FROM beside),
    related AS (SELECT * FROM ({related}) AS topics ORDER BY "at" DESC, "article_id" DESC LIMIT %s),
    by_author AS (SELECT * FROM ({by_author}) AS authors
        WHERE "article_id" NOT IN (SELECT "article_id" FROM related) ORDER BY "at" DESC, "article_id" DESC LIMIT %s)
    SELECT "article_id" FROM taken
    UNION ALL SELECT "article_id" FROM related UNION ALL SELECT "article_id" FROM by_author """

Piece = tuple[str, tuple[Any, ...]]  # A part of the statement, and its values.


def articles_near(
    article: ArticlePage, site: Site | None, names: list[str], related: int, by_author: int
) -> list[ArticlePage]:
    """The others of its series, the two beside it by date where it has none, and the newest ones.

    `names` are its lists of topics and authors, and at most one series; `related` and `by_author` say how many. None
    that was taken back, whatever a list says. Without their own authors and topics.
    """
    below, key = (site.root_page.pk if site else 0), article.pk or 0

    def listed(kind: str, statement: str, *values: int) -> Piece:
        of_kind = (name for name in names if name.startswith(kind))
        return united((statement, (below, name, key, *values)) for name in of_kind)

    pieces = {
        "parts": listed(lists.SERIES, OTHERS),
        "beside": united(beside(article, below)),
        "related": listed(lists.TOPIC, FREE, related),
        "by_author": listed(lists.AUTHOR, FREE, related + by_author),
    }
    statement = NEAR.format(**{name: piece for name, (piece, _values) in pieces.items()})
    parts, two, topics, authors = (values for _piece, values in pieces.values())
    return prepared(statement)(*parts, *two, *topics, related, *authors, by_author)


@lru_cache(maxsize=100)
def prepared(statement: str) -> Prepared[ArticlePage]:
    """There are as many statements as there are numbers of topics and authors that an article has."""

    def near(*values: Any) -> ArticleQuerySet:
        keys = RawSQL(statement, values, PositiveBigIntegerField())  # noqa: S611 (ours)
        found: ArticleQuerySet = model("ArticlePage").objects.live()
        return found.filter(pk__in=keys).newest_first().columns_of_cards()

    return Prepared(near)


def keys_beside(article: ArticlePage) -> Iterator[int]:
    """The articles right before and after one by date, on each site that it belongs to."""
    for site in Site.objects.select_related("root_page"):
        if article.path.startswith(site.root_page.path):
            yield from (key for _at, key in sql.run(*united(beside(article, site.root_page_id))))


def beside(article: ArticlePage, below: int) -> list[Piece]:
    if article.published_at is None:
        return []
    key, at = article.pk or 0, connection.ops.adapt_datetimefield_value(article.published_at)
    values = (below, lists.ARTICLES, key, at, key)
    return [(BEFORE, values), (AFTER, values)]


def united(pieces: Iterable[Piece]) -> Piece:
    """Rows that are in several of them come once."""
    found = list(pieces) or [(NONE, ())]
    statement = " UNION ".join(f"SELECT * FROM ({piece}) AS piece" for piece, _values in found)  # noqa: S608 (ours)
    return statement, tuple(chain.from_iterable(values for _piece, values in found))
