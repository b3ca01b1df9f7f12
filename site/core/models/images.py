from datetime import date, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.search import index

NOTICE = timedelta(days=30)  # How long before its end a licence is named.


class SiteImage(AbstractImage):
    """A picture. `sources` holds the renditions that are ready to be shown, by shape (see `core.images`)."""

    credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Who made the picture, shown beside it.")
    )
    licence = models.CharField(
        _("licence"),
        max_length=255,
        blank=True,
        default="",
        db_default="",
        help_text=_("By what right we use it: a licence, a contract, an agency and its number. Readers do not see it."),
    )
    use_until = models.DateField(
        _("may be used until"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("The last day on which we may show it. Empty: without end."),
    )
    sources = models.JSONField(default=dict, editable=False)

    admin_form_fields = (*Image.admin_form_fields, "credit", "licence", "use_until")
    search_fields = [*AbstractImage.search_fields, index.SearchField("credit")]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    @property
    def default_alt_text(self) -> str:
        """The description that an editor wrote; never the title, which begins as the file's name."""
        return self.description

    def may_be_used_on(self, day: date) -> bool:
        return self.use_until is None or self.use_until >= day

    @property
    def licence_state(self) -> str:
        """`ended`, `ending` within the time of notice, or nothing to speak of."""
        today = timezone.localdate()
        if self.may_be_used_on(today):
            return "" if self.may_be_used_on(today + NOTICE + timedelta(days=1)) else "ending"
        return "ended"

    @property
    def version(self) -> str:
        """Names the file and focal point that `sources` were made from, so that stale ones are not shown."""
        focus = (self.focal_point_x, self.focal_point_y, self.focal_point_width, self.focal_point_height)
        return f"{self.file.name}:{','.join(str(part) for part in focus)}"

    def ready_sources(self, shape: str) -> dict[str, list[list[Any]]] | None:
        """`{format: [[file name, width, height], …]}`, narrowest first, or None while there are none."""
        if self.sources.get("version") != self.version:
            return None
        return self.sources.get("shapes", {}).get(shape)

    def url_in(self, shape: str) -> str:
        """The address of the widest JPEG in this shape; of the original until it is ready."""
        sources = self.ready_sources(shape)
        return default_storage.url(sources["jpeg"][-1][0]) if sources else self.file.url


class SiteRendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"),
        ]
