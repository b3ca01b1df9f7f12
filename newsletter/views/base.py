"""What the newsletter's own pages share."""

from abc import abstractmethod
from typing import Any, ClassVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.models import Page

from core.http import ip_hash
from core.responses import keep_private
from core.sites import find_site, home_url
from newsletter import tokens
from newsletter.models import GuidebookPage, NewsletterSettings, Person
from newsletter.services import LinkError, LinkExpiredError
from newsletter.tokens import Purpose

NOT_FOUND, GONE = 404, 410


class PrivateView(View):
    """A page that no cache keeps and no search engine lists."""

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        keep_private(response)
        return response

    def page(self, template: str, heading: Any, text: Any, status: int = 200, **context: Any) -> HttpResponse:
        context = {"heading": heading, "text": text, "meta_title": heading, "no_index": True, **context}
        return render(self.request, f"newsletter/{template}.html", context, status=status)

    def problem(self, heading: str, text: str, status: int, **context: Any) -> HttpResponse:
        """Says why a link does nothing, and where to go from here."""
        return self.page("link_problem", heading, text, status, **context)


class MessageView(PrivateView):
    """Says that something is done. The same for every reader, and so no proof of anything."""

    http_method_names = ["get", "head", "options"]
    heading: Any
    text: Any

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(
            "message", self.heading, self.text, link_url=home_url(request), link_label=_("To the front page")
        )


class LinkView(PrivateView):
    """A page that a mailed link opens. GET and HEAD only show it; its one button acts, by POST.

    No login and no cookie: whoever holds the token holds the mail. What a `LinkError` says of the link, `dead` tells
    the reader; `forged` speaks of links that we never made, or whose row is gone.
    """

    purpose: ClassVar[Purpose]
    model: ClassVar[type[Model]]
    # Whether a link that is merely too old may do this: it says where a new one goes.
    takes_expired = False
    subject: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.find(kwargs["token"])
            return super().dispatch(request, *args, **kwargs)
        except tokens.ForgedError:
            response = self.forged()
        except LinkError as error:
            response = self.dead(error)
        keep_private(response)
        return response

    def find(self, token: str) -> None:
        """Sets `subject` to the row that the token names, as long as it belongs to the address that was written to."""
        is_expired = False
        try:
            claim = tokens.read(self.purpose, token)
        except tokens.ExpiredError as error:
            claim, is_expired = error.claim, True
        self.subject = self.model._default_manager.filter(uuid=claim.uuid).first()
        if self.subject is None or not claim.is_for(self.address):
            self.subject = None
            raise tokens.ForgedError
        if is_expired and not self.takes_expired:
            raise LinkExpiredError

    @property
    def address(self) -> str:
        """Whose the row is now; empty when they were erased, for which no link was ever made."""
        person = self.subject if isinstance(self.subject, Person) else self.subject.person
        return person.email if person else ""

    def forged(self) -> HttpResponse:
        text = _("Perhaps a part of the address was lost on the way. Try the button in the mail once more.")
        return self.problem(_("This link leads nowhere"), text, NOT_FOUND, **self.way_back())

    @abstractmethod
    def dead(self, error: LinkError) -> HttpResponse:
        """What a reader is told of a link that is ours and does nothing any more."""

    def way_back(self) -> dict[str, Any]:
        return {"link_url": home_url(self.request), "link_label": _("To the front page")}

    @property
    def ip_hash(self) -> str:
        return ip_hash(self.request)


def settings_of(request: HttpRequest) -> NewsletterSettings | None:
    """As readers are told them: in the language of the address."""
    return NewsletterSettings.for_request(request) if find_site(request) else None


def way_to_sign_up() -> dict[str, Any]:
    return {"link_url": reverse("newsletter:sign_up"), "link_label": _("To the sign-up form")}


def way_to_guidebook(request: HttpRequest, page: Page | None = None) -> dict[str, Any]:
    """A link to the form of this guidebook, else of the one on offer, else of any."""
    settings = settings_of(request)
    guidebook = page if page and page.live else (settings.offered_guidebook if settings else None)
    guidebook = guidebook or GuidebookPage.objects.published_in(find_site(request)).first()
    if guidebook is None:
        return {"link_url": home_url(request), "link_label": _("To the front page")}
    return {"link_url": guidebook.get_url(request) or "/", "link_label": _("To the guidebook’s form")}
