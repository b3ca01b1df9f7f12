from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.blocks import CardChooserBlock, StoryBlock
from core.markdown import Writer, plain, together


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

    def to_markdown(self, value: Any, writer: Writer) -> str:
        page = value.get("page")
        if not page or not page.is_published:
            return ""
        title = writer.link(page.title, page.get_full_url(writer.request))
        return together([plain(value.get("note") or gettext("Read also")), title])


class ArticleBodyBlock(StoryBlock):
    """The body of an article."""

    related_article = RelatedArticleBlock()
