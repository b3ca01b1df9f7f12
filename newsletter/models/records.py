"""What the organisation did with personal data: who looked, and what was removed when its time had come."""

from django.conf import settings
from django.contrib.admin import display
from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

# What the clock's names for its kinds are called.
REMOVED = {
    "requests": _("requests"),
    "people": _("people"),
    "mails": _("mails"),
    "quarantine": _("quarantine"),
    "events": _("events"),
}


class AccessEntry(models.Model):
    """That somebody on the staff saw or exported personal data: which list, by which filter, how many rows."""

    class Action(models.TextChoices):
        VIEWED = "viewed", _("viewed")
        EXPORTED = "exported", _("exported")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("user")
    )
    username = models.CharField(_("user name"), max_length=150, help_text=_("Kept when the account is gone."))
    action = models.CharField(_("action"), max_length=10, choices=Action)
    what = models.CharField(_("what"), max_length=100)
    filters = models.TextField(_("filter"), blank=True)
    rows = models.PositiveIntegerField(_("rows"))
    created_at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("access to personal data")
        verbose_name_plural = _("accesses to personal data")
        ordering = ["-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.username}: {self.get_action_display()} {self.what}"


class RetentionRun(models.Model):
    """One run of the clock that removes personal data: counts by kind, never content."""

    is_dry = models.BooleanField(_("dry run"), default=False)
    counts = models.JSONField(_("removed"), default=dict)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("retention run")
        verbose_name_plural = _("retention runs")
        ordering = ["-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"

    @display(description=_("removed"))
    def what_went(self) -> str:
        counted = [(REMOVED.get(name, name), number_format(n, force_grouping=True)) for name, n in self.counts.items()]
        return ", ".join(f"{kind} {number}" for kind, number in counted)
