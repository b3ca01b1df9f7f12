"""Search over titles, texts and authors."""

import re
from typing import Any

from django.core.paginator import Page as ResultPage
from django.http import HttpRequest
from wagtail.models import Page, Site

from articles.models import ArticlePage
from core.pagination import paginate

MAXIMUM_LENGTH = 200
WORDS = re.compile(r"\w+")  # All else is punctuation, which SQLite would take for its own query language.


def search_pages(request: HttpRequest, query: str) -> ResultPage:
    """A page of the site's published pages that hold all words of the query, best first, each in its own type."""
    words = " ".join(WORDS.findall(query))
    site = Site.find_for_request(request)
    found: Any = []
    if words and site:
        # Not `published_in`: a search can filter by Wagtail's `public()`, but not by a query within the query.
        pages = Page.objects.live().public().descendant_of(site.root_page, inclusive=True)
        found = pages.search(words, operator="and")
    results = paginate(request, found)
    results.object_list = in_their_types(list(results.object_list))
    return results


def in_their_types(pages: list[Page]) -> list[Page]:
    """The pages in the same order: articles with all that their cards show, others in their own type."""
    keys = [page.pk for page in pages]
    articles = ArticlePage.objects.for_cards().in_bulk(keys)
    others = Page.objects.filter(pk__in=[key for key in keys if key not in articles]).specific()
    found = {**articles, **{page.pk: page for page in others}}
    return [found[key] for key in keys if key in found]
