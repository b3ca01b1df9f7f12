"""Where the forms of guidebooks are sent, wherever on the site they stand."""

from copy import copy
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.generic import View
from wagtail.wagtail_hooks import check_view_restrictions

from core.querysets import IsRestricted
from core.sql import run
from newsletter.models import GuidebookPage

# What a page in the process's memory must have in common with the database to be used once more.
STATE = ("live_revision_id", "last_published_at", "path", "guidebook_file", "guidebook_file__version")
PAGES: dict[int, tuple[list[Any], GuidebookPage]] = {}


class AskView(View):
    """Finds the guidebook by its number, and lets it answer."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """For somebody who reloads the page on which they were told what is wrong."""
        return HttpResponseRedirect(guidebook_of(pk).get_url(request) or "/")

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        page = guidebook_of(pk)
        if page.restricted:
            return check_view_restrictions(answer)(page, request, [], {})
        return page.answer(request)


def answer(page: GuidebookPage, request: HttpRequest, args: list, kwargs: dict) -> HttpResponseBase:
    return page.answer(request)


def guidebook_of(pk: int) -> GuidebookPage:
    """A published guidebook with its file, read anew only when it was published anew."""
    found = run(*state_query(pk))
    if not found:
        raise Http404("There is no such guidebook.")
    *state, restricted = found[0]
    known_state, page = PAGES.get(pk, (None, None))
    if page is None or known_state != state or None in state[:2]:
        page = GuidebookPage.objects.select_related("guidebook_file", "locale").get(pk=pk)
        PAGES[pk] = (state, page)
    page = copy(page)
    page.restricted = bool(restricted)
    return page


@lru_cache(maxsize=100)
def state_query(pk: int) -> tuple[str, tuple[Any, ...]]:
    """Asked with each form that comes in, so put together once."""
    found = GuidebookPage.objects.filter(pk=pk, live=True).order_by().values_list(*STATE, IsRestricted())
    return found.query.sql_with_params()
