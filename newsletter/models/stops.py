from django.db import models
from django.utils.translation import gettext_lazy as _

from newsletter.models.people import Consent


class StopMark(models.Model):
    """That an address left, kept as a keyed hash, so that it outlives the person's row and every import.

    Written and lifted by `newsletter.services.stops` only; a request that the person confirms lifts it.
    """

    address_hash = models.CharField(_("hash of the address"), max_length=64)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Consent.Purpose, default=Consent.Purpose.NEWSLETTER)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("stop mark")
        verbose_name_plural = _("stop marks")
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["address_hash", "purpose"], name="one_stop_mark")]

    def __str__(self) -> str:
        return self.get_purpose_display()
