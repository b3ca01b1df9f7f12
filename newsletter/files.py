"""What may be given away as a guidebook: the name and the content must say the same."""

from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from core.file_kinds import kind_of

CONTENT_TYPES = {"pdf": "application/pdf", "epub": "application/epub+zip", "zip": "application/zip"}
MAXIMUM_BYTES = 50 * 1024 * 1024


def validate_guidebook_file(file: File) -> None:
    """Refuses a file of another kind, one that is not what its name says, and one that is too large."""
    if getattr(file, "_committed", False):
        return
    extension = PurePosixPath(file.name or "").suffix.lower().lstrip(".")
    if extension not in CONTENT_TYPES:
        raise ValidationError(
            _("A guidebook is a PDF, EPUB or ZIP file; this one is called “%(name)s”."), params={"name": file.name}
        )
    if file.size > MAXIMUM_BYTES:
        raise ValidationError(_("The file is larger than 50 MB."))
    if extension != kind_of(file):
        raise ValidationError(
            _("The file is called “%(name)s”, but its content is not that of a file of this kind."),
            params={"name": file.name},
        )
