from core.blocks.base import SteadyStreamBlock
from core.blocks.kept import REMAINDER, PreformattedBlock, RemainderBlock
from core.blocks.languages import SiteWordsBlock, WordsBlock
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
    "REMAINDER",
    "CardChooserBlock",
    "EmbedBlock",
    "HeadingBlock",
    "KeyTakeawaysBlock",
    "LinkBlock",
    "LinkColumnBlock",
    "OfferBlock",
    "PictureBlock",
    "PreformattedBlock",
    "PullQuoteBlock",
    "QuestionsBlock",
    "RemainderBlock",
    "RichTextBlock",
    "SiteWordsBlock",
    "SteadyStreamBlock",
    "StoryBlock",
    "TableBlock",
    "WordsBlock",
    "number_anchors",
]
