"""What staff fill in."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import WagtailAdminFormPageForm

from core.page_forms import BasePageForm
from newsletter.forms import RESERVED_NAMES
from newsletter.models.guidebooks import GuidebookFile


class GuidebookFileForm(forms.ModelForm):
    """A file uploaded while a guidebook's page is written, whose own fields must not be called alike."""

    prefix = "guidebook-file"

    class Meta:
        model = GuidebookFile
        fields = ["title", "version", "file", "page_count"]
        widgets = {"file": forms.FileInput}


class GuidebookPageForm(BasePageForm, WagtailAdminFormPageForm):
    """Keeps marketing's fields from being called what the form itself already asks for or needs."""

    def clean(self) -> dict[str, object]:
        cleaned_data = super().clean()
        for form in self.formsets["form_fields"].forms if "form_fields" in self.formsets else []:
            label = form.cleaned_data.get("label") if form.is_valid() else None
            if not label or form.cleaned_data.get("DELETE"):
                continue
            name = form.instance.clean_name or form.instance.get_field_clean_name()
            if name == "email":
                form.add_error("label", _("The e-mail address is always asked for, and first. Choose another label."))
            elif name in RESERVED_NAMES:
                form.add_error("label", _("The form itself uses this name. Choose another label."))
            elif not name:
                form.add_error("label", _("A label needs at least one letter."))
        return cleaned_data
