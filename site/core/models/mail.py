from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class QueuedMail(models.Model):
    """A mail to somebody who works here, until a mail server has taken it: then its row is removed.

    Its text may hold a key, such as the link that sets a new password, so it is kept no longer and shown nowhere.
    """

    message = models.JSONField(_("message"))
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("unsent mail")
        verbose_name_plural = _("unsent mails")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        return str(self.message["subject"])

    @property
    def recipients(self) -> str:
        addresses: list[Any] = [*self.message["to"], *self.message["cc"], *self.message["bcc"]]
        return ", ".join(addresses)
