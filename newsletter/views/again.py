"""Sending a guidebook's mail once more, from the page of thanks."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.responses import HttpResponseSeeOther
from newsletter import services, tokens
from newsletter.models import GuidebookSubmission
from newsletter.services import CannotSendError, LinkError
from newsletter.tokens import Purpose
from newsletter.views.base import GONE, LinkView, way_to_guidebook


class SendAgainView(LinkView):
    """Its token says that a form was sent from this page, of late; the mail goes where the first one went."""

    http_method_names = ["post", "options"]
    purpose = Purpose.THANKS
    model = GuidebookSubmission

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            services.send_request_again(self.subject)
        except CannotSendError as error:
            return self.problem(_("There is no new link to send"), str(error), GONE, **self.way_back())
        return sent()

    def forged(self) -> HttpResponse:
        """A form in quarantine is no request yet, and whoever sent it learns nothing of that."""
        with suppress(tokens.ForgedError, tokens.ExpiredError):
            tokens.read(self.purpose, self.kwargs["token"])
            return sent()
        return super().forged()

    def dead(self, error: LinkError) -> HttpResponse:
        text = _("It has been more than an hour. Please ask once more by the form: a second request does no harm.")
        return self.problem(_("This page is too old"), text, GONE, **self.way_back())

    def way_back(self) -> dict[str, Any]:
        return way_to_guidebook(self.request)


def sent() -> HttpResponse:
    return HttpResponseSeeOther(reverse("newsletter:sent"))
