"""The picture that networks show with a shared link, and what a card that is drawn for it says (`core.cards`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.images import want
from core.models.images import SiteImage

if TYPE_CHECKING:
    from core.models.cards import SocialCard

WIDTH, HEIGHT = 1200, 630  # https://developers.facebook.com/docs/sharing/webmasters/images/


@dataclass(frozen=True)
class SharedPicture:
    """`url` is absolute."""

    url: str
    width: int
    height: int
    alt: str = ""


@dataclass(frozen=True)
class CardText:
    """What a card says and shows: `topic` chooses the motif where there is no picture, `seed` its tone."""

    title: str
    eyebrow: str = ""
    byline: str = ""
    picture: SiteImage | None = None
    topic: int | None = None
    seed: int = 0


def picture_of_image(image: SiteImage | None, base_url: str, alt: str = "") -> SharedPicture | None:
    """The picture cut for sharing; the original until that is ready."""
    if image is None:
        return None
    sources = image.ready_sources("social")
    if not sources:
        want(image, "social")
    width, height = sources["jpeg"][-1][1:] if sources else (image.width, image.height)
    return SharedPicture(absolute(image.url_in("social"), base_url), width, height, alt or image.default_alt_text)


def picture_of_card(card: SocialCard, base_url: str, alt: str) -> SharedPicture:
    return SharedPicture(absolute(card.file.url, base_url), WIDTH, HEIGHT, alt)


def image_object(picture: SharedPicture) -> dict[str, Any]:
    """https://schema.org/ImageObject"""
    data = {"@type": "ImageObject", "url": picture.url, "width": picture.width, "height": picture.height}
    return {**data, "caption": picture.alt} if picture.alt else data


def absolute(url: str, base_url: str) -> str:
    return url if url.startswith("http") else f"{base_url.rstrip('/')}{url}"
