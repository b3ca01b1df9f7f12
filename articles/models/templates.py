from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from articles.blocks import ArticleBodyBlock
from articles.models.articles import ArticlePage
from articles.models.taxonomy import UniqueInLanguage


class ArticleTemplate(UniqueInLanguage, models.Model):
    """What an article of one kind begins with. It is copied into the article, and readers never see it."""

    name = models.CharField(_("name"), max_length=80, help_text=_("The kind of article: an interview, a short note."))
    purpose = models.CharField(
        _("what it is for"),
        max_length=200,
        blank=True,
        help_text=_("Shown beside the name to whoever begins an article."),
    )
    standfirst = models.TextField(_("standfirst"), max_length=400, blank=True)
    body = StreamField(ArticleBodyBlock(), blank=True, verbose_name=_("body"))

    panels = ["name", "purpose", "standfirst", "body"]

    class Meta(UniqueInLanguage.Meta):
        verbose_name = _("article template")
        verbose_name_plural = _("article templates")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["locale", "name"], name="unique_article_template_name")]

    def __str__(self) -> str:
        return self.name

    def begin(self, article: ArticlePage) -> None:
        """Gives an article that was never saved its first words."""
        article.standfirst = self.standfirst
        article.body = list(self.body.raw_data)
