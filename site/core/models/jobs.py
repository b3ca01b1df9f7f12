from django.db import models
from django.utils.translation import gettext_lazy as _


class ScheduledJob(models.Model):
    """When a repeating job of `core.scheduling` last ran and how it went; a row a job."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    last_started_at = models.DateTimeField(_("last started"), null=True)
    last_finished_at = models.DateTimeField(_("last finished"), null=True)
    next_run_at = models.DateTimeField(_("next run"))
    warned_at = models.DateTimeField(_("operators told"), null=True)  # That it is overdue; until it runs again.
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("scheduled job")
        verbose_name_plural = _("scheduled jobs")
        ordering = ["name"]
        default_permissions = ("view",)
        permissions = [("run_scheduledjob", _("Can have a scheduled job run now"))]

    def __str__(self) -> str:
        return self.name
