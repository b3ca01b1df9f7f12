from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsletter.models.people import Person


class Event(models.Model):
    """What happened to a person and has no row of its own: the rest of the timeline is requests, receipts and mails.

    Only ever added to. When the person is erased the row stays, as a number in a count, without a name.
    """

    class Kind(models.TextChoices):
        CORRECTED = "corrected", _("corrected")
        ADDRESS_CHANGED = "address_changed", _("address changed")
        MERGED = "merged", _("merged with a duplicate")
        IMPORTED = "imported", _("imported")
        FREED = "freed", _("freed from quarantine")
        PAUSED = "paused", _("newsletter paused")
        RESUMED = "resumed", _("newsletter resumed")
        DATA_ASKED = "data_asked", _("asked for their data")
        DATA_FETCHED = "data_fetched", _("fetched their data")
        ERASED = "erased", _("erased")
        EXPIRED = "expired", _("removed at the end of its time")

    person = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="events", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.get_kind_display()
