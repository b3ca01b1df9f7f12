from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsletter.models.guidebooks import GuidebookSubmission


class Suspect(models.Model):
    """A form that looked as if no person had sent it: held in quarantine, where marketing sees it and can free it."""

    page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("guidebook"),
        help_text=_("Empty for the newsletter's own form."),
    )
    address = models.EmailField(_("e-mail address"))
    payload = models.JSONField(_("what was sent"), default=dict)
    reasons = models.JSONField(_("reasons"), default=list)
    created_at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)
    freed_at = models.DateTimeField(_("freed"), null=True)
    freed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("freed by")
    )
    submission = models.ForeignKey(
        GuidebookSubmission, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("request")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("form in quarantine")
        verbose_name_plural = _("quarantine")
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("free_suspect", _("Can free a form from quarantine"))]

    def __str__(self) -> str:
        return self.address


class Count(models.Model):
    """How often something happened within a window of time, for limits where no Redis is (`newsletter.limits`)."""

    key = models.CharField(_("what"), max_length=100)
    window = models.DateTimeField(_("end of the window"), db_index=True)
    number = models.PositiveIntegerField(_("number"), default=1)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="one_count_a_window")]

    def __str__(self) -> str:
        return f"{self.key}: {self.number}"
