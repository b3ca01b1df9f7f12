import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision


class SharedDraftQuerySet(models.QuerySet["SharedDraft"]):
    def open(self) -> "SharedDraftQuerySet":
        """What may be seen: until it ends or is withdrawn, and as long as whoever shared it works here."""
        return self.filter(withdrawn_at=None, expires_at__gt=timezone.now(), created_by__is_active=True)


class SharedDraft(models.Model):
    """A version of a page that may be seen without an account, by whoever has its link (`core.shared_drafts`).

    It holds a copy of the version, since saving by itself writes over the last revision.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    content = models.JSONField(_("content"), encoder=DjangoJSONEncoder)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("shared"), auto_now_add=True)
    expires_at = models.DateTimeField(_("ends"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    wagtail_reference_index_ignore = True
    objects = SharedDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared draft")
        verbose_name_plural = _("shared drafts")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page_id}: {self.created_at}"
