"""Search over titles, texts and authors; what is misspelt is put right, and what is not found is noted."""

import re
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as ResultPage
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from articles.models import ArticlePage
from core.pagination import paginate
from home.models import MissedSearch
from home.passages import passage
from home.search_filters import SearchFilters
from home.vocabulary import flat, put_right, texts

MAXIMUM_LENGTH = 200
WORDS = re.compile(r"\w+")  # All else is punctuation, which SQLite would take for its own query language.
# What may name a person: kept by nobody.
PERSONAL = re.compile(r"@|\d{5}")
LONGEST_NOTED, MOST_NOTED = 60, 5_000


@dataclass(frozen=True)
class Found:
    """A page of what was found, for which words if not for those that were typed, and how it can be narrowed."""

    results: ResultPage
    corrected: str
    filters: SearchFilters


def search_pages(request: HttpRequest, query: str) -> Found:
    """The site's published pages that hold all words of the query, best first, each in its own type.

    Where there are none, those that hold what the words are likely to mean.
    """
    words, corrected = WORDS.findall(query), ""
    site = Site.find_for_request(request)
    filters = SearchFilters(request.GET, site)
    pages = pages_to_search(site, filters)
    found = pages_with(pages, words, filters)
    if words and not len(found):
        corrected = put_right(words)
        instead = pages_with(pages, corrected.split(), filters) if corrected else []
        corrected = corrected if len(instead) else ""
        found = instead if corrected else found
        if not (filters.chosen or PERSONAL.search(query)):
            note_missed(" ".join(words).lower(), corrected)
    results = paginate(request, found)
    results.object_list = with_passages(list(results.object_list), corrected.split() or words)
    return Found(results, corrected, filters)


def pages_to_search(site: Site | None, filters: SearchFilters) -> PageQuerySet:
    if site is None:
        return Page.objects.none()
    # Not `published_in`: a search can filter by Wagtail's `public()`, but not by a query within the query.
    pages = Page.objects.live().public().descendant_of(site.root_page, inclusive=True)
    return pages.filter(pk__in=filters.article_keys()) if filters.chosen else pages


def pages_with(pages: PageQuerySet, words: list[str], filters: SearchFilters) -> Any:
    if not words:
        return []
    if filters.is_newest_first:
        return pages.order_by("-first_published_at").search(" ".join(words), operator="and", order_by_relevance=False)
    return pages.search(" ".join(words), operator="and")


def note_missed(words: str, corrected: str) -> None:
    """Counts a search without a result, for editors; no more different ones than anybody would read."""
    if len(words) > LONGEST_NOTED:
        return
    values = {"corrected": corrected[:LONGEST_NOTED], "last_at": timezone.now()}
    is_noted = MissedSearch.objects.filter(words=words).update(times=F("times") + 1, **values)
    if not is_noted and MissedSearch.objects.count() < MOST_NOTED:
        MissedSearch.objects.bulk_create([MissedSearch(words=words, **values)], ignore_conflicts=True)


def with_passages(pages: list[Page], words: list[str]) -> list[Page]:
    """The pages in the same order and their own types: articles with all that their cards show, each with `passage`."""
    keys = [page.pk for page in pages]
    articles = ArticlePage.objects.for_cards().in_bulk(keys)
    others = Page.objects.filter(pk__in=[key for key in keys if key not in articles]).specific()
    bodies = dict(ArticlePage.objects.filter(pk__in=articles).values_list("pk", "body"))
    found: dict[int, Any] = {**articles, **{page.pk: page for page in others}}
    for key, page in found.items():
        page.passage = passage_of(page, bodies.get(key), words)
    return [found[key] for key in keys if key in found]


def passage_of(page: Page, body: Any, words: list[str]) -> SafeString:
    """What the card does not say already."""
    if body is not None:
        return passage(flat(body.stream_block.get_searchable_content(body)), words)
    return passage(list(texts(page))[1:], words)
