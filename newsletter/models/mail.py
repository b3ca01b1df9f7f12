from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsletter.models.guidebooks import GuidebookSubmission
from newsletter.models.people import Person


class Delivery(models.Model):
    """A mail, written in the same transaction as its cause and sent by the worker (see `newsletter.outbox`).

    What it says is made from `context` when it is sent: `links`, the row that each link leads to, and `values`.
    """

    class Kind(models.TextChoices):
        GUIDEBOOK = "guidebook", _("guidebook")
        CONFIRMATION = "confirmation", _("confirmation of the newsletter")
        WELCOME = "welcome", _("welcome to the newsletter")
        MY_DATA = "my_data", _("link to one’s own data")
        CHANGE_ADDRESS = "change_address", _("confirmation of a new address")
        ADDRESS_CHANGED = "address_changed", _("notice of a changed address")

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        HELD = "held", _("held back: too many mails to this address")

    uuid = models.UUIDField(_("identifier"), default=uuid4, unique=True, editable=False)
    # Found by the index of `person` and `created_at`.
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="deliveries", db_index=False, verbose_name=_("person")
    )
    submission = models.ForeignKey(
        GuidebookSubmission, null=True, on_delete=models.SET_NULL, related_name="deliveries", verbose_name=_("request")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=255)
    context = models.JSONField(_("what the mail is made of"), default=dict)
    message_id = models.CharField(_("Message-ID"), max_length=255)  # Made of `uuid`.
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False, db_index=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    last_error = models.TextField(_("last error"), blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("resend_delivery", _("Can send a delivery again"))]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"], name="delivery_due", condition=models.Q(next_attempt_at__isnull=False)
            ),
            models.Index(fields=["person", "created_at"], name="delivery_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.to}"
