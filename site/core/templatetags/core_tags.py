"""Formatting for every template. Nothing here asks the database."""

import json
from typing import Any

from django import template
from django.core.files.storage import default_storage
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from core.images import want
from core.models import SiteImage

register = template.Library()
SCRIPT_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}
MIME_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}


@register.inclusion_tag("components/picture.html")
def responsive_image(
    image: SiteImage | None,
    shape: str,
    sizes: str = "100vw",
    alt: str = "",
    loading: str = "lazy",
    classname: str = "",
) -> dict[str, Any]:
    """A `<picture>` in AVIF, WebP and JPEG from the ready renditions, else the original (see `core.images`)."""
    context: dict[str, Any] = {"image": image, "sizes": sizes, "alt": alt, "loading": loading, "classname": classname}
    if image is None:
        return context
    sources = image.ready_sources(shape)
    if not sources:
        want(image, shape)
        return {**context, "fallback": {"url": image.file.url, "width": image.width, "height": image.height}}
    *modern, (_, jpegs) = [(name, sources[name]) for name in MIME_TYPES if name in sources]
    name, width, height = jpegs[-1] if len(jpegs) < 3 else jpegs[1]
    return {
        **context,
        "sources": [{"type": MIME_TYPES[name], "srcset": srcset(files)} for name, files in modern],
        "fallback": {
            "url": default_storage.url(name),
            "width": width,
            "height": height,
            "srcset": srcset(jpegs) if len(jpegs) > 1 else "",
        },
    }


def srcset(files: list[list[Any]]) -> str:
    return ", ".join(f"{default_storage.url(name)} {width}w" for name, width, _ in files)


@register.simple_tag(takes_context=True)
def shared_picture(context: Context, *images: SiteImage | None) -> str:
    """The absolute address of the first of these pictures that there is."""
    image = next(filter(None, images), None)
    return social_image_url(image, context["request"].build_absolute_uri("/")) if image else ""


def social_image_url(image: SiteImage | None, base_url: str) -> str:
    """The absolute address of the picture for shared links; the original until its rendition is ready."""
    if image is None:
        return ""
    if not image.ready_sources("social"):
        want(image, "social")
    url = image.url_in("social")
    return url if url.startswith("http") else f"{base_url.rstrip('/')}{url}"


@register.filter
def json_ld(data: list[dict[str, Any]]) -> SafeString:
    """Structured data as one JSON-LD graph, safe within a script element."""
    graph = {"@context": "https://schema.org", "@graph": data}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(SCRIPT_ESCAPES))  # noqa: S308 (what could end the script element is escaped)
