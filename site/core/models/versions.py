from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision


class VersionName(models.Model):
    """What editors call a version of a page, to find it again in its history (`core.versions`)."""

    revision = models.OneToOneField(Revision, primary_key=True, on_delete=models.CASCADE, related_name="version_name")
    name = models.CharField(
        _("name"), max_length=80, blank=True, help_text=_("Without one, it is a version like any other.")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("name of a version")
        verbose_name_plural = _("names of versions")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
