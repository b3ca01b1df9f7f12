"""Leaving the newsletter, and changing one's mind."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.responses import HttpResponseSeeOther
from newsletter import services, tokens
from newsletter.models import Consent, NewsletterState, Person
from newsletter.services import LinkError
from newsletter.tokens import Purpose
from newsletter.views.base import GONE, LinkView, MessageView, way_to_sign_up


class UnsubscribeView(LinkView):
    """Answers a press of the page's button and a mail program's one-click POST (RFC 8058) alike."""

    purpose = Purpose.UNSUBSCRIBE
    model = Person

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        if self.subject.newsletter == NewsletterState.WITHDRAWN:
            return self.left(self.subject.latest_consent(Consent.Action.WITHDRAWN))
        if not self.subject.gets_newsletter_mail:
            return self.nothing_to_leave()
        return self.page(
            "unsubscribe",
            _("Leave the newsletter?"),
            _("One press is enough. We shall not write to you again unless you ask us to."),
            action=request.path,
            button_label=_("Unsubscribe"),
        )

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        method = Consent.Method.ONE_CLICK if is_one_click(request) else Consent.Method.LINK
        withdrawal = services.unsubscribe(self.subject, self.ip_hash, method)
        return self.left(withdrawal) if withdrawal else self.nothing_to_leave()

    def left(self, withdrawal: Consent | None) -> HttpResponse:
        """Undo is offered for a day: a mail may lie about for years, and fall into any hands."""
        heading = _("You are unsubscribed")
        if withdrawal is None or not services.can_undo(withdrawal):
            text = _("You get no newsletter from us. If you would like to come back, sign up once more.")
            return self.page("unsubscribe", heading, text, **way_to_sign_up())
        return self.page(
            "unsubscribe",
            heading,
            _("You will get no further newsletter. If that was a mistake, one press puts it right."),
            action=reverse("newsletter:undo", args=[tokens.make(Purpose.UNDO, withdrawal.uuid, self.subject.email)]),
            button_label=_("Undo"),
        )

    def nothing_to_leave(self) -> HttpResponse:
        text = _("This address is not on our list, and gets no newsletter from us.")
        return self.page("unsubscribe", _("There is nothing to leave"), text, action="", **self.way_back())


def is_one_click(request: HttpRequest) -> bool:
    """Whether a mail program sent this (RFC 8058, section 3.1). Whatever else it sends, the person wants to leave."""
    with suppress(MultiPartParserError):
        return request.POST.get("List-Unsubscribe") == "One-Click"
    return False


class UndoView(LinkView):
    http_method_names = ["post", "options"]
    purpose = Purpose.UNDO
    model = Consent

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        restored = services.resubscribe(self.subject, self.ip_hash)
        is_subscriber = restored.action == Consent.Action.CONFIRMED
        return HttpResponseSeeOther(reverse("newsletter:restored" if is_subscriber else "newsletter:sent"))

    def dead(self, error: LinkError) -> HttpResponse:
        text = _("Something else has happened since. If you would like to get the newsletter, sign up once more.")
        return self.problem(_("This can no longer be undone"), text, GONE, **self.way_back())

    def way_back(self) -> dict[str, Any]:
        return way_to_sign_up()


class RestoredView(MessageView):
    heading = gettext_lazy("All is as it was")
    text = gettext_lazy("You are on our list again.")
