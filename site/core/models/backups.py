from django.db import models
from django.utils.translation import gettext_lazy as _


class Backup(models.Model):
    """That a backup was made (`manage.py backup`); what it holds is in its file alone."""

    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    name = models.CharField(_("file"), max_length=255)
    size_in_bytes = models.PositiveBigIntegerField(_("size"))
    is_encrypted = models.BooleanField(_("encrypted"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering = ["-made_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
