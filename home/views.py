"""Public views that belong to the whole site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.views import serve as wagtail_serve

from core.middleware import public_form
from home.routing import route
from home.search import MAXIMUM_LENGTH, search_pages


@public_form
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Wagtail's page view, with the page found by our own routing."""
    request._wagtail_route_for_request = route(request, path)  # type: ignore[attr-defined]
    return wagtail_serve(request, path)


def search(request: HttpRequest) -> HttpResponse:
    """Articles, authors, guidebooks and pages for `?q=`, best first; a query that cannot be meant is a 400."""
    query = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"query": query, "canonical_url": request.build_absolute_uri(request.path)}
    if len(query) > MAXIMUM_LENGTH:
        error = _("Please ask with fewer words: a search may have up to %(number)d characters.") % {
            "number": MAXIMUM_LENGTH
        }
        return render(
            request, "home/search.html", {**context, "query": query[:MAXIMUM_LENGTH], "error": error}, status=400
        )
    if query:
        context["results"] = search_pages(request, query)
    return render(request, "home/search.html", context)


def robots(request: HttpRequest) -> HttpResponse:
    """https://www.rfc-editor.org/rfc/rfc9309"""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /newsletter/",
        "Disallow: /readers/",
        f"Disallow: {reverse('search')}",
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
