"""Where the forms of guidebooks are sent, wherever on the site they stand."""

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.generic import View
from wagtail.models import Site
from wagtail.wagtail_hooks import check_view_restrictions

from core.querysets import is_restricted
from newsletter.models import GuidebookPage


class AskView(View):
    """Finds the guidebook by its number in one query, and lets it answer."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """For somebody who reloads the page on which they were told what is wrong."""
        return HttpResponseRedirect(guidebook_of(request, pk).get_url(request) or "/")

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        page = guidebook_of(request, pk)
        if page.restricted:
            return check_view_restrictions(answer)(page, request, [], {})
        return page.answer(request)


def answer(page: GuidebookPage, request: HttpRequest, args: list, kwargs: dict) -> HttpResponseBase:
    return page.answer(request)


def guidebook_of(request: HttpRequest, pk: int) -> GuidebookPage:
    """The published guidebook of this site, with whether anything restricts it."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404("There is no site at this host.")
    guidebooks = GuidebookPage.objects.live().filter(pk=pk, path__startswith=site.root_page.path)
    page = guidebooks.select_related("guidebook_file", "locale").annotate(restricted=is_restricted()).first()
    if page is None:
        raise Http404("There is no such guidebook.")
    return page
