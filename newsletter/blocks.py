from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class ContentsItemBlock(blocks.StructBlock):
    """One entry in a guidebook's list of contents."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    text = blocks.TextBlock(label=_("What it says"), required=False, max_length=400)

    class Meta:
        icon = "list-ul"
        label = _("Chapter")
        group = _("Text")
        description = _("A chapter, and what the reader takes from it")
        template = "blocks/contents_item.html"
        preview_value = {"title": "Say what you decided", "text": "And what you decided against."}
