"""An offer that comes to the reader."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Topic
from core.models import SiteImage
from newsletter.models.pages import GuidebookPage

WHOLE_PAGE = 100


class Popup(models.Model):
    """Offers a guidebook to readers who did not come for it: its words and shape, and when and where it may show."""

    class Shape(models.TextChoices):
        DIALOG = "dialog", _("dialogue")
        SLIDE_IN = "slide-in", _("slide-in")
        BAR = "bar", _("bar")
        ARTICLE_END = "article-end", _("end of the article, in the text")

    class Trigger(models.TextChoices):
        DELAY = "delay", _("after some seconds")
        SCROLL = "scroll", _("after a part of the page")
        EXIT = "exit", _("when the reader is about to leave")
        ARTICLE_END = "article-end", _("at the end of the article")

    class Place(models.TextChoices):
        HOME = "home", _("home page")
        LISTING = "listing", _("listings of articles")
        AUTHOR = "author", _("author profiles")
        ARTICLE = "article", _("articles")
        CONTENT = "content", _("content pages")

    name = models.CharField(_("name"), max_length=120, help_text=_("For you; readers do not see it."))
    is_live = models.BooleanField(pgettext_lazy("popup", "live"), default=False)
    guidebook = models.ForeignKey(
        GuidebookPage, on_delete=models.CASCADE, related_name="popups", verbose_name=_("guidebook")
    )
    heading = models.CharField(
        _("heading"), max_length=120, help_text=_("For example: “Join Leaders Island and receive a free book”.")
    )
    text = models.TextField(_("text"), max_length=400, blank=True)
    image = models.ForeignKey(
        SiteImage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("picture")
    )
    shape = models.CharField(_("shape"), max_length=12, choices=Shape, default=Shape.DIALOG)
    trigger = models.CharField(_("trigger"), max_length=12, choices=Trigger, default=Trigger.SCROLL)
    threshold = models.PositiveSmallIntegerField(
        _("seconds or per cent"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Seconds for a delay, per cent of the page for a part of it; the other triggers have none."),
    )
    places = models.JSONField(_("on"), default=list, blank=True, help_text=_("None: on all of them."))
    topics = models.ManyToManyField(
        Topic,
        blank=True,
        related_name="+",
        verbose_name=_("topics"),
        help_text=_("None: whatever an article is about."),
    )
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    quiet_days = models.PositiveSmallIntegerField(
        _("quiet days"), default=30, help_text=_("How long it stays away from a reader who has closed it.")
    )
    most_shown = models.PositiveSmallIntegerField(
        _("at most"), default=3, help_text=_("How often one reader sees it in all, and at most once in a visit.")
    )
    sort_order = models.PositiveIntegerField(
        _("position"), default=0, help_text=_("Where several might show, the first one does.")
    )

    about: set[int]  # The keys of its topics, where `newsletter.popups` has read them …
    language: int  # … and that of the language of its guidebook.

    class Meta:
        verbose_name = _("popup")
        verbose_name_plural = _("popups")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("This is before it starts.")})
        if self.trigger == self.Trigger.SCROLL and self.threshold and self.threshold > WHOLE_PAGE:
            raise ValidationError({"threshold": _("A part of the page is at most 100 per cent.")})

    @property
    def waits_for(self) -> str:
        """What brings it up, in words."""
        if self.shape == self.Shape.ARTICLE_END:
            return ""
        unit = {self.Trigger.DELAY: _("%(number)s s"), self.Trigger.SCROLL: _("%(number)s %%")}.get(
            self.Trigger(self.trigger)
        )
        return str(unit % {"number": self.threshold}) if unit else self.get_trigger_display()
