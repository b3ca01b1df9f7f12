"""Fields of the forms that readers fill in."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.addresses import MAXIMUM_LENGTH, normalise
from core.stamps import Stamp


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


class LinesField(forms.CharField):
    """Several lines. The end of each is one character, as it is to the browser's own limit (HTML, section 4.10.11)."""

    widget = forms.Textarea(attrs={"rows": 6})

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class PlainHiddenInput(forms.HiddenInput):
    """Written out here: through its three templates, Django's takes a twentieth of the time of an article."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        text = self.format_value(value)
        shown = flatatt({"value": text} if text else {}), flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<input type="hidden" name="{}"{}{}>', name, *shown)


class QuietField(forms.CharField):
    """A hidden field that never has an error, since its reader could not mend it."""

    widget = PlainHiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> str:
        return str(value or "").replace("\x00", "")


class StampField(QuietField):
    """The stamp that went out with the form. Shown again beside other words than its own, a form gets a new one."""

    stamp: Stamp

    def bound_data(self, data: Any, initial: Any) -> str:
        sent = Stamp.read(str(data or ""))
        if sent and sent.says_the_same_as(self.stamp):
            return str(data)
        return self.stamp.in_place_of(sent).sign()


class TrapInput(forms.TextInput):
    """A field that people neither see nor reach. It counts as hidden, so it stands where the hidden fields do."""

    is_hidden = True

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        attrs = {**(attrs or {}), "tabindex": "-1", "autocomplete": "off"}
        return format_html(
            '<div class="visually-hidden" aria-hidden="true"><label for="{}">{}</label>{}</div>',
            attrs.get("id", ""),
            _("Leave this field empty"),
            super().render(name, value, attrs, renderer),
        )
