from core.blocks.base import SteadyStreamBlock
from core.blocks.links import CardChooserBlock, LinkBlock, LinkColumnBlock
from core.blocks.media import EmbedBlock, PictureBlock
from core.blocks.story import OfferBlock, StoryBlock
from core.blocks.text import (
    HeadingBlock,
    KeyTakeawaysBlock,
    PullQuoteBlock,
    QuestionsBlock,
    RichTextBlock,
    TableBlock,
    number_anchors,
)

__all__ = [
    "CardChooserBlock",
    "EmbedBlock",
    "HeadingBlock",
    "KeyTakeawaysBlock",
    "LinkBlock",
    "LinkColumnBlock",
    "OfferBlock",
    "PictureBlock",
    "PullQuoteBlock",
    "QuestionsBlock",
    "RichTextBlock",
    "SteadyStreamBlock",
    "StoryBlock",
    "TableBlock",
    "number_anchors",
]
