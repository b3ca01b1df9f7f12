"""What every request passes: policy, caches, probes, clean refusals, language, CSRF protection without a token."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlsplit

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils import translation
from django.utils.cache import has_vary_header, patch_cache_control
from django.utils.deprecation import MiddlewareMixin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext

from core.health import healthz, readyz
from core.languages import is_always_answered, language_of
from core.metrics import metrics
from core.page_store.negotiation import chosen
from core.publishing import NotReadyError
from core.sites import trees

View = TypeVar("View", bound=Callable[..., Any])


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Sends the strict policy with public pages and Wagtail's looser one with the admin."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith("/admin/") and not report_only:
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts


class IsolationMiddleware(MiddlewareMixin):
    """Keeps other sites from loading pages as parts of theirs, and pages from asking for devices.

    Pictures may be shown elsewhere: a feed's readers see them at another address.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        shared = request.path_info.startswith((settings.MEDIA_URL, settings.STATIC_URL))
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if shared else "same-origin")
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response


class PrivateMiddleware(MiddlewareMixin):
    """Keeps what depends on a cookie, such as a page with the bar for those who edit it, out of shared caches.

    Some of them do not heed `Vary`.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if has_vary_header(response, "Cookie"):
            patch_cache_control(response, private=True)
        return response


class HealthMiddleware(MiddlewareMixin):
    """Answers probes before anything asks for the host: a load balancer calls a machine by its IP address."""

    probes: ClassVar[dict[str, Callable[[HttpRequest], HttpResponse]]] = {
        "/healthz": healthz,
        "/readyz": readyz,
        "/metrics": metrics,
    }

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        probe = self.probes.get(request.path_info)
        return probe(request) if probe else None


class CompressionMiddleware(GZipMiddleware):
    """Django's, which takes `gzip;q=0` for a wish."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if chosen(request.headers.get("Accept-Encoding", ""), ("gzip",)) == "identity":
            request.META["HTTP_ACCEPT_ENCODING"] = "identity"
        return super().process_response(request, response)


class PublishGateMiddleware(MiddlewareMixin):
    """Answers whoever published what is not ready, from a list or a workflow, with what is missing and where."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, NotReadyError):
            return None
        address = reverse("wagtailadmin_pages:edit", args=[exception.page.pk])
        link = '<li><a href="{}#:w:contentpath={}">{}</a>: {}</li>'
        faults = [(address, fault.path, fault.label, fault.message) for fault in exception.faults]
        text = gettext("“%(page)s” is not ready, so nothing was published.") % {
            "page": exception.page.get_admin_display_title()
        }
        messages.error(request, format_html("{}<ul>{}</ul>", text, format_html_join("", link, faults)))
        return HttpResponseRedirect(address)


class BadRequestMiddleware(MiddlewareMixin):
    """Answers 400 to NUL bytes in an address, which no page has and which PostgreSQL refuses with an error."""

    def process_request(self, request: HttpRequest) -> None:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address holds a NUL byte.")


class LanguageMiddleware(MiddlewareMixin):
    """Speaks the language that the address names, where the site has pages in it; else the site's own.

    Nothing else is asked, neither a cookie nor the browser's wishes: an address shows the same to everybody, and a
    cache may keep it. Django's own middleware would name `Accept-Language` in `Vary`.
    """

    def process_request(self, request: HttpRequest) -> None:
        language = language_of(request.path_info)
        if language and not (is_always_answered(request.path_info) or language in trees(request)):
            language = None
        translation.activate(language or settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = language or settings.LANGUAGE_CODE

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        translation.deactivate()
        return response


def public_form(view: View) -> View:
    """Marks a view whose POST uses neither cookie nor session, so that its page can be the same for every reader.

    Such a POST has no authority that another site could borrow; it is still refused when the browser says that it
    comes from another site (Fetch Metadata, https://www.w3.org/TR/fetch-metadata/, else the Origin header).
    """
    view.public_form = True  # type: ignore[attr-defined]
    return view


def mailed_link(view: View) -> View:
    """Marks a view whose address holds a signed token, which is itself the proof that a POST is meant.

    Mail programs press its button too (RFC 8058), and say of themselves that they are another site.
    """
    view.mailed_link = True  # type: ignore[attr-defined]
    return view


class PublicFormCsrfMiddleware(CsrfViewMiddleware):
    """Django's token check, except for `public_form`, where the browser's word is asked, and for `mailed_link`."""

    def process_request(self, request: HttpRequest) -> None:
        """A cookie that holds no token is no reason to set one: that is for a view which asks for a token."""
        super().process_request(request)
        request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)

    def process_view(
        self, request: HttpRequest, callback: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseForbidden | None:
        if getattr(callback, "mailed_link", False):
            return self._accept(request)  # type: ignore[attr-defined] # Not stubbed.
        if not getattr(callback, "public_form", False):
            return super().process_view(request, callback, args, kwargs)
        if request.method == "POST" and is_cross_site(request):
            return self._reject(request, "The form was sent from another site.")  # type: ignore[attr-defined] # Not stubbed.
        return self._accept(request)  # type: ignore[attr-defined] # Not stubbed.


def is_cross_site(request: HttpRequest) -> bool:
    """Whether the browser says that this request was made by another site's page."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site:
        return fetch_site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()
