"""The index that readers search: what a published page is found by, beside Wagtail's own, which editors search.

It is a search backend of Wagtail's, so whatever writes a page, or builds the indexes anew, writes this one too.
A word's token says where it stands, so that one index answers what is asked of headlines and of whole texts:

- `t…` in the headline; `h…` there, in what stands under it (standfirst, authors, topics, tags), or often; `b…` anywhere
- `s…` the words of the headline as they are written, for suggestions
- `0a…` the page itself and those above it, `0t…` topics, `0u…` authors, `0y…` year
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.html import strip_tags
from modelsearch.backends.base import BaseIndex, BaseSearchBackend
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet
from wagtail.search import index

from home.fields import All
from home.models import SearchEntry
from home.stems import alternatives, language_of, spelt, stems, words_of
from home.vocabulary import learn

TITLE, HEAD, BODY, SPELT = "t", "h", "b", "s"
ANCESTOR, TOPIC, AUTHOR, YEAR = "0a", "0t", "0u", "0y"
OFTEN = 5  # So often said in a text, a word is one of those that it is about.
MOST_TOKENS = 30_000  # PostgreSQL's `tsvector` holds a megabyte.
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


def asked(words: Iterable[str], level: str) -> All:
    """What the tokens of one that has all the words at this level must hold."""
    return [[level + found for found in stems_of] for word in words if (stems_of := alternatives(word))]


class ReadersIndex(BaseIndex):
    def add_items(self, model: type[models.Model], items: Iterable[Any]) -> None:
        pages = [item for item in items if isinstance(item, Page)]
        SearchEntry.objects.filter(page__in=[page.pk for page in pages if not page.live]).delete()
        write([page for page in pages if page.live])

    def add_item(self, obj: models.Model) -> None:
        self.add_items(type(obj), [obj])

    def delete_item(self, item: models.Model) -> None:
        """An entry goes with its page."""

    def reset(self) -> None:
        SearchEntry.objects.all().delete()


class Rebuilder:
    def __init__(self, readers_index: ReadersIndex) -> None:
        self.index = readers_index

    def start(self) -> ReadersIndex:
        SearchEntry.objects.filter(page__live=False).delete()
        return self.index

    def finish(self) -> None:
        """All is in its place."""


class SearchBackend(BaseSearchBackend):
    index_class = ReadersIndex
    rebuilder_class = Rebuilder


@dataclass
class Reading:
    """What a page says, in the language of its place unless its words tell of another."""

    page: Page
    otherwise: str

    def __post_init__(self) -> None:
        self.texts = list(texts(self.page, of_head=False))
        self.title, self.body = words_of(self.page.title), words_in(self.texts)
        self.head = words_in(texts(self.page, of_head=True))
        self.language = language_of(self.words, self.otherwise)

    @property
    def words(self) -> list[str]:
        return [*self.title, *self.head, *self.body]

    def tokens(self) -> Iterator[str]:
        title, head = set(stems(self.title, self.language)), set(stems(self.head, self.language))
        body = Counter(stems(self.body, self.language))
        often = {found for found, number in body.items() if number >= OFTEN}
        yield from (SPELT + spelt(word) for word in self.title)
        yield from (TITLE + found for found in title)
        yield from (HEAD + found for found in title | head | often)
        yield from (BODY + found for found in title | head | set(body))


def write(pages: list[Page]) -> None:
    """Writes the entries of published pages, and learns their words."""
    above, languages = keys_above(pages), dict(Locale.objects.values_list("pk", "language_code"))
    read = [Reading(page, languages[page.locale_id]) for page in pages]
    SearchEntry.objects.bulk_create(
        [entry(reading, above) for reading in read],
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=["published_at", "language", "tokens", "text"],
    )
    learn(word for reading in read for word in reading.words)


def write_missing(pages: PageQuerySet, at_once: int = 100) -> None:
    """Writes those of the pages that are published and have no entry."""
    keys = list(pages.live().filter(search_entry=None).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), at_once):
        write(list(Page.objects.live().filter(pk__in=keys[start : start + at_once]).specific()))


def entry(reading: Reading, above: dict[str, int]) -> SearchEntry:
    page = reading.page
    return SearchEntry(
        page_id=page.pk,
        published_at=getattr(page, "published_at", None) or page.first_published_at or BEFORE_ALL,
        language=reading.language,
        tokens=[*labels(page, above), *islice(reading.tokens(), MOST_TOKENS)],
        text="\n".join(reading.texts),
    )


def labels(page: Any, above: dict[str, int]) -> Iterator[str]:
    """What the page is below, about, by and of."""
    for path in paths_above(page):
        if path in above:
            yield f"{ANCESTOR}{above[path]}"
    for topic in page.topics.all() if hasattr(page, "topics") else ():
        yield f"{TOPIC}{topic.pk}"
    for name in page.article_authors.all() if hasattr(page, "article_authors") else ():
        yield f"{AUTHOR}{name.author_id}"
    if published_at := getattr(page, "published_at", None):
        yield f"{YEAR}{timezone.localtime(published_at).year}"


def keys_above(pages: Iterable[Page]) -> dict[str, int]:
    """The keys of the pages and of all above them, by their paths."""
    paths = {path for page in pages for path in paths_above(page)}
    return dict(Page.objects.filter(path__in=paths).values_list("path", "pk"))


def paths_above(page: Page) -> list[str]:
    return [page.path[:end] for end in range(Page.steplen, len(page.path) + 1, Page.steplen)]


def texts(page: Page, of_head: bool) -> Iterator[str]:
    """What the page's `search_fields` say, as it is read; those that count more than others belong to the head."""
    for field in page.get_search_fields():
        if isinstance(field, index.RelatedFields) and of_head:
            yield from plain(related(page, field))
        elif isinstance(field, index.SearchField) and field.field_name != "title" and is_of_head(field) == of_head:
            yield from plain(flat(field.get_value(page)))


def is_of_head(field: index.SearchField) -> bool:
    return (field.boost or 1) > 1


def related(obj: Any, field: index.RelatedFields) -> Iterator[str]:
    value = field.get_value(obj)
    for each in value.all() if hasattr(value, "all") else filter(None, [value]):
        for part in field.fields:
            if isinstance(part, index.RelatedFields):
                yield from related(each, part)
            elif isinstance(part, index.SearchField):
                yield from flat(part.get_value(each))


def flat(value: Any) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for part in value:
            yield from flat(part)
    elif value:
        yield str(value)


def plain(parts: Iterable[str]) -> Iterator[str]:
    for part in parts:
        if text := " ".join(strip_tags(part).split()):
            yield text


def words_in(parts: Iterable[str]) -> list[str]:
    return [word for part in parts for word in words_of(part)]
