"""The words and the form of a popup, fetched once it is about to show."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.generic import View
from wagtail.models import Page

from newsletter.models import GuidebookPage, Popup
from newsletter.popups import is_current

LONGEST_NUMBER = 10
FRESH = 60  # Seconds for which a cache may keep the words.


@method_decorator(cache_control(public=True, max_age=FRESH), name="get")
class PopupView(View):
    """A piece of HTML, the same for every reader; nothing while the popup is switched off or not due."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        shown = Popup.objects.filter(is_live=True, guidebook__in=GuidebookPage.objects.published())
        popup = get_object_or_404(shown.select_related("image", "guidebook__cover", "guidebook__locale"), pk=pk)
        if not is_current(popup, timezone.now()):
            raise Http404("This offer is not due.")
        return popup_response(request, popup, self.page())

    def page(self) -> Page | None:
        """The page that it will stand on; the form's stamp names it."""
        on = self.request.GET.get("on", "")
        return Page.objects.live().filter(pk=on).first() if on.isdecimal() and len(on) < LONGEST_NUMBER else None


def popup_response(request: HttpRequest, popup: Popup, page: Page | None = None) -> HttpResponse:
    context = {"popup": popup, "guidebook": popup.guidebook, "page": page}
    response = render(request, "components/popup.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
