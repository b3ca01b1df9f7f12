"""What articles are sorted by. Topics and series belong to one language; those that mean the same are translations."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.coreutils import string_to_ascii
from wagtail.fields import RichTextField
from wagtail.models import Locale, TranslatableMixin
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from core.models import SiteImage
from core.sharing import SharedPicture, picture_of_image


class Subject(models.Model):
    """What makes the page of a topic or tag one that is worth landing on."""

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    image = models.ForeignKey(
        SiteImage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("picture")
    )
    seo_title = models.CharField(_("title for search engines"), max_length=120, blank=True)
    search_description = models.TextField(_("description for search engines"), blank=True)
    social_image = models.ForeignKey(
        SiteImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("social image"),
        help_text=_("Shown when the page is shared. Without one, the picture above or the site's is used."),
    )

    class Meta:
        abstract = True

    search_panel = MultiFieldPanel(
        [FieldPanel("seo_title"), FieldPanel("search_description"), FieldPanel("social_image")],
        heading=_("For search engines and sharing"),
    )

    @property
    def meta_description(self) -> str:
        """The description for search results and shared links; the introduction without its markup."""
        return self.search_description or " ".join(get_text_for_indexing(self.introduction).split())

    def shared_picture(self, base_url: str) -> SharedPicture | None:
        return picture_of_image(self.social_image or self.image, base_url)


class UniqueInLanguage(TranslatableMixin):
    """Says beside the field what is taken already; its form does not know of the language."""

    unique_in_language: tuple[str, ...] = ("name",)

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def clean(self) -> None:
        super().clean()
        others: Any = type(self)._default_manager
        others = others.exclude(pk=self.pk).filter(locale=self.locale_id or Locale.get_default())
        taken = [name for name in self.unique_in_language if others.filter(**{name: getattr(self, name)}).exists()]
        if taken:
            raise ValidationError({name: _("There is one of these already.") for name in taken})


class Topic(Subject, UniqueInLanguage, index.Indexed, models.Model):
    """A subject that the publication keeps returning to; each has a page worth landing on."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, help_text=_("The last part of the topic's address."))
    sort_order = models.PositiveIntegerField(_("position"), default=0, help_text=_("Topics are listed in this order."))

    route = "topic"  # The name of its listing below the article index.
    panels = ["name", "slug", "introduction", "image", "sort_order", Subject.search_panel]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("locale"),
    ]
    unique_in_language = ("name", "slug")

    class Meta(UniqueInLanguage.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["sort_order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["locale", "name"], name="unique_topic_name"),
            models.UniqueConstraint(fields=["locale", "slug"], name="unique_topic_slug"),
        ]

    def __str__(self) -> str:
        return self.name


class Tag(Subject, TagBase):
    """A word by which articles are found. It comes to be when an editor writes it; to have a page is enough for most.

    https://docs.wagtail.org/en/stable/reference/pages/model_recipes.html#custom-tag-models
    """

    route = "tag"
    panels = ["name", "slug", "introduction", "image", Subject.search_panel]

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Series(UniqueInLanguage, models.Model):
    """Articles that are meant to be read one after the other."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("slug"),
        max_length=130,
        blank=True,
        help_text=_("The last part of the series' address. Empty: made from the name."),
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("What joins the parts. Shown with their list below each of them.")
    )

    route = "series"
    panels = ["name", "slug", "description"]
    unique_in_language = ("name", "slug")

    class Meta(UniqueInLanguage.Meta):
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["locale", "name"], name="unique_series_name"),
            models.UniqueConstraint(fields=["locale", "slug"], name="unique_series_slug"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = self.free_slug()
        super().save(*args, **kwargs)

    def free_slug(self) -> str:
        """The name in plain letters, with a number behind it if another series has that already."""
        wanted = slugify(string_to_ascii(self.name))[:120].strip("-") or "series"
        others = Series.objects.filter(locale=self.locale_id or Locale.get_default(), slug__startswith=wanted)
        taken = set(others.values_list("slug", flat=True))
        number, slug = 1, wanted
        while slug in taken:
            number += 1
            slug = f"{wanted}-{number}"
        return slug
