"""Words of the settings in a further language; the names are those of the fields that they stand in for."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.blocks.base import SteadyStreamBlock
from core.blocks.links import LinkColumnBlock
from core.languages import language_choices


class WordsBlock(blocks.StructBlock):
    """What is left empty is said in the site's own language."""

    language = blocks.ChoiceBlock(label=_("Language"), choices=language_choices)

    class Meta:
        icon = "globe"
        label = _("Words")
        group = _("Text")
        description = _("What readers of this language read; what is empty stays as it is")
        preview_value = {"language": "pl"}


class SiteWordsBlock(WordsBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=80, required=False)
    tagline = blocks.CharBlock(label=_("Tagline"), max_length=160, required=False)
    masthead_label = blocks.CharBlock(label=_("Masthead action"), max_length=40, required=False)
    footer_columns = SteadyStreamBlock([("column", LinkColumnBlock())], label=_("Footer columns"), required=False)
    footer_note = blocks.TextBlock(label=_("Footer note"), required=False)
    organisation_description = blocks.TextBlock(label=_("Description of the organisation"), required=False)
