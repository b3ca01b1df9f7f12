from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


def card_path(card: "SocialCard", name: str) -> str:
    return f"cards/{card.version}.jpg"


class SocialCard(models.Model):
    """The picture that was drawn for a page without a chosen one; without a file where it cannot be drawn.

    A row of its own, since publishing an earlier revision writes every field of the page as it then was. `version`
    stands for all that the picture shows, and names the file: what has changed has another address (`core.cards`).
    """

    page = models.OneToOneField(Page, primary_key=True, on_delete=models.CASCADE, related_name="social_card")
    version = models.CharField(_("version"), max_length=32)
    file = models.FileField(_("file"), upload_to=card_path, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("social card")
        verbose_name_plural = _("social cards")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page_id}: {self.version}"
