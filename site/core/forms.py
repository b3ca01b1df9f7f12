"""Forms of the admin that differ from Wagtail's own."""

from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from core.file_kinds import kind_of


class WholeImageField(WagtailImageField):
    """Refuses a picture that breaks off in its header, which Wagtail's own field leaves as an error of Pillow's."""

    def check_image_pixel_size(self, f: UploadedFile) -> None:
        try:
            super().check_image_pixel_size(f)
        except (OSError, SyntaxError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error


class SiteImageForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if given := self.fields.get("file"):  # Wagtail's form factory names its own field class, whatever Meta says.
            self.fields["file"] = WholeImageField(label=given.label, required=given.required, widget=given.widget)

    class Meta(BaseImageForm.Meta):
        widgets = {**BaseImageForm.Meta.widgets, "use_until": AdminDateInput}


class DocumentForm(BaseDocumentForm):
    """Refuses a document that is not what its name says."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            extension = PurePosixPath(file.name or "").suffix.lower().lstrip(".")
            if kind_of(file) != {"csv": "txt"}.get(extension, extension):
                raise ValidationError(
                    _("The file is called “%(name)s”, but its content is not that of a file of this kind."),
                    params={"name": file.name},
                )
        return file
