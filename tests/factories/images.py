from io import BytesIO

import factory
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image

from core.models import SiteImage


def picture_bytes(width: int = 60, height: int = 40, kind: str = "JPEG", colour: str = "teal") -> bytes:
    """A real picture of one colour."""
    buffer = BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, kind)
    return buffer.getvalue()


def picture_file(
    name: str = "picture.jpg", width: int = 60, height: int = 40, kind: str = "JPEG", colour: str = "teal"
) -> ContentFile:
    """A picture as it comes with an upload."""
    return ContentFile(picture_bytes(width, height, kind, colour), name=name)


class ImageFactory(factory.django.DjangoModelFactory):
    """A small picture: it is the shapes that are tested, not the time that an AVIF takes."""

    class Meta:
        model = SiteImage

    class Params:
        width = 60
        height = 40
        colour = "teal"

    title = factory.Sequence(lambda number: f"DSC_{number:05}")
    file = factory.LazyAttribute(
        lambda image: ImageFile(picture_file("picture.jpg", image.width, image.height, colour=image.colour))
    )
