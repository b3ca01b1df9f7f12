"""What a search might be meant for while its words are still being typed: topics, authors, headlines."""

from typing import Any

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, Site

from articles.models import ArticleIndexPage, AuthorPage, Topic
from core.sites import find_site
from home.fields import Wanted, by_index
from home.search import closed_places, newest, place
from home.search_index import SPELT
from home.stems import spelt, words_of
from home.vocabulary import closest_beginnings

MOST, MOST_TOPICS, MOST_AUTHORS, MOST_WORDS = 8, 2, 2, 8
SHORTEST = 2  # Letters of the last word: what begins with a single one is nearly everything.


def suggestions(request: HttpRequest, query: str) -> dict[str, Any]:
    """Up to eight `{title, url, kind}`, and how many in words, for a reader who does not see them."""
    site = find_site(request)
    typed = [letters for word in words_of(query)[:MOST_WORDS] if (letters := spelt(word))]
    found: list[dict[str, str]] = []
    if site and typed and len(typed[-1]) >= SHORTEST:
        found = begun(request, site, [[beginning] for beginning in typed])
        found = found or begun(request, site, [closest_beginnings(beginning) or [beginning] for beginning in typed])
    words = ngettext("%(number)d suggestion", "%(number)d suggestions", len(found)) % {"number": len(found)}
    return {"suggestions": found, "words": words if found else _("No suggestions")}


def begun(request: HttpRequest, site: Site, words: list[list[str]]) -> list[dict[str, str]]:
    """Topics first, then authors, then all other pages: in whose name each word begins in one of its ways."""
    tokens = [[f"{SPELT}{beginning}*" for beginning in beginnings] for beginnings in words]
    wanted = [*tokens, place(site)], closed_places()
    authors = AuthorPage.objects.filter(search_entry__tokens__answers=Wanted(*wanted)).order_by("title", "pk")
    with by_index():
        keys = list(newest(*wanted, MOST))
        first = list(authors.values_list("pk", flat=True)[:MOST_AUTHORS])
    pages = Page.objects.live().in_bulk([*first, *keys])
    ordered = [pages[key] for key in dict.fromkeys([*first, *keys]) if key in pages]
    shown = [{"title": page.title, "url": page.get_url(request) or "", "kind": kind(page)} for page in ordered]
    return [*topics(request, site, words), *shown][:MOST]


def kind(page: Page) -> str:
    model = page.cached_content_type.model_class()
    return capfirst(model._meta.verbose_name) if model else ""


def topics(request: HttpRequest, site: Site, words: list[list[str]]) -> list[dict[str, str]]:
    begins = [tuple(beginnings) for beginnings in words]
    names = {
        topic: [spelt(word) for word in words_of(topic.name)]
        for topic in Topic.objects.filter(locale=site.root_page.locale_id)
    }
    found = [
        topic for topic, name in names.items() if all(any(word.startswith(each) for word in name) for each in begins)
    ]
    index = ArticleIndexPage.objects.live().descendant_of(site.root_page).first() if found else None
    if index is None:
        return []
    address = index.get_url(request) or ""
    return [
        {"title": topic.name, "url": address + index.reverse_subpage("topic", [topic.slug]), "kind": _("Topic")}
        for topic in found[:MOST_TOPICS]
    ]
