"""Finds the page of an address in three queries, whatever its depth.

Wagtail's own routing asks twice at every level of the tree. Here one query finds the site; one reads all pages whose
slugs stand in the address, together with whether anything restricts them; and one reads the last of them in its own
type, with what its template shows. The page itself then answers for the rest of the address, as in Wagtail
(decision 0006).
"""

from functools import cache
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from core.models import BasePage
from core.prepared import Prepared
from core.querysets import LINK, IsRestricted
from core.sites import find_site

DEEPEST = 12  # The longest address a page of this tree can have, in parts; longer ones are nobody's.


def route(request: HttpRequest, path: str) -> RouteResult | None:
    """The page and arguments for an address, or None where there is no page."""
    site = find_site(request)
    parts = [part for part in path.split("/") if part]
    if site is None or len(parts) > DEEPEST:
        return None
    pages = pages_along(site.root_page, parts)
    page = specific(pages[-1])
    if isinstance(page, BasePage):
        page.routed_ancestors = pages[:-1]
        if not any(ancestor.restricted or ancestor.alias_of_id for ancestor in pages):
            page.restricted = False
    try:
        return page.route(request, parts[len(pages) - 1 :])
    except Http404:
        return None


def pages_along(root: Page, parts: list[str]) -> list[Page]:
    """The pages from the root down, as far as the parts of the address name children."""
    found = named(root.pk, *parts)
    chain = [next(page for page in found if page.pk == root.pk)]
    for slug in parts:
        parent = chain[-1].path
        child = next((page for page in found if page.slug == slug and page.path[: -Page.steplen] == parent), None)
        if child is None:
            break
        chain.append(child)
    return chain


@Prepared
def named(root: Any, *slugs: Any) -> QuerySet[Page]:
    """The root, and all pages of these names. An index of depths would find the better part of an archive."""
    pages = Page.objects.filter(Q(pk=root) | Q(slug__in=slugs)).order_by()
    return pages.only(*LINK, "alias_of").annotate(restricted=IsRestricted())


def specific(page: Page) -> Page:
    """The page in its own type, with the relations that its template shows."""
    model = page.specific_class
    if model is None or not issubclass(model, BasePage):
        return page.specific
    found = for_readers(model)(page.pk)
    if not found:
        raise Http404  # It went just now.
    return found[0]


@cache
def for_readers(model: type[BasePage]) -> Prepared[BasePage]:
    return Prepared(lambda key: model.for_readers().filter(pk=key))
