from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.blocks import CardChooserBlock, StoryBlock


class RelatedArticleBlock(blocks.StructBlock):
    """One other article, in the middle of a text."""

    page = CardChooserBlock(page_type="articles.ArticlePage", label=_("Article"))
    note = blocks.CharBlock(label=_("Why read it"), required=False, max_length=200)

    class Meta:
        icon = "doc-full"
        label = _("Related article")
        group = _("Links")
        description = _("Sends the reader to one other article")
        template = "blocks/related_article.html"
        preview_value = {"note": "A card stands here once an article is chosen."}


class ArticleBodyBlock(StoryBlock):
    """The body of an article."""

    related_article = RelatedArticleBlock()
