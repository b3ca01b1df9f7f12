from django.db import models
from django.utils.translation import gettext_lazy as _


class Count(models.Model):
    """How often something happened within a window of time, for limits where no Redis is (`core.limits`)."""

    key = models.CharField(_("what"), max_length=100)
    window = models.DateTimeField(_("end of the window"), db_index=True)
    number = models.PositiveIntegerField(_("number"), default=1)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="one_number_a_window")]

    def __str__(self) -> str:
        return f"{self.key}: {self.number}"
