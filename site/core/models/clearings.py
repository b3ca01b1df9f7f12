from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Clearing(models.Model):
    """That something readers were shown has changed. What showed it is rendered anew (`core.page_store`).

    Written in the transaction of the change itself, so that neither can be without the other.
    """

    tags = models.TextField(_("what has changed"))
    made_at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("clearing of stored pages")
        verbose_name_plural = _("clearings of stored pages")
        default_permissions = ()

    def __str__(self) -> str:
        return self.tags
