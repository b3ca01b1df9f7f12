"""What every form that readers fill in shares."""

from collections.abc import Hashable
from typing import Any

from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.fields import QuietField, StampField, TrapInput
from core.stamps import Stamp

MOST_KEPT = 100  # In each process.
fresh_fields: dict[Hashable, SafeString] = {}


class ReaderForm(forms.Form):
    """A stamp, a trap, and fields that a page shows to all of its readers alike."""

    stamp = StampField()
    homepage = QuietField(widget=TrapInput)

    def __init__(self, *args: Any, stamp: Stamp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.own_stamp = stamp
        field: Any = self.fields["stamp"]
        field.stamp, field.initial = stamp, stamp.sign

    def as_fields(self) -> SafeString:
        """The stamp, then all else, which is made once of the same values as long as nobody has filled it in."""
        return self["stamp"].as_widget() + (self.all_else() if self.is_bound or settings.DEBUG else self.fresh())

    def fresh(self) -> SafeString:
        look = self.look()
        if look not in fresh_fields:
            if len(fresh_fields) >= MOST_KEPT:
                fresh_fields.clear()
            fresh_fields[look] = self.all_else()
        return fresh_fields[look]

    def all_else(self) -> SafeString:
        return render_to_string("components/form_fields.html", {"form": self})

    def look(self) -> Hashable:
        """Equal for forms whose fields look the same."""
        fields = [look_of(name, field) for name, field in self.fields.items() if name != "stamp"]
        return self.auto_id, get_language(), repr(self.initial), *fields


def look_of(name: str, field: forms.Field) -> Hashable:
    widget = field.widget
    values = repr((widget.attrs, field.initial, getattr(widget, "choices", None)))
    return name, type(field), type(widget), field.required, str(field.label), str(field.help_text), values
