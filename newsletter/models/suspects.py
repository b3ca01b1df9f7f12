from django.conf import settings
from django.contrib.admin import display
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsletter.models.guidebooks import GuidebookSubmission


class Suspect(models.Model):
    """A form that looked as if no person had sent it: held in quarantine, where marketing sees it and can free it."""

    class Reason(models.TextChoices):
        TRAP = "trap", _("filled in a field that people do not see")
        NO_STAMP = "no-stamp", _("did not fetch the form first")
        FORGED_STAMP = "forged-stamp", _("a stamp that is not ours")
        FOREIGN_STAMP = "foreign-stamp", _("the stamp of another form")
        OLD_STAMP = "old-stamp", _("a form fetched more than 30 days ago")
        TOO_FAST = "too-fast", _("sent within a second of fetching the form")
        DISPOSABLE = "disposable", _("a disposable address")
        STAMP_REUSED = "stamp-reused", _("the same copy of the form, sent too often")
        IP = "ip", _("too many forms from one IP address")
        ADDRESS = "address", _("too many forms with one e-mail address")

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

    # Columns of the ledger

    @display(description=_("reasons"))
    def why(self) -> str:
        return "; ".join(str(self.Reason(reason).label) for reason in self.reasons if reason in self.Reason.values)

    @display(description=_("answers"))
    def answers(self) -> str:
        return "; ".join(f"{name}: {value}" for name, value in self.payload.get("answers", {}).items())

    @display(description=_("wording"))
    def wording(self) -> str:
        return self.payload.get("wording", "")
