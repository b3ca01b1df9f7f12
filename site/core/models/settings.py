from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.blocks import CharBlock, StructBlock, URLBlock
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import PreviewableMixin

from core.blocks.base import SteadyStreamBlock
from core.blocks.links import LinkColumnBlock
from core.models.images import SiteImage
from core.models.previews import ReaderLanguageMixin


@register_setting(icon="site", order=1)
class SiteSettings(ReaderLanguageMixin, PreviewableMixin, BaseSiteSetting):
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

    def structured_data(self, base_url: str) -> dict[str, Any]:
        """The organisation as https://schema.org/Organization; `base_url` is absolute, with its slash."""
        data: dict[str, Any] = {
            "@type": "Organization",
            "@id": f"{base_url}#organization",
            "name": self.organisation_name or self.name,
            "url": base_url,
        }
        optional = {
            "description": self.organisation_description,
            "email": self.organisation_email,
            "sameAs": [link.value["url"] for link in self.social_links],
        }
        return {**data, **{key: value for key, value in optional.items() if value}}
