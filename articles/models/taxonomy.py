"""What articles are sorted by."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from core.models import SiteImage


class Topic(index.Indexed, models.Model):
    """A subject that the publication keeps returning to; each has a page worth landing on."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True, help_text=_("The last part of the topic's address."))
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    image = models.ForeignKey(
        SiteImage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("picture")
    )
    sort_order = models.PositiveIntegerField(_("position"), default=0, help_text=_("Topics are listed in this order."))
    seo_title = models.CharField(_("title for search engines"), max_length=120, blank=True)
    search_description = models.TextField(_("description for search engines"), blank=True)

    panels = [
        "name",
        "slug",
        "introduction",
        "image",
        "sort_order",
        MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], heading=_("For search engines")),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name


class Series(models.Model):
    """Articles that are meant to be read one after the other."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    description = models.TextField(
        _("description"), blank=True, help_text=_("What joins the parts. Shown with their list below each of them.")
    )

    panels = ["name", "description"]

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
