"""A person's own data: seen, taken away, corrected, erased, by a mailed link and without a login."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from articles import comments
from core.addresses import readable
from core.fields import AddressField, OneLineField
from core.http import client_ip
from core.limits import hit
from core.responses import HttpResponseSeeOther
from newsletter import services
from newsletter.archive import archive, facts
from newsletter.models import Consent, Person
from newsletter.services import AddressTakenError, LinkError, LinkExpiredError
from newsletter.timeline import timeline
from newsletter.tokens import Purpose
from newsletter.views.base import GONE, LinkView, MessageView, PrivateView

# How often one network address may ask within an hour, for whomever.
MOST_ASKED = 20

DONE = {
    "name": gettext_lazy("Your name is corrected."),
    "address": gettext_lazy("We have sent a mail to the new address. Press the button in it, and we write there."),
    "pause": gettext_lazy("The newsletter is paused."),
    "resume": gettext_lazy("The newsletter comes again."),
    "unsubscribe": gettext_lazy("You are unsubscribed."),
    "undo": gettext_lazy("All is as it was."),
    "late": gettext_lazy("That can no longer be undone. To get the newsletter, sign up once more."),
    "asked": gettext_lazy("You have asked again. We have sent you a mail with the link that confirms it."),
}


class MyDataRequestForm(forms.Form):
    email = AddressField()


class NameForm(forms.Form):
    name = OneLineField(label=pgettext_lazy("person", "Name"), max_length=200, required=False)


class MyDataRequestView(PrivateView):
    """Asks for the address. The answer is the same whether we know it or not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=400)
        if hit(f"my-data:{client_ip(request)}", MOST_ASKED, timedelta(hours=1)):
            services.ask_for_data(form.cleaned_data["email"])
        return HttpResponseSeeOther(reverse("newsletter:my_data_sent"))

    def form(self, data: Any = None) -> MyDataRequestForm:
        return MyDataRequestForm(data, auto_id="my-data-%s", label_suffix="")

    def show(self, form: MyDataRequestForm, status: int = 200) -> HttpResponse:
        return self.page(
            "my_data_request",
            _("Your data"),
            _("See, take away, correct or erase all that we hold about you, and pause or leave the newsletter."),
            status,
            form=form,
            form_action=self.request.path,
        )


class MyDataSentView(MessageView):
    heading = gettext_lazy("Look into your mailbox")
    text = gettext_lazy(
        "If we hold anything about this address, a mail with a link has gone to it. The link is good for an hour. "
        "Where we hold nothing, no mail comes."
    )


class MyDataErasedView(MessageView):
    heading = gettext_lazy("All of it is gone")
    text = gettext_lazy(
        "We hold nothing about you any more, save a mark that does not say who you are: it keeps us from ever writing "
        "to this address unasked."
    )


class MyDataLinkView(LinkView):
    purpose = Purpose.MY_DATA
    model = Person
    subject: Person

    def dead(self, error: LinkError) -> HttpResponse:
        text = _("For your safety these links are good for an hour. We gladly send you another.")
        return self.problem(_("This link has expired"), text, GONE, **self.way_back())

    def way_back(self) -> dict[str, Any]:
        return {"link_url": reverse("newsletter:my_data"), "link_label": _("Send me a new link")}

    @property
    def own_url(self) -> str:
        return reverse("newsletter:my-data", args=[self.kwargs["token"]])

    def show(self, name_form: NameForm | None = None, address_form: Any = None, status: int = 200) -> HttpResponse:
        person = self.subject
        withdrawal = person.consents.filter(action=Consent.Action.WITHDRAWN).first()
        return self.page(
            "my_data",
            _("What we hold about you"),
            _("This page opens for an hour, and for nobody without the link in your mail."),
            status,
            own_url=self.own_url,
            person=person,
            facts=facts(person),
            timeline=timeline(person),
            comments=comments.of_address(person.email),
            is_paused=bool(person.paused_until and person.paused_until > timezone.localdate()),
            can_undo=bool(withdrawal and services.can_undo(withdrawal)),
            name_form=name_form or self.name_form(),
            address_form=address_form or self.address_form(),
            done=DONE.get(self.request.GET.get("done", "")),
        )

    def name_form(self, data: Any = None) -> NameForm:
        return NameForm(data, initial={"name": self.subject.name}, auto_id="name-%s", label_suffix="")

    def address_form(self, data: Any = None) -> MyDataRequestForm:
        return MyDataRequestForm(data, auto_id="address-%s", label_suffix="")


