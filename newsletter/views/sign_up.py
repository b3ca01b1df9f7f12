"""Signing up for the newsletter, from a form that stands anywhere on the site."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.limits import TooMuchHeldError
from core.responses import HttpResponseSeeOther, asked_to_wait
from newsletter import intake
from newsletter.forms import SignUpForm
from newsletter.models import NewsletterSettings
from newsletter.views.base import MessageView, PrivateView, settings_of


class SignUpView(PrivateView):
    settings: NewsletterSettings

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        settings = settings_of(request)
        if settings is None or not settings.enabled:
            raise Http404("Nobody can sign up just now.")
        self.settings = settings
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        """The same answer for an address that we know and one that we do not."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=400)
        try:
            intake.take_in(request, form, locale=get_language() or "", double_opt_in=self.settings.double_opt_in)
        except TooMuchHeldError as error:
            return asked_to_wait(error, form, self.show)
        return HttpResponseSeeOther(reverse("newsletter:sign_up_thanks"))

    def form(self, data: Any = None) -> SignUpForm:
        return SignUpForm(data, wording=self.settings.wording)

    def show(self, form: SignUpForm, status: int = 200) -> HttpResponse:
        return self.page(
            "sign_up",
            self.settings.heading,
            self.settings.text,
            status,
            form=form,
            action=self.request.path,
            button_label=self.settings.button_label,
            placement="page",
        )


class SignUpThanksView(MessageView):
    """The same for every address, though one that left is asked by mail where others are on the list at once."""

    heading: Any = gettext_lazy("One more press")
    text: Any = gettext_lazy("We have sent you a mail with a link. Press the button there, and you are on the list.")

    def get(self, request: HttpRequest) -> HttpResponse:
        settings = settings_of(request)
        if settings and not settings.double_opt_in:
            self.heading = _("Thank you")
            self.text = _("We have sent you a mail that says how things stand, and how you can leave.")
        return super().get(request)
