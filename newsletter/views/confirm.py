"""Confirming the newsletter."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.responses import HttpResponseSeeOther
from newsletter import services
from newsletter.models import Consent
from newsletter.services import LinkError, LinkExpiredError, LinkUsedError
from newsletter.tokens import Purpose
from newsletter.views.base import GONE, LinkView, MessageView, way_to_sign_up


class ConfirmationLinkView(LinkView):
    purpose = Purpose.CONFIRM
    model = Consent

    def dead(self, error: LinkError) -> HttpResponse:
        if isinstance(error, LinkUsedError):
            text = _("You have confirmed already, and are on our list. There is nothing more to do.")
            return self.problem(_("This link has been used"), text, GONE, **self.way_back())
        if isinstance(error, LinkExpiredError):
            again = reverse("newsletter:confirm-again", kwargs=self.kwargs)
            text = _("Links of this kind are good for a week. We can send a new one to the same address.")
            return self.problem(
                _("This link has expired"),
                text,
                GONE,
                action=again,
                button_label=_("Send me a new link"),
                **self.way_back(),
            )
        text = _("You have left the newsletter since it was sent. If you would like to come back, sign up once more.")
        return self.problem(_("This link is no longer good"), text, GONE, **self.way_back())

    def way_back(self) -> dict[str, Any]:
        return way_to_sign_up()


class ConfirmView(ConfirmationLinkView):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        services.check_request(self.subject)
        return self.page(
            "confirm",
            _("One press, and you are on the list"),
            _("Somebody, we hope you, asked for our newsletter at this address. This is what was agreed to:"),
            wording=self.subject.wording,
            action=request.path,
            button_label=_("Yes, send me the newsletter"),
        )

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        services.confirm(self.subject, self.ip_hash)
        return HttpResponseSeeOther(reverse("newsletter:confirmed"))


class ConfirmAgainView(ConfirmationLinkView):
    http_method_names = ["post", "options"]
    takes_expired = True

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        services.send_confirmation_again(self.subject)
        return HttpResponseSeeOther(reverse("newsletter:sent"))


class ConfirmedView(MessageView):
    heading = gettext_lazy("You are on the list")
    text = gettext_lazy("Thank you. Every letter has a link by which you can leave, at once and without a login.")
