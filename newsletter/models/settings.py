from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from newsletter.models.pages import GuidebookPage

SUGGESTED_WORDING = (
    "Yes, send me the Leaders Island newsletter, about once a month. "
    "I can leave at any time, by the link in every mail."
)


class FooterForm(models.TextChoices):
    NONE = "none", _("none")
    NEWSLETTER = "newsletter", _("newsletter")
    GUIDEBOOK = "guidebook", _("the guidebook that is offered")


@register_setting(icon="mail", order=2)
class NewsletterSettings(BaseSiteSetting):
    """The newsletter's form wherever it stands, and the guidebook that is offered where no other is named."""

    select_related = ["guidebook", "guidebook__cover"]

    enabled = models.BooleanField(_("readers can sign up"), default=True)
    heading = models.CharField(_("heading"), max_length=120, blank=True, default="One letter a month")
    text = models.TextField(
        _("text"),
        max_length=400,
        blank=True,
        default="What we have written, what we have read, and one question to take to work.",
    )
    wording = models.TextField(
        _("words beside the box"),
        max_length=1000,
        default=SUGGESTED_WORDING,
        help_text=_("What readers agree to. The words they saw are kept with their consent."),
    )
    button_label = models.CharField(_("words on the button"), max_length=60, default="Sign up")
    double_opt_in = models.BooleanField(
        _("confirm by mail"),
        default=True,
        help_text=_("Who signs up is on the list once they press a button in a mail."),
    )
    footer_form = models.CharField(_("form in the footer"), max_length=10, choices=FooterForm, default=FooterForm.NONE)
    guidebook = models.ForeignKey(
        GuidebookPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("guidebook"),
        help_text=_("Offered wherever a guidebook is shown and none is named."),
    )  # fmt: skip

    # How long things are kept, in days
    keep_unconfirmed_days = models.PositiveSmallIntegerField(
        _("sign-ups that nobody confirmed"), default=30, validators=[MinValueValidator(1)]
    )
    keep_mails_days = models.PositiveSmallIntegerField(
        _("mails, once sent"), default=365, validators=[MinValueValidator(1)]
    )
    keep_suspects_days = models.PositiveSmallIntegerField(
        _("forms in quarantine"), default=30, validators=[MinValueValidator(1)]
    )
    keep_events_days = models.PositiveSmallIntegerField(
        _("events of the timeline"), null=True, blank=True, help_text=_("Empty: as long as the person.")
    )

    panels = [
        MultiFieldPanel(
            ["enabled", "heading", "text", "wording", "double_opt_in", "button_label"], heading=_("Sign-up form")
        ),
        "footer_form",
        "guidebook",
        MultiFieldPanel(
            ["keep_unconfirmed_days", "keep_mails_days", "keep_suspects_days", "keep_events_days"],
            heading=_("Days that things are kept"),
        ),
    ]

    class Meta:
        verbose_name = _("newsletter settings")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @property
    def offered_guidebook(self) -> GuidebookPage | None:
        """The chosen guidebook, while every reader may see it."""
        return self.guidebook if self.guidebook and self.guidebook.is_published else None
