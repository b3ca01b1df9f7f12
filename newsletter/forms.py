"""What readers fill in."""

from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import BaseForm, FormBuilder
from wagtail.contrib.forms.models import AbstractFormField
from wagtail.models import Page

from core.fields import AddressField, OneLineField, QuietField, StampField
from core.reader_forms import ReaderForm
from core.stamps import Stamp
from newsletter.stamps import NEWSLETTER

LONGEST_LINE = 255
LONGEST_TEXT = 5000
# Names that the form itself uses, or that what is made of it would overwrite.
RESERVED_NAMES = {
    "email",
    "newsletter",
    "consent",
    "placement",
    "shown_on",
    "thanks",
    "stamp",
    "homepage",
    "first_touch",
    "last_touch",
    "person",
    "page",
    "submit_time",
    "csrfmiddlewaretoken",
}
# What marketing may call a field, and what browsers call it (WCAG 1.3.5).
AUTOCOMPLETE = {
    "name": "name",
    "full_name": "name",
    "your_name": "name",
    "first_name": "given-name",
    "last_name": "family-name",
    "organisation": "organization",
    "organization": "organization",
    "company": "organization",
    "job_title": "organization-title",
    "role": "organization-title",
    "phone": "tel",
    "telephone": "tel",
    "phone_number": "tel",
    "website": "url",
    "country": "country-name",
    "city": "address-level2",
    "town": "address-level2",
}


class HiddenAnswerField(QuietField):
    """A value of the page's own that comes back with the form."""

    def clean(self, value: Any) -> str:
        return " ".join(super().clean(value).split())[:LONGEST_LINE]


class FetchedStampField(StampField):
    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Tells `forms.js` where to fetch a stamp for its reader alone."""
        return {"data-stamps": reverse_lazy("newsletter:stamp")}


class StampedForm(ReaderForm):
    """What the forms that ask for an address share: the way that led to the form, which a script may fill in.

    The wording recorded is the one in the stamp: whatever has been published since, it is what the reader saw.
    """

    stamp = FetchedStampField()
    first_touch = QuietField()
    last_touch = QuietField()

    consent_name = ""

    @cached_property
    def sent_stamp(self) -> Stamp | None:
        """The stamp that came back, if it is one of this form."""
        sent = Stamp.read(self.cleaned_data["stamp"])
        return sent if sent and sent.form == self.own_stamp.form else None

    @property
    def agreed_wording(self) -> str:
        """The words that the reader ticked: nothing for a box left alone, or without proof of what stood beside it."""
        is_ticked = self.cleaned_data.get(self.consent_name)
        return self.sent_stamp.wording if is_ticked and self.sent_stamp else ""

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered to the fields that marketing added."""
        return {name: value for name, value in self.cleaned_data.items() if name not in RESERVED_NAMES}


class SignUpForm(StampedForm):
    """An address and an unticked box, without which there is nothing to do."""

    email = AddressField()
    consent = forms.BooleanField(error_messages={"required": _("Tick the box if you would like to hear from us.")})

    consent_name = "consent"

    def __init__(
        self, *args: Any, wording: str, placement: str = "page", shown_on: Page | None = None, **kwargs: Any
    ) -> None:
        revision = shown_on.live_revision_id if shown_on else None
        stamp = Stamp(NEWSLETTER, wording, revision, placement, shown_on.pk if shown_on else None)
        kwargs.setdefault("auto_id", f"sign-up--{placement}-%s")
        super().__init__(*args, stamp=stamp, **kwargs)
        self.fields["consent"].label = wording


class GuidebookForm(StampedForm, BaseForm):
    """What every guidebook's form is, before its page adds fields."""

    consent_name = "newsletter"


class GuidebookFormBuilder(FormBuilder):
    """The fields that marketing arranged, between the address and the newsletter's own box."""

    def __init__(self, fields: Any, wording: str = "") -> None:
        super().__init__(fields)
        self.wording = wording

    @property
    def formfields(self) -> dict[str, forms.Field]:
        added = {name: field for name, field in super().formfields.items() if name and name not in RESERVED_NAMES}
        for name, field in added.items():
            if name in AUTOCOMPLETE:
                field.widget.attrs["autocomplete"] = AUTOCOMPLETE[name]
        consent = {"newsletter": forms.BooleanField(label=self.wording, required=False)} if self.wording else {}
        return {"email": AddressField(), **added, **consent}

    def get_form_class(self) -> type[GuidebookForm]:
        return type("BuiltGuidebookForm", (GuidebookForm,), self.formfields)

    def create_singleline_field(self, field: AbstractFormField, options: dict[str, Any]) -> forms.Field:
        return OneLineField(**{**options, "max_length": LONGEST_LINE})

    def create_multiline_field(self, field: AbstractFormField, options: dict[str, Any]) -> forms.Field:
        return forms.CharField(**{**options, "max_length": LONGEST_TEXT, "widget": forms.Textarea(attrs={"rows": 4})})

    def create_number_field(self, field: AbstractFormField, options: dict[str, Any]) -> forms.Field:
        return forms.DecimalField(**{**options, "max_digits": 20})

    def create_hidden_field(self, field: AbstractFormField, options: dict[str, Any]) -> forms.Field:
        return HiddenAnswerField(label=options["label"], initial=options["initial"])

    def create_dropdown_field(self, field: AbstractFormField, options: dict[str, Any]) -> forms.Field:
        """Opens on no choice, so that nobody chooses the first by leaving it."""
        nothing = [] if field.default_value else [("", _("Choose one"))]
        return forms.ChoiceField(**{**options, "choices": [*nothing, *self.get_formatted_field_choices(field)]})

    def create_date_field(self, field: AbstractFormField, options: dict[str, Any]) -> forms.Field:
        return forms.DateField(**{**options, "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")})

    def create_datetime_field(self, field: AbstractFormField, options: dict[str, Any]) -> forms.Field:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        return forms.DateTimeField(**{**options, "widget": widget})
