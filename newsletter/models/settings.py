from functools import cached_property

from django.conf import settings as django_settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from core.blocks import SteadyStreamBlock, WordsBlock
from core.models.settings import SpeaksLanguages
from core.page_store.recording import depends_on_page
from newsletter.models.pages import GuidebookPage

SUGGESTED_WORDING = (
    "Yes, send me the Leaders Island newsletter, about once a month. "
    "I can leave at any time, by the link in every mail."
)


class FooterForm(models.TextChoices):
    NONE = "none", _("none")
    NEWSLETTER = "newsletter", _("newsletter")
    GUIDEBOOK = "guidebook", _("the guidebook that is offered")


class NewsletterWordsBlock(WordsBlock):
    """Whoever signs up in a language must have read in it what they agree to."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    text = blocks.TextBlock(label=_("Text"), max_length=400, required=False)
    wording = blocks.TextBlock(label=_("Words beside the box"), max_length=1000)
    button_label = blocks.CharBlock(label=_("Words on the button"), max_length=60, required=False)


@register_setting(icon="mail", order=2)
class NewsletterSettings(SpeaksLanguages, BaseSiteSetting):
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

    in_other_languages = StreamField(
        SteadyStreamBlock([("words", NewsletterWordsBlock())]), blank=True, verbose_name=_("in other languages")
    )

    spoken = django_settings.LANGUAGE_CODE

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
        "in_other_languages",
        MultiFieldPanel(
            ["keep_unconfirmed_days", "keep_mails_days", "keep_suspects_days", "keep_events_days"],
            heading=_("Days that things are kept"),
        ),
    ]

    class Meta:
        verbose_name = _("newsletter settings")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def speak(self, language: str) -> None:
        super().speak(language)
        self.spoken = language

    @cached_property
    def offered_guidebook(self) -> GuidebookPage | None:
        """The chosen guidebook in the language that is spoken, while every reader may see it."""
        guidebook = self.guidebook
        if guidebook is None or self.spoken == django_settings.LANGUAGE_CODE:
            if guidebook is None or not guidebook.is_published:
                return None
            depends_on_page(guidebook)
            return guidebook
        versions = GuidebookPage.objects.published().filter(translation_key=guidebook.translation_key)
        found = versions.select_related("cover").filter(locale__language_code=self.spoken).first()
        if found:
            found.restricted = False  # As only those are asked for.
        return found
