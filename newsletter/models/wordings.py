from django.db import models
from django.utils.translation import gettext_lazy as _


class Wording(models.Model):
    """Each version of the words beside a consent box, kept from the moment they are first published."""

    digest = models.CharField(_("digest"), max_length=64, unique=True, help_text=_("SHA-256 of the text."))
    text = models.TextField(_("text"))
    form = models.CharField(_("form"), max_length=255, help_text=_("Where it stood first."))
    created_at = models.DateTimeField(_("in use since"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ["-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.text[:80]
