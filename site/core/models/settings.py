import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.blocks import CharBlock, StructBlock, URLBlock
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import PreviewableMixin

from core.blocks.base import SteadyStreamBlock
from core.blocks.languages import SiteWordsBlock
from core.blocks.links import LinkColumnBlock
from core.models.images import SiteImage
from core.models.previews import ReaderLanguageMixin
from core.sharing import SharedPicture, absolute, image_object


class SpeaksLanguages(models.Model):
    """Settings of which readers read the words: each further language has its own in the field `in_other_languages`."""

    class Meta:
        abstract = True

    in_other_languages: Any

    def clean(self) -> None:
        super().clean()
        languages = [words.value.get("language") for words in self.in_other_languages]
        if len(languages) > len(set(languages)):
            raise ValidationError({"in_other_languages": _("One of the languages is there twice.")})

    def words(self) -> dict[str, dict[str, Any]]:
        """By language, the words that stand in for those of the fields; empty ones stand in for nothing."""
        found = [entry["value"] for entry in self.in_other_languages.raw_data]
        return {
            entry["language"]: {name: text for name, text in entry.items() if name != "language" and text}
            for entry in found
        }

    def speak(self, language: str) -> None:
        """Says in this language what is written in it; of use for showing only, and never saved."""
        for name, text in self.words().get(language, {}).items():
            is_stream = isinstance(self._meta.get_field(name), StreamField)
            setattr(self, name, json.dumps(text) if is_stream else text)


class Untranslated(models.TextChoices):
    HIDE = "hide", _("is left out there")
    LEAD = "lead", _("is led to from there, or the nearest page above it that has one")


@register_setting(icon="site", order=1)
class SiteSettings(ReaderLanguageMixin, PreviewableMixin, SpeaksLanguages, BaseSiteSetting):
    """Brand, navigation and organisation of the site: one row, so that a page reads all of it in one query."""

    select_related = ["site", "logo", "social_image", "masthead_page", "privacy_page"]

    # Fields: brand
    name = models.CharField(_("name"), max_length=80, default="Leaders Island")
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    logo = models.ForeignKey(
        SiteImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Stands in the masthead in place of the name."),
    )
    social_image = models.ForeignKey(
        SiteImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("social image"),
        help_text=_("Shown when a page without a picture is shared."),
    )

    # Fields: navigation
    masthead_label = models.CharField(_("masthead action"), max_length=40, blank=True)
    masthead_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("it leads to"),
    )
    footer_columns = StreamField(
        SteadyStreamBlock([("column", LinkColumnBlock())]), blank=True, verbose_name=_("footer columns")
    )
    footer_note = models.TextField(_("footer note"), blank=True)
    social_links = StreamField(
        SteadyStreamBlock(
            [
                (
                    "link",
                    StructBlock(
                        [("name", CharBlock(label=_("Name"))), ("url", URLBlock(label=_("Address")))],
                        icon="globe",
                        label=_("Profile"),
                    ),
                )
            ]
        ),
        blank=True,
        verbose_name=_("social profiles"),
    )

    # Fields: organisation
    organisation_name = models.CharField(_("legal name"), max_length=160, blank=True)
    organisation_description = models.TextField(_("description"), blank=True)
    organisation_email = models.EmailField(_("e-mail"), blank=True)
    privacy_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("privacy notice"),
        help_text=_("Linked wherever someone gives us an address."),
    )

    # Fields: readers
    comments_close_after_days = models.PositiveSmallIntegerField(
        _("days in which an article can be commented on"),
        default=90,
        help_text=_("Counted from its date. 0 keeps all of them open."),
    )

    # Fields: languages
    untranslated = models.CharField(
        _("what has no version in a reader’s language"),
        max_length=4,
        choices=Untranslated,
        default=Untranslated.HIDE,
        help_text=_("In the choice of languages, and where the masthead and footer link to it."),
    )
    in_other_languages = StreamField(
        SteadyStreamBlock([("words", SiteWordsBlock())]),
        blank=True,
        verbose_name=_("words in other languages"),
        help_text=_("Pages are translated in the tree of pages, and these words here."),
    )

    edit_handler = TabbedInterface(
        [
            ObjectList(["name", "tagline", "logo", "social_image"], heading=_("Brand")),
            ObjectList(
                [
                    MultiFieldPanel([FieldPanel("masthead_label"), FieldPanel("masthead_page")], heading=_("Masthead")),
                    MultiFieldPanel([FieldPanel("footer_columns"), FieldPanel("footer_note")], heading=_("Footer")),
                    "social_links",
                ],
                heading=_("Navigation"),
            ),
            ObjectList(
                ["organisation_name", "organisation_description", "organisation_email", "privacy_page"],
                heading=_("Organisation"),
            ),
            ObjectList(["comments_close_after_days"], heading=_("Comments")),
            ObjectList(["untranslated", "in_other_languages"], heading=_("Languages")),
        ]
    )

    class Meta:
        verbose_name = _("site settings")

    def __str__(self) -> str:
        return self.name

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "core/site_settings_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Puts these unsaved settings where the templates read the saved ones."""
        return {"settings": {"core": {"SiteSettings": self}}, "request": request}

    def logo_picture(self, base_url: str) -> SharedPicture:
        """The logo; the site's sign where there is none."""
        if self.logo is None:
            return SharedPicture(absolute(static("img/icon-512.png"), base_url), 512, 512)
        sources = self.logo.ready_sources("logo")
        width, height = sources["jpeg"][-1][1:] if sources else (self.logo.width, self.logo.height)
        return SharedPicture(absolute(self.logo.url_in("logo"), base_url), width, height)

    def structured_data(self, base_url: str) -> dict[str, Any]:
        """The organisation as https://schema.org/Organization; `base_url` is absolute, with its slash."""
        data: dict[str, Any] = {
            "@type": "Organization",
            "@id": f"{base_url}#organization",
            "name": self.organisation_name or self.name,
            "url": base_url,
            "logo": image_object(self.logo_picture(base_url)),
        }
        optional = {
            "description": self.organisation_description,
            "email": self.organisation_email,
            "sameAs": [link.value["url"] for link in self.social_links],
        }
        return {**data, **{key: value for key, value in optional.items() if value}}
