from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision


class ImportedItem(models.Model):
    """What one thing of another site became here, so that importing it again finds it instead of making a second one.

    `key` is the other site's own name for it. `checksum` and `revision` say what was imported: a change over there
    shows in the checksum, an edit made here in the page's revisions.
    """

    class Kind(models.TextChoices):
        ARTICLE = "article", _("article")
        AUTHOR = "author", _("author")
        TOPIC = "topic", _("topic")
        COMMENT = "comment", _("comment")
        PICTURE = "picture", _("picture")

    source = models.CharField(_("site it came from"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    key = models.CharField(_("name over there"), max_length=255)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    checksum = models.CharField(_("checksum"), max_length=64, blank=True)
    imported_at = models.DateTimeField(_("imported"))

    class Meta:
        verbose_name = _("imported item")
        verbose_name_plural = _("imported items")
        ordering = ["source", "kind", "key"]
        constraints = [models.UniqueConstraint(fields=["source", "kind", "key"], name="unique_imported_item")]
        indexes = [models.Index(fields=["content_type", "object_id"], name="imported_item_target")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.key}"
