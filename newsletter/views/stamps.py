"""A stamp for one reader alone, in place of the one on a page that many readers share."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

from core.stamps import LONGEST_AGE, Stamp
from newsletter.views.base import PrivateView


class StampView(PrivateView):
    """Changes nothing and remembers nobody: what it gives is as good as another copy of the page."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        stamp = Stamp.read(request.GET.get("stamp", ""))
        if stamp is None or stamp.age > LONGEST_AGE:
            return HttpResponseBadRequest()
        return HttpResponse(stamp.for_one_reader().sign(), content_type="text/plain")
