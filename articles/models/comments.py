"""What readers say about an article."""

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from core.addresses import MAXIMUM_LENGTH

LONGEST_NAME, LONGEST_TEXT = 80, 5000


class Comment(models.Model):
    """One reader's comment, in plain text. Written by `articles.comments` only.

    A thread is two deep: what answers a reply stands below the same first comment. Somebody who was asked to remove
    their words leaves a row without them, so that the answers of others keep their place.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("waits for a press behind its mail")
        WAITING = "waiting", _("waits for moderation")
        PUBLISHED = "published", _("published")
        SPAM = "spam", _("in quarantine")
        REMOVED = "removed", _("removed")

    class Reason(models.TextChoices):
        TRAP = "trap", _("filled in the field that nobody sees")
        NO_STAMP = "no-stamp", _("did not fetch the form first")
        FORGED_STAMP = "forged-stamp", _("a stamp that is not ours")
        FOREIGN_STAMP = "foreign-stamp", _("the stamp of another form")
        OLD_STAMP = "old-stamp", _("a form fetched more than 30 days ago")
        TOO_FAST = "too-fast", _("sent within a second of fetching the form")
        LINKS = "links", _("holds many links")
        DISPOSABLE = "disposable", _("an address to be thrown away")
        LIMIT = "limit", _("one of many in a short time")

    article = models.ForeignKey(
        "articles.ArticlePage", on_delete=models.CASCADE, related_name="reader_comments", verbose_name=_("article")
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies", verbose_name=_("in reply to")
    )
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    email = models.CharField(_("e-mail address"), max_length=MAXIMUM_LENGTH, blank=True, db_index=True)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.UNCONFIRMED)
    reason = models.CharField(_("why in quarantine"), max_length=16, choices=Reason, blank=True)
    is_by_author = models.BooleanField(_("by the article’s author"), default=False)
    wants_replies = models.BooleanField(_("wants to hear of replies"), default=False)
    reports = models.PositiveIntegerField(_("reports since it was last moderated"), default=0)
    ip_hash = models.CharField(_("keyed hash of the IP address"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now, db_index=True)
    confirmed_at = models.DateTimeField(_("confirmed by mail"), null=True, blank=True)
    published_at = models.DateTimeField(_("first published"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("change", "view", "delete")
        indexes = [models.Index(fields=["article", "state"], name="comment_by_state")]

    def __str__(self) -> str:
        return f"{self.name}: {self.excerpt()}"

    def excerpt(self) -> str:
        return Truncator(" ".join(self.text.split())).chars(80)
