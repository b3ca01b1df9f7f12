"""Formatting for every template. Nothing here asks the database."""

import json
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.footnotes import Footnotes
from core.models import SiteImage
from core.pictures import Picture
from core.sharing import SharedPicture, picture_of_image

register = template.Library()
PICTURES_KEPT = 400  # In each process.
SAFE_IN_DATA = "=:/;,()"  # Which need no escaping between the quotation marks of HTML.
SCRIPT_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


@register.simple_tag
def responsive_image(
    image: SiteImage | None,
    shape: str,
    sizes: str = "100vw",
    alt: str = "",
    loading: str = "lazy",
    classname: str = "",
) -> str:
    """A `<picture>` in AVIF, WebP and JPEG from the ready renditions, else the original (see `core.images`)."""
    if image is None:
        return ""
    render = shown.__wrapped__ if settings.DEBUG else shown
    return render(Picture.of(image, shape), sizes, alt, loading, classname)


@lru_cache(maxsize=PICTURES_KEPT)
def shown(picture: Picture, sizes: str, alt: str, loading: str, classname: str) -> str:
    """Made once of the same values, as the cards of lists are."""
    values = {"picture": picture, "sizes": sizes, "alt": alt, "loading": loading, "classname": classname}
    return render_to_string("components/picture.html", values)


@register.simple_tag
def drawing(collection: str, name: str) -> str:
    """A drawing of `static/img/<collection>.svg`, to stand within an `<svg>`; none if nothing has that name.

    Within the page, since a file of drawings would be one more that a reader's first look waits for.
    """
    return mark_safe(drawings(collection).get(name, ""))  # noqa: S308 (Ours, from a file.)


@register.simple_tag
@cache
def icon(name: str) -> str:
    """One sign of `static/img/icons.svg`; decoration, so the words stand beside it."""
    start = format_html('<svg class="icon icon--{}" viewBox="0 0 24 24" aria-hidden="true">', name)
    return start + drawing("icons", name) + mark_safe("</svg>")


@cache
def drawings(collection: str) -> dict[str, str]:
    file = finders.find(f"img/{collection}.svg")
    _, *found = re.split(r'<(?:symbol|g) id="([^"]+)"[^>]*>', Path(str(file)).read_text(encoding="utf-8"))
    bodies = (re.sub(r"</(?:symbol|g)>\s*(?:</svg>\s*)?$", "", body) for body in found[1::2])
    return dict(zip(found[::2], bodies, strict=True))


@register.simple_tag
@cache
def data_url(name: str) -> str:
    """A small SVG of `static/` as an address that holds it, and so is no request of its own (RFC 2397)."""
    svg = Path(str(finders.find(name))).read_text(encoding="utf-8").strip()
    return f"data:image/svg+xml,{quote(svg, safe=SAFE_IN_DATA)}"


@register.simple_tag
def is_staging() -> bool:
    """Whether this is a copy for trials, which says so on each page."""
    return bool(settings.STAGING)


@register.simple_tag(takes_context=True)
def shared_picture(context: Context, subject: Any, fallback: SiteImage | None = None) -> SharedPicture | None:
    """The picture for shared links of a page or subject; else the fallback, as a picture for sharing too."""
    of_subject = getattr(subject, "shared_picture", None)
    if not (of_subject or fallback):
        return None  # As on an error page, whose request may be for a host that has no addresses.
    base_url = context["request"].build_absolute_uri("/")
    return (of_subject(base_url) if of_subject else None) or picture_of_image(fallback or None, base_url)


@register.filter
def json_ld(data: list[dict[str, Any]]) -> SafeString:
    """Structured data as one JSON-LD graph, safe within a script element."""
    graph = {"@context": "https://schema.org", "@graph": data}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(SCRIPT_ESCAPES))  # noqa: S308 (what could end the script element is escaped)


@register.simple_block_tag(takes_context=True)
def footnoted(context: Context, content: str) -> SafeString:
    """Numbers the footnotes of what stands within, and leaves them as `footnotes` for what follows it."""
    footnotes = Footnotes()
    html = footnotes.numbered(content)
    context["footnotes"] = footnotes.notes
    return html
