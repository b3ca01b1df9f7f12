"""Pictures for readers: which renditions each shape needs, and where they are made.

Making an AVIF takes a tenth of a second and more, so a reader's request never does it. A template asks for a shape;
what is ready is shown, and until then the original. The renditions are made by a task after a page is published, which
renders the page with `collecting()` and so learns exactly which shapes it shows (decision 0005).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from core.models.images import SiteImage
from core.page_store.clearing import clear_row

FORMATS = ("avif", "webp", "jpeg")
SHAPES: dict[str, tuple[str, ...]] = {
    "hero": ("fill-360x240", "fill-720x480", "fill-1080x720", "fill-1620x1080"),
    "inline": ("width-400", "width-800", "width-1200", "width-1600"),
    "full": ("width-640", "width-1280", "width-1920"),
    "portrait": ("fill-96x96", "fill-192x192", "fill-480x480"),
    "cover": ("width-240", "width-480", "width-720"),
    "logo": ("max-320x120", "max-640x240"),
    "social": ("fill-1200x630",),
}

Wanted = set[tuple[int, str]]
_wanted: ContextVar[Wanted | None] = ContextVar("wanted_renditions", default=None)


@contextmanager
def collecting() -> Iterator[Wanted]:
    """Gathers `(image id, shape)` for everything asked for within the block that is not ready."""
    wanted: Wanted = set()
    token = _wanted.set(wanted)
    try:
        yield wanted
    finally:
        _wanted.reset(token)


def want(image: SiteImage, shape: str) -> None:
    """Notes that a template lacked this shape, if anyone is collecting."""
    wanted = _wanted.get()
    if wanted is not None:
        wanted.add((image.pk, shape))


def make_sources(image_id: int, shape: str) -> None:
    """Makes the renditions of one shape and records them on the image; does nothing when they are ready."""
    image = SiteImage.objects.get(pk=image_id)
    if image.ready_sources(shape) is not None:
        return
    version = image.version
    made = {format_name: renditions(image, shape, format_name) for format_name in formats(shape)}
    with transaction.atomic():
        image = SiteImage.objects.select_for_update().get(pk=image_id)
        if image.version == version:
            kept = image.sources.get("shapes", {}) if image.sources.get("version") == version else {}
            SiteImage.objects.filter(pk=image_id).update(sources={"version": version, "shapes": {**kept, shape: made}})
            clear_row(SiteImage, image_id)


def formats(shape: str) -> tuple[str, ...]:
    """Social networks read JPEG only."""
    return ("jpeg",) if shape == "social" else FORMATS


def renditions(image: SiteImage, shape: str, format_name: str) -> list[list[str | int]]:
    """`[[file name, width, height], …]` without repeats: a small original yields fewer widths."""
    specs = [f"{operation}|format-{format_name}" for operation in SHAPES[shape]]
    made = image.get_renditions(*specs)
    widths = {made[spec].width: [made[spec].file.name, made[spec].width, made[spec].height] for spec in specs}
    return [widths[width] for width in sorted(widths)]
