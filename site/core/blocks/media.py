"""Blocks made of pictures and films."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from core.markdown import Writer, plain, together

# Providers whose player address follows from the film's address, so that nothing has to be asked of them beforehand.
PLAYERS = (
    (
        re.compile(
            r"^https://(?:www\.|m\.)?(?:youtube\.com/(?:watch\?(?:.*&)?v=|shorts/)|youtu\.be/)(?P<id>[\w-]{11})"
        ),
        "YouTube",
        "https://www.youtube-nocookie.com/embed/{id}?autoplay=1",
    ),
    (
        re.compile(r"^https://(?:www\.)?vimeo\.com/(?P<id>\d+)"),
        "Vimeo",
        "https://player.vimeo.com/video/{id}?dnt=1&autoplay=1",
    ),
)


class PictureBlock(blocks.StructBlock):
    """A picture in the text, with words of its own for those who cannot see it (WCAG 1.1.1)."""

    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)
    credit = blocks.CharBlock(
        label=_("Credit"), required=False, max_length=160, help_text=_("Empty: the picture's own.")
    )
    width = blocks.ChoiceBlock(
        label=_("Width"),
        choices=[("inline", _("As the text")), ("wide", _("Wider than the text")), ("full", _("The whole screen"))],
        default="inline",
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        group = _("Media")
        description = _("A picture with caption and credit")
        template = "blocks/image.html"
        preview_value = {"caption": "A picture stands here once it is chosen.", "width": "inline"}

    def to_markdown(self, value: Any, writer: Writer) -> str:
        image = value.get("image")
        picture = writer.image(image, image.contextual_alt_text, "inline") if image else ""
        credit = value.get("credit") or (image.credit if image else "")
        return together([picture, plain(" ".join(filter(None, [value.get("caption"), credit and f"({credit})"])))])


class EmbedValue(blocks.StructValue):
    @property
    def player(self) -> tuple[str, str] | None:
        """`(provider, address of the player)`, or None for an address that no player is known for."""
        for pattern, provider, address in PLAYERS:
            if match := pattern.match(self.get("url") or ""):
                return provider, address.format(id=match["id"])
        return None

    @property
    def provider(self) -> str:
        return self.player[0] if self.player else ""

    @property
    def player_url(self) -> str:
        return self.player[1] if self.player else ""


class EmbedBlock(blocks.StructBlock):
    """A film from elsewhere. The page shows our own still; the other host hears of the reader only after a click."""

    url = blocks.URLBlock(label=_("Address of the film"), help_text=_("On YouTube or Vimeo."))
    title = blocks.CharBlock(label=_("Title"), max_length=160, help_text=_("Says what the film shows."))
    poster = ImageChooserBlock(label=_("Still picture"), required=False)
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned.get("url") and not cleaned.player:
            message = _("Give the address of a film on YouTube or Vimeo, such as https://vimeo.com/76979871.")
            raise blocks.StructBlockValidationError({"url": ValidationError(message)})
        return cleaned

    class Meta:
        icon = "media"
        label = _("Film")
        group = _("Media")
        description = _("A film from YouTube or Vimeo, loaded only when a reader asks for it")
        template = "blocks/embed.html"
        value_class = EmbedValue
        preview_value = {"url": "https://vimeo.com/76979871", "title": "A short film", "caption": ""}

    def to_markdown(self, value: Any, writer: Writer) -> str:
        film = writer.link(value.get("title") or value["url"], value["url"]) if value.get("url") else ""
        return together([film, plain(value.get("caption"))])
