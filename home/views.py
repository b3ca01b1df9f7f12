"""Public views that belong to the whole site."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.views import serve as wagtail_serve

from articles.markdown import article_markdown
from articles.models import ArticlePage
from core.languages import other_languages, own_name
from core.middleware import public_form
from core.models import BasePage, SiteSettings
from core.page_store.recording import open_for
from core.replicas import may_lag
from core.sites import find_site, home_url, trees
from home.llms import llms_text
from home.routing import route
from home.search import MAXIMUM_LENGTH, search_pages
from home.suggestions import suggestions

HOUR = 60 * 60
MINUTES = 5 * 60
VALIDITY = timedelta(days=180)
PAPER = "#faf7f0"  # As in css/tokens.css; the head of a page says the dark one too, which a manifest cannot.
PRIVATE = ("newsletter", "readers", "search")  # In every language.
ICONS = [
    {"src": "img/favicon.svg", "type": "image/svg+xml", "sizes": "any"},
    {"src": "img/icon-192.png", "type": "image/png", "sizes": "192x192"},
    {"src": "img/icon-512.png", "type": "image/png", "sizes": "512x512"},
    {"src": "img/icon-maskable-512.png", "type": "image/png", "sizes": "512x512", "purpose": "maskable"},
]


@public_form
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Wagtail's page view, with the page found by our own routing."""
    found = route(request, path)
    request._wagtail_route_for_request = found  # type: ignore[attr-defined]
    page = found.page if found else None
    if request.method in {"GET", "HEAD"} and isinstance(page, BasePage) and page.is_published:
        answered = open_for(request, page.known_parameters)
        if answered:
            return answered
    return wagtail_serve(request, path)


@require_safe
def markdown(request: HttpRequest, path: str) -> HttpResponse:
    """An article as Markdown, at its own address with `.md` (https://llmstxt.org/). Search engines have the page."""
    found = route(request, path)
    if found is None:
        return moved(request)
    article, arguments, _named = found
    if not isinstance(article, ArticlePage) or arguments or not article.is_published:
        raise Http404
    response = HttpResponse(article_markdown(article, request), content_type="text/markdown; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    response["Link"] = f'<{article.get_full_url(request)}>; rel="canonical"'
    return response


def moved(request: HttpRequest) -> HttpResponse:
    """Leads on to the Markdown of an article that has another address now."""
    found = get_redirect(request, request.path.removesuffix(".md"))
    if not found or not found.redirect_page or not found.link:
        raise Http404
    return redirect(f"{found.link.removesuffix('/')}.md", permanent=found.is_permanent)


@may_lag
def search(request: HttpRequest) -> HttpResponse:
    """Articles, authors, guidebooks and pages for `?q=`, best first; a query that cannot be meant is a 400."""
    query = request.GET.get("q", "").strip()
    context: dict[str, Any] = {
        "query": query,
        "canonical_url": request.build_absolute_uri(request.path),
        "elsewhere": searches_elsewhere(request, query),
    }
    if len(query) > MAXIMUM_LENGTH:
        error = _("Please ask with fewer words: a search may have up to %(number)d characters.") % {
            "number": MAXIMUM_LENGTH
        }
        return render(
            request, "home/search.html", {**context, "query": query[:MAXIMUM_LENGTH], "error": error}, status=400
        )
    if query:
        found = search_pages(request, query)
        context |= {name: getattr(found, name) for name in ("results", "corrected", "filters", "has_more")}
    return render(request, "home/search.html", context)


def searches_elsewhere(request: HttpRequest, query: str) -> list[dict[str, str]]:
    """The same search in the other languages: each finds what is written in its own."""
    found = []
    for code in trees(request):
        if code != get_language():
            with override(code):
                address = reverse("search")
            url = f"{address}?{urlencode({'q': query[:MAXIMUM_LENGTH]})}" if query else address
            found.append({"language": code, "name": own_name(code), "url": url})
    return found


@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """Where a browser shows what it has kept for later; the page itself is the same for every reader."""
    if find_site(request) is None:
        raise Http404
    return render(request, "home/saved.html")


@require_safe
@cache_control(public=True, max_age=MINUTES)
@may_lag
def suggest(request: HttpRequest) -> JsonResponse:
    """What `?q=` may be the beginning of; the same for every reader, and nothing for search engines."""
    response = JsonResponse(suggestions(request, request.GET.get("q", "")[:MAXIMUM_LENGTH]))
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """What machines that read texts find here, which is nothing to be found by a search itself."""
    site = find_site(request)
    if site is None:
        raise Http404
    response = HttpResponse(llms_text(request, site), content_type="text/plain; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness: https://www.rfc-editor.org/rfc/rfc9116; only where somebody reads the reports.

    It expires within a year (section 2.5.5), and its own address is named over HTTPS alone (section 2.5.2).
    """
    email = SiteSettings.for_request(request).organisation_email if find_site(request) else ""
    if not email:
        raise Http404
    expires = datetime.combine(timezone.now().date() + VALIDITY, time(), UTC)
    lines = [f"Contact: mailto:{quote(email, safe='@')}", f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}"]
    lines.append(f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}")
    if request.is_secure():
        lines.append(f"Canonical: {request.build_absolute_uri(request.path)}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=HOUR)
def manifest(request: HttpRequest) -> JsonResponse:
    """What a device shows of the site on its home screen (https://www.w3.org/TR/appmanifest/)."""
    if find_site(request) is None:
        raise Http404
    site_settings = SiteSettings.for_request(request)
    content = {
        "id": home_url(request),
        "start_url": home_url(request),
        "name": site_settings.name,
        "short_name": site_settings.name,
        "description": site_settings.tagline,
        "lang": get_language(),
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [{**icon, "src": static(icon["src"])} for icon in ICONS],
    }
    return JsonResponse(content, content_type="application/manifest+json")


def robots(request: HttpRequest) -> HttpResponse:
    """https://www.rfc-editor.org/rfc/rfc9309"""
    if settings.STAGING:
        return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
    spoken = [language for language in other_languages() if language in trees(request)]
    private = [f"{prefix}/{name}/" for prefix in ("", *(f"/{code}" for code in spoken)) for name in PRIVATE]
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        *(f"Disallow: {address}" for address in private),
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
