"""Forms of the admin that differ from Wagtail's own."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


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
