from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class ExternalAddress(models.Model):
    """An address elsewhere that published pages link to, and what was found there (`core.content_health.checking`).

    It is broken once it has failed as often as it is tried, so that a host may have a bad day.
    """

    address = models.CharField(_("address"), max_length=2000, unique=True)
    next_check_at = models.DateTimeField(_("next check"), db_index=True)
    checked_at = models.DateTimeField(_("last checked"), null=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    is_broken = models.BooleanField(_("broken"), default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("external address")
        verbose_name_plural = _("external addresses")
        default_permissions = ()

    def __str__(self) -> str:
        return self.address


class PageLink(models.Model):
    """A link in what readers see of a page: where it stands, and to what page, document or address it leads.

    Its target is no foreign key, since links outlive what they led to; that is what makes them broken.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(_("place"), max_length=255)
    to_page = models.PositiveIntegerField(null=True)
    to_document = models.PositiveIntegerField(null=True)
    to_address = models.ForeignKey(ExternalAddress, null=True, on_delete=models.CASCADE, related_name="links")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link in a page")
        verbose_name_plural = _("links in pages")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page_id}: {self.path}"


class LinkScan(models.Model):
    """That the links of a page were last read from it, and when."""

    page = models.OneToOneField(Page, primary_key=True, on_delete=models.CASCADE, related_name="link_scan")
    at = models.DateTimeField(_("read"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reading of links")
        verbose_name_plural = _("readings of links")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page_id}: {self.at}"
