"""What readers fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import BaseForm, FormBuilder
from wagtail.contrib.forms.models import AbstractFormField

from newsletter.addresses import MAXIMUM_LENGTH, normalise
from newsletter.tokens import read_wording, sign_wording

PLACEMENT_LENGTH = 40
LONGEST_LINE = 255
LONGEST_TEXT = 5000
# Names that the form itself uses, or that what is made of it would overwrite.
RESERVED_NAMES = {
    "email",
    "newsletter",
    "consent",
    "placement",
    "wording",
    "thanks",
    "stamp",
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


class AddressField(forms.EmailField):
    """An e-mail address, in its normal form once it is cleaned."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail address"))
        kwargs.setdefault("error_messages", {"required": _("Enter your e-mail address.")})
        kwargs.setdefault("max_length", MAXIMUM_LENGTH)
        super().__init__(**kwargs)
        # The text is checked once it is normal: as typed, an address in another script would be refused.
        self.validators = []
        self.widget.attrs.update({"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"})

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return normalise(text) if text else text


class OneLineField(forms.CharField):
    """A text without line breaks, even if someone sends some."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class QuietField(forms.CharField):
    """A hidden field that never has an error, since its reader could not mend it; what is wrong becomes empty."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class PlacementField(QuietField):
    """Where on the site the form stood."""

    def clean(self, value: Any) -> str:
        text = str(value or "")[:PLACEMENT_LENGTH]
        return text if text.replace("-", "").replace("_", "").isalnum() and text.isascii() else ""


class HiddenAnswerField(QuietField):
    """A value of the page's own that comes back with the form."""

    def clean(self, value: Any) -> str:
        return " ".join(str(value or "").replace("\x00", "").split())[:LONGEST_LINE]


class WordingField(QuietField):
    """The words that stood beside the consent box, signed, since a page may be older than the settings."""

    def clean(self, value: Any) -> str:
        return read_wording(str(value or "")) or ""


class ConsentMixin(forms.Form):
    """What forms with a consent box share: the wording shown is the wording recorded."""

    current_wording = ""
    consent_name = ""

    @property
    def agreed_wording(self) -> str:
        """The words that the reader ticked, or an empty string for a box left alone."""
        if not self.cleaned_data.get(self.consent_name):
            return ""
        return self.cleaned_data.get("wording") or self.current_wording


class SignUpForm(ConsentMixin):
    """An address and an unticked box, without which there is nothing to do."""

    email = AddressField()
    consent = forms.BooleanField(error_messages={"required": _("Tick the box if you would like to hear from us.")})
    placement = PlacementField(initial="page")
    wording = WordingField()

    consent_name = "consent"

    def __init__(self, *args: Any, wording: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.current_wording = wording
        self.fields["consent"].label = wording
        self.fields["wording"].initial = sign_wording(wording)


class GuidebookForm(ConsentMixin, BaseForm):
    """What every guidebook's form is, before its page adds fields."""

    consent_name = "newsletter"

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered to the fields that marketing added."""
        return {name: value for name, value in self.cleaned_data.items() if name not in RESERVED_NAMES}


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
        return {
            "email": AddressField(),
            **added,
            **consent,
            "placement": PlacementField(initial="page"),
            "wording": WordingField(initial=sign_wording(self.wording) if self.wording else ""),
        }

    def get_form_class(self) -> type[GuidebookForm]:
        form_class: type[GuidebookForm] = type("BuiltGuidebookForm", (GuidebookForm,), self.formfields)
        form_class.current_wording = self.wording
        return form_class

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
