"""Search over titles, texts and authors; what is misspelt is put right, and what is not found is noted."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as ResultPage
from django.db.models import F, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from articles.models import ArticlePage, AuthorPage
from core.pagination import paginate
from core.sites import find_site
from home.fields import All, Wanted, by_index
from home.models import MissedSearch, SearchEntry
from home.passages import passage
from home.search_filters import SearchFilters
from home.search_index import ANCESTOR, BODY, HEAD, TITLE, asked
from home.stems import telling, words_of
from home.vocabulary import put_right

MAXIMUM_LENGTH = 200
MOST = 1_000  # Results that are ranked and shown: nobody reads on, and counting more takes time.
MOST_COUNTED = 200  # Of these, the best whose authors are offered as a choice.
# What may name a person: kept by nobody.
PERSONAL = re.compile(r"@|\d{5}")
LONGEST_NOTED, MOST_NOTED = 60, 5_000


@dataclass(frozen=True)
class Found:
    """A page of what was found, for which words if not for those that were typed, and how it can be narrowed."""

    results: ResultPage
    corrected: str
    filters: SearchFilters
    has_more: bool  # Than are counted and shown.


def search_pages(request: HttpRequest, query: str) -> Found:
    """The site's published pages that hold all words of the query, best first, each in its own type.

    Where there are none, those that hold what the words are likely to mean.
    """
    words, corrected = words_of(query), ""
    site = find_site(request)
    filters = SearchFilters(request.GET, site)
    keys = ranked(words, site, filters)
    if words and not keys:
        corrected = put_right(words)
        keys = ranked(corrected.split(), site, filters)
        corrected = corrected if keys else ""
        if not (filters.chosen or PERSONAL.search(query)):
            note_missed(" ".join(words), corrected)
    filters.offer_authors_of(keys[:MOST_COUNTED])
    results = paginate(request, keys[:MOST])
    results.object_list = with_passages(list(results.object_list), telling(corrected.split() or words))
    return Found(results, corrected, filters, has_more=len(keys) > MOST)


def ranked(words: Sequence[str], site: Site | None, filters: SearchFilters) -> list[int]:
    """The keys of the pages with all the words, and one more than `MOST` where there are more.

    First those with all of them in the headline; then those that have them there, under it or often; then the others;
    each the newest first. SQLite and PostgreSQL weigh words differently, but agree on this.
    """
    if site is None or not asked(telling(words), BODY):
        return []
    words = telling(words)
    places = [place(site), *([token] for token in filters.tokens)]
    hidden = closed_places()
    found: list[int] = []
    above: list[All] = []
    with by_index():
        for level in (BODY,) if filters.is_newest_first else (TITLE, HEAD, BODY):
            if len(found) <= MOST:
                these = asked(words, level)
                found += newest([*these, *places], [*above, *hidden], MOST + 1 - len(found))
                above = [these]
    return found


def place(site: Site) -> list[str]:
    return [f"{ANCESTOR}{site.root_page_id}"]


def closed_places() -> list[All]:
    """The pages that ask for a password, a login or a group, and all below them."""
    return [[[f"{ANCESTOR}{key}"]] for key in PageViewRestriction.objects.values_list("page", flat=True).distinct()]


def newest(each: All, but: Sequence[All], number: int) -> Iterable[int]:
    """So many of the pages that have the tokens, as `Wanted` asks for them."""
    entries = SearchEntry.objects.filter(tokens__answers=Wanted(each, but, number))
    return entries.order_by("-published_at", "-page_id").values_list("page_id", flat=True)[:number]


def note_missed(words: str, corrected: str) -> None:
    """Counts a search without a result, for editors; no more different ones than anybody would read."""
    if len(words) > LONGEST_NOTED:
        return
    values = {"corrected": corrected[:LONGEST_NOTED], "last_at": timezone.now()}
    is_noted = MissedSearch.objects.filter(words=words).update(times=F("times") + 1, **values)
    if not is_noted and MissedSearch.objects.count() < MOST_NOTED:
        MissedSearch.objects.bulk_create([MissedSearch(words=words, **values)], ignore_conflicts=True)


def with_passages(keys: list[int], words: list[str]) -> list[Any]:
    """The pages in this order and their own types: articles with all that their cards show, each with `passage`.

    A passage is what the card does not say already. What has just been withdrawn is left out.
    """
    entries = SearchEntry.objects.defer("tokens").in_bulk(keys)
    articles = ArticlePage.objects.live().for_cards().in_bulk(keys)
    others = Page.objects.live().filter(pk__in=[key for key in keys if key not in articles]).specific()
    prefetch_related_objects([page for page in others if isinstance(page, AuthorPage)], "portrait")
    pages: dict[int, Any] = {**articles, **{page.pk: page for page in others}}
    for key, entry in entries.items():
        if key in pages:
            pages[key].passage = passage(entry.text.split("\n"), words, entry.language)
    return [pages[key] for key in keys if key in pages]