class MyDataView(MyDataLinkView):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.show()


class MyDataActionView(MyDataLinkView):
    """Each button of the page sends to an address of its own; to open one only leads back to the page."""

    def get(self, request: HttpRequest, token: str, action: str) -> HttpResponse:
        return HttpResponseSeeOther(self.own_url)

    def post(self, request: HttpRequest, token: str, action: str) -> HttpResponse:
        actions: dict[str, Callable[[], HttpResponse]] = {
            "download": self.download,
            "name": self.correct_name,
            "address": self.ask_for_new_address,
            "pause-1": lambda: self.pause(1),
            "pause-3": lambda: self.pause(3),
            "resume": self.resume,
            "unsubscribe": self.unsubscribe,
            "undo": self.undo,
        }
        if action not in actions:
            raise Http404("There is no such button.")
        return actions[action]()

    def done(self, what: str) -> HttpResponse:
        return HttpResponseSeeOther(f"{self.own_url}?done={what}")

    def download(self) -> HttpResponse:
        services.note_fetched(self.subject)
        name = f"my-data-{timezone.localdate().isoformat()}.zip"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(archive(self.subject), content_type="application/zip", headers=headers)

    def correct_name(self) -> HttpResponse:
        form = self.name_form(self.request.POST)
        if not form.is_valid():
            return self.show(name_form=form, status=400)
        services.rename(self.subject, form.cleaned_data["name"])
        return self.done("name")

    def ask_for_new_address(self) -> HttpResponse:
        form = self.address_form(self.request.POST)
        if not form.is_valid():
            return self.show(address_form=form, status=400)
        services.ask_for_new_address(self.subject, form.cleaned_data["email"])
        return self.done("address")

    def pause(self, months: int) -> HttpResponse:
        services.pause(self.subject, months)
        return self.done("pause")

    def resume(self) -> HttpResponse:
        services.resume(self.subject)
        return self.done("resume")

    def unsubscribe(self) -> HttpResponse:
        services.unsubscribe(self.subject, self.ip_hash, placement="my-data")
        return self.done("unsubscribe")

    def undo(self) -> HttpResponse:
        withdrawal = self.subject.consents.filter(action=Consent.Action.WITHDRAWN).first()
        if withdrawal is None:
            return self.done("late")
        try:
            restored = services.resubscribe(withdrawal, self.ip_hash)
        except LinkError:
            return self.done("late")
        return self.done("undo" if restored.action == Consent.Action.CONFIRMED else "asked")


class EraseView(MyDataLinkView):
    """Asks once more, since nothing brings it back; one press there erases."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page(
            "my_data_erase",
            _("Erase everything?"),
            _("Your address, name, answers, requests, consents and mails go for good, and no link of ours works on."),
            action=request.path,
            button_label=_("Erase all of it"),
            link_url=self.own_url,
            link_label=_("Keep it"),
        )

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        services.erase_oneself(self.subject)
        return HttpResponseSeeOther(reverse("newsletter:my_data_erased"))


class ChangeAddressView(LinkView):
    """The page behind the mail to a new address."""

    purpose = Purpose.CHANGE_ADDRESS
    model = Person
    subject: Person

    @property
    def address(self) -> str:
        """What the mail went to: it waits there, or has become the address."""
        return self.subject.pending_email or self.subject.email

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        services.check_new_address(self.subject)
        text = _("Somebody, we hope you, would like what we send them to come to %(address)s from now on.")
        return self.page(
            "message",
            _("Is this your new address?"),
            text % {"address": readable(self.address)},
            action=request.path,
            button_label=_("Yes, write to me here"),
        )

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        services.change_address(self.subject)
        return HttpResponseSeeOther(reverse("newsletter:address_changed"))

    def dead(self, error: LinkError) -> HttpResponse:
        if isinstance(error, LinkExpiredError):
            heading, text = _("This link has expired"), _("It was good for a day. Ask for the change once more.")
        elif isinstance(error, AddressTakenError):
            heading = _("We know this address already")
            text = _("What we hold under both cannot become one by itself. Erase one of them, or write to us.")
        else:
            heading, text = _("This link has been used"), _("We write to you at this address already.")
        return self.problem(heading, text, GONE, **self.way_back())

    def way_back(self) -> dict[str, Any]:
        return {"link_url": reverse("newsletter:my_data"), "link_label": _("To your data")}


class AddressChangedView(MessageView):
    heading = gettext_lazy("Your address is changed")
    text = gettext_lazy("From now on we write to you here. Links in earlier mails do not work any more.")
