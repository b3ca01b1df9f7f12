"""The vocabulary of an article, and the blocks in it that point at other pages."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page, get_page_models

from core.blocks.base import SteadyStreamBlock
from core.blocks.kept import PreformattedBlock, RemainderBlock
from core.blocks.links import CardChooserBlock
from core.blocks.media import EmbedBlock, PictureBlock
from core.blocks.text import (
    DividerBlock,
    HeadingBlock,
    KeyTakeawaysBlock,
    PullQuoteBlock,
    QuestionsBlock,
    RichTextBlock,
    TableBlock,
)
from core.markdown import Writer, plain, together
from core.offers import Offer


class OfferChooserBlock(CardChooserBlock):
    """Chooses among page types marked as `Offer`, whatever layer they come from."""

    @cached_property
    def target_models(self) -> list[type[Page]]:
        return [model for model in get_page_models() if issubclass(model, Offer)]


class OfferBlock(blocks.StructBlock):
    """The card of a guidebook within a text or among the sections of a page, with or without its form."""

    page = OfferChooserBlock(label=_("Guidebook"))
    text = blocks.CharBlock(label=_("Words above it"), required=False, max_length=200)
    with_form = blocks.BooleanBlock(
        label=_("Show the form here"), required=False, help_text=_("Else only the card, which leads to the form.")
    )

    class Meta:
        icon = "download"
        label = _("Guidebook")
        group = _("Links")
        description = _("The card of a guidebook, with its form or leading to it")
        template = "blocks/guidebook.html"
        preview_value = {"text": "A card stands here once a guidebook is chosen."}

    def to_markdown(self, value: Any, writer: Writer) -> str:
        page = value.get("page")
        if not page or not page.is_published:
            return ""
        title = writer.link(page.title, page.get_full_url(writer.request))
        return together([plain(value.get("text")), title, plain(page.standfirst)])


class StoryBlock(SteadyStreamBlock):
    """What an article's body is made of; `articles` adds the related article."""

    paragraph = RichTextBlock()
    heading = HeadingBlock()
    image = PictureBlock()
    pull_quote = PullQuoteBlock()
    key_takeaways = KeyTakeawaysBlock()
    table = TableBlock()
    embed = EmbedBlock()
    questions = QuestionsBlock()
    guidebook = OfferBlock()
    divider = DividerBlock()
    preformatted = PreformattedBlock()
    remainder = RemainderBlock()

    class Meta:
        required = False

    def to_markdown(self, value: Any, writer: Writer) -> str:
        """The whole story: each kind of block says how it reads."""
        return together(child.block.to_markdown(child.value, writer) for child in value)
