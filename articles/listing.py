"""Lists of articles as rows, each in the order of its dates, so that any part of one is found in an index.

A list drawn from the pages themselves is read, counted and sorted whole for each page of it, which takes as long as
there are articles (decision 0024). Here a list is what `ListedArticle` has under a name of `articles.lists`, below one
page: the front page of a language, or an index of articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.apps import apps
from django.db import transaction
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, TextField
from wagtail.models import Page, Site

from articles import lists
from core.page_store.recording import depends_on, depends_on_list

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    from articles.models import ListedArticle
    from articles.querysets import ArticleQuerySet

AT_ONCE = 200


class Names(Subquery):
    """The names of a subquery's rows in one text, by which they can be read along with something else."""

    template = """(SELECT GROUP_CONCAT("name", ' ') FROM (%(subquery)s) "names")"""
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template=self.template.replace("GROUP_CONCAT", "STRING_AGG"))


def lists_of_article() -> Names:
    """The lists in which an article stands, for an annotation; NULL where readers see it in none."""
    rows = model("ListedArticle").objects.filter(article=OuterRef("pk")).order_by()
    return Names(rows.values("name").distinct())


class Place(NamedTuple):
    below: int
    name: str
    at: datetime
    article_id: int


class ArticleList:
    """The articles in a list below a page that readers may see, the newest first; for a paginator, and for slicing."""

    def __init__(self, rows: QuerySet[ListedArticle], whole: tuple[int, str] | None = None) -> None:
        """`whole` names the list, below a page, that these are all rows of."""
        self.rows, self.whole = rows.order_by("-at", "-article"), whole

    @classmethod
    def below(cls, page: Page | None, name: str = lists.ARTICLES) -> Self:
        depends_on_list(name)
        whole = (page.pk if page else 0), name
        return cls(rows_of(*whole), whole)

    @classmethod
    def on(cls, site: Site | None, name: str = lists.ARTICLES) -> Self:
        """A list of all that a site has in the language that is spoken; an empty one where there is no site."""
        return cls.below(site.root_page if site else None, name)

    def count(self) -> int:
        return self.number

    @cached_property
    def number(self) -> int:
        from articles.lengths import length  # It stands on the models, which stand on this module.

        return length(*self.whole) if self.whole else self.rows.count()

    def published_between(self, first: datetime, until: datetime) -> ArticleList:
        """Those of a time; `until` is not of it any more."""
        return ArticleList(self.rows.filter(at__gte=first, at__lt=until))

    def keys(self, part: slice) -> QuerySet[ListedArticle, Any]:
        """The keys of some of the articles, for a condition; those far down are counted off from the end."""
        start, stop = part.start or 0, part.stop
        rows = self.rows
        if start and stop and start > self.number // 2:
            start, stop = max(0, self.number - stop), self.number - start
            rows = rows.order_by("at", "article")
        return rows.values("article")[start:stop]

    def pages(self, part: slice) -> ArticleQuerySet:
        """Whatever a row says, never one that was taken back: what no signal told of waits for the daily job."""
        return model("ArticlePage").objects.live().filter(pk__in=self.keys(part)).newest_first()

    def __getitem__(self, part: slice) -> ArticleQuerySet:
        """With all that their cards show."""
        return self.pages(part).for_cards()


def rows_of(below: int, name: str) -> QuerySet[ListedArticle]:
    found: QuerySet[ListedArticle] = model("ListedArticle").objects.filter(below=below, name=name)
    return found


def lengths(below: Page, names: list[str]) -> dict[str, tuple[int, datetime]]:
    """How long each of these lists is, and the time of the newest article in it; without those that have none."""
    depends_on(lists.ARTICLES)
    rows = model("ListedArticle").objects.filter(below=below.pk, name__in=names).order_by().values("name")
    counted = rows.annotate(number=Count("pk"), newest=Max("at"))
    return {row["name"]: (row["number"], row["newest"]) for row in counted}


def model(name: str) -> Any:
    return apps.get_model("articles", name)


def relist(keys: Iterable[int]) -> set[str]:
    """Has each of these articles stand in the lists it belongs to, and in no other; the lists that this changed."""
    changed, remaining = set[str](), iter(keys)
    while chunk := list(islice(remaining, AT_ONCE)):
        with transaction.atomic():
            changed |= write(chunk)
    return changed


def unlist(articles: ArticleQuerySet) -> None:
    """Takes articles out of all lists."""
    rows = model("ListedArticle").objects.filter(article__in=articles)
    rows._raw_delete(rows.db)


def unlist_deleted() -> set[str]:
    """Takes away the rows of articles that are no more; the lists that they stood in."""
    rows = model("ListedArticle").objects.exclude(article__in=model("ArticlePage").objects.order_by().values("pk"))
    changed = set(rows.values_list("name", flat=True))
    rows._raw_delete(rows.db)
    return changed


def write(keys: list[int]) -> set[str]:
    listed = model("ListedArticle").objects
    stored = {Place(*place): pk for pk, *place in listed.filter(article__in=keys).values_list("pk", *Place._fields)}
    wanted = set(places(keys))
    superfluous, missing = stored.keys() - wanted, wanted - stored.keys()
    if superfluous:
        rows = listed.filter(pk__in=[stored[place] for place in superfluous])
        rows._raw_delete(rows.db)
    listed.bulk_create(listed.model(**place._asdict()) for place in missing)
    return {place.name for place in missing | superfluous}


def places(keys: list[int]) -> Iterator[Place]:
    """Where these articles belong: nowhere, unless every reader may see them."""
    shown = model("ArticlePage").objects.filter(pk__in=keys, published_at__isnull=False).published().order_by()
    dated = {key: (path, at) for key, path, at in shown.values_list("pk", "path", "published_at")}
    above = pages_above({path for path, _at in dated.values()})
    names = names_of(dated)
    for key, (path, at) in dated.items():
        for below in above[path]:
            for name in names[key]:
                yield Place(below, name, at, key)


def pages_above(paths: Iterable[str]) -> dict[str, list[int]]:
    """The pages above the author's profile that each of these paths of articles is below."""
    ends = range(2 * Page.steplen, Page._meta.get_field("path").max_length, Page.steplen)
    above = {path: [path[:end] for end in ends if end < len(path) - Page.steplen] for path in paths}
    wanted = {each for found in above.values() for each in found}
    keys = dict(Page.objects.filter(path__in=wanted).values_list("path", "pk"))
    return {path: [keys[each] for each in found] for path, found in above.items()}


def names_of(keys: Iterable[int]) -> dict[int, list[str]]:
    """The lists that each article is in because of what it says of itself."""
    article = model("ArticlePage")
    sources = (
        (lists.of_topic, article.topics.through, "articlepage", "topic"),
        (lists.of_tag, model("ArticleTag"), "content_object", "tag"),
        (lists.by_author, model("ArticleAuthor"), "article", "author"),
        (lists.of_series, article, "pk", "series"),
    )
    names = {key: [lists.ARTICLES] for key in keys}
    for name, source, of, subject in sources:
        rows = source._default_manager.filter(**{f"{of}__in": list(names), f"{subject}__isnull": False}).order_by()
        for key, other in rows.values_list(of, subject):
            names[key].append(name(other))
    return names
