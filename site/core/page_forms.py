"""The editor of a page."""

from collections import defaultdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamBlockValidationError
from wagtail.fields import StreamField

from core.publishing import Fault, faults_of


class BasePageForm(WagtailAdminPageForm):
    """Whoever publishes or submits it hears of everything that is still to be seen to."""

    excused_rules = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    asked_rules = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "excused_rules" in self.fields:
            self.fields["excused_rules"].choices = [(rule.code, rule.label) for rule in self.instance.publish_rules]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("excused_rules") and not cleaned.get("excuse", "").strip():
            self.add_error("excuse", _("Say why the page may be published all the same."))
        return cleaned

    def is_valid(self) -> bool:
        """The rules look at the page as a whole, and so only once its fields are in order."""
        if not super().is_valid():
            return False
        if not self.is_deferred_validation and not self.asked_rules:
            self.asked_rules = True
            self.add_faults(faults_of(self.save(commit=False)))
        return not self.errors

    def add_faults(self, faults: list[Fault]) -> None:
        """Puts each beside what it is about: a field, or a block of a stream."""
        messages: dict[str, list[Fault]] = defaultdict(list)
        for fault in faults:
            messages[fault.field if fault.field in self.fields else ""].append(fault)
        for name, found in messages.items():
            if name and isinstance(self.instance._meta.get_field(name), StreamField):
                self.add_error(name, self.errors_of_blocks(name, found))
            else:
                self.add_error(name or None, [fault.message for fault in found])

    def errors_of_blocks(self, name: str, faults: list[Fault]) -> StreamBlockValidationError:
        places = {str(child.id): place for place, child in enumerate(getattr(self.instance, name))}
        by_place: dict[int, list[str]] = defaultdict(list)
        for fault in faults:
            by_place[places[fault.path.split(".")[1]]].append(fault.message)
        return StreamBlockValidationError({place: ValidationError(texts) for place, texts in by_place.items()})
