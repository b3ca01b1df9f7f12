"""The files that are given away, who asked for them, and the links by which they are fetched."""

from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

from django.core.files.storage import Storage, storages
from django.db import models, transaction
from django.forms import FileInput
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.forms.models import AbstractFormSubmission

from newsletter.files import CONTENT_TYPES, validate_guidebook_file
from newsletter.models.people import Person

GONE = _("a guidebook that is gone")


def private_storage() -> Storage:
    return storages["private"]


def private_name(instance: "GuidebookFile", filename: str) -> str:
    """A name that says nothing and cannot be guessed."""
    return f"guidebooks/{uuid4().hex}{PurePosixPath(filename).suffix.lower()}"


class GuidebookFile(models.Model):
    """A file that readers ask for. It lies in the private storage and has no address of its own."""

    title = models.CharField(_("title"), max_length=200, help_text=_("Names the file that readers save."))
    version = models.CharField(
        _("version"), max_length=40, blank=True, help_text=_("For example “2nd edition” or “2026-11”.")
    )
    file = models.FileField(
        _("file"),
        storage=private_storage,
        upload_to=private_name,
        max_length=120,
        validators=[validate_guidebook_file],
        help_text=_("PDF, EPUB or ZIP, at most 50 MB."),
    )
    page_count = models.PositiveSmallIntegerField(_("number of pages"), null=True, blank=True)
    size_in_bytes = models.PositiveBigIntegerField(_("size"), default=0, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)

    # The usual widget would show a link to the file, which has no address.
    panels = ["title", "version", FieldPanel("file", widget=FileInput), "page_count"]

    class Meta:
        verbose_name = _("guidebook file")
        verbose_name_plural = _("guidebook files")
        ordering = ["title", "-uploaded_at"]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})" if self.version else self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Notes size and time of a new file, and removes the one that it replaces once that is certain."""
        if self.file and not getattr(self.file, "_committed", True):
            self.size_in_bytes, self.uploaded_at = self.file.size, timezone.now()
            replaced = GuidebookFile.objects.filter(pk=self.pk).values_list("file", flat=True).first()
            if replaced:
                transaction.on_commit(lambda: private_storage().delete(replaced))
        super().save(*args, **kwargs)

    @property
    def is_in_use(self) -> bool:
        """Whether a page offers it, or a link to it was ever issued: then it stays."""
        return self.pages.exists() or self.downloads.exists()

    @property
    def extension(self) -> str:
        return PurePosixPath(self.file.name or "").suffix.lower().lstrip(".")

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES.get(self.extension, "application/octet-stream")

    @property
    def download_name(self) -> str:
        """What the reader's copy is called."""
        return f"{slugify(self.title) or 'guidebook'}.{self.extension}"


class GuidebookSubmission(AbstractFormSubmission):
    """One filled-in form. It outlives its page, and without its person it is only a number in a count."""

    uuid = models.UUIDField(_("identifier in links"), default=uuid4, unique=True, editable=False)
    page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        on_delete=models.SET_NULL,
        related_name="guidebook_submissions",
        verbose_name=_("guidebook"),
    )
    person = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="submissions", verbose_name=_("person")
    )
    placement = models.CharField(_("placement"), max_length=40, blank=True)
    shown_on = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("shown on"),
        help_text=_("The page in which the form stood."),
    )
    touch = models.JSONField(_("last touch"), default=dict, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("guidebook request")
        verbose_name_plural = _("guidebook requests")
        ordering = ["-submit_time", "-pk"]
        default_permissions = ("delete", "view")

    def __str__(self) -> str:
        return str(self.page or GONE)

    def get_data(self) -> dict[str, Any]:
        """The answers, and what we know beside them, as Wagtail's list of submissions shows and exports them."""
        return {
            **super().get_data(),
            "email": self.person.email if self.person else "",
            "placement": self.placement,
            "shown_on": str(self.shown_on or ""),
            "newsletter": str(_("yes")) if self.asked_for_newsletter else str(_("no")),
        }

    @property
    def asked_for_newsletter(self) -> bool:
        return bool(self.consents.all())


class GuidebookDownload(models.Model):
    """A link that was issued: it expires, and the file can be fetched by it once."""

    uuid = models.UUIDField(_("identifier in links"), default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="downloads", verbose_name=_("person")
    )
    submission = models.ForeignKey(
        GuidebookSubmission, null=True, on_delete=models.SET_NULL, related_name="downloads", verbose_name=_("request")
    )
    file = models.ForeignKey(GuidebookFile, on_delete=models.PROTECT, related_name="downloads", verbose_name=_("file"))
    file_version = models.CharField(_("version"), max_length=40, blank=True)
    issued_at = models.DateTimeField(_("issued"), auto_now_add=True, db_index=True)
    expires_at = models.DateTimeField(_("expires"))
    downloaded_at = models.DateTimeField(_("downloaded"), null=True)
    ip_hash = models.CharField(_("hash of the IP address"), max_length=64, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("guidebook download")
        verbose_name_plural = _("guidebook downloads")
        ordering = ["-issued_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.file} ({self.get_state_display()})"

    class State(models.TextChoices):
        OPEN = "open", _("not yet fetched")
        DOWNLOADED = "downloaded", _("fetched")
        EXPIRED = "expired", _("expired")

    def state(self, now: datetime | None = None) -> "GuidebookDownload.State":
        if self.downloaded_at:
            return self.State.DOWNLOADED
        return self.State.EXPIRED if self.expires_at <= (now or timezone.now()) else self.State.OPEN

    def get_state_display(self) -> str:
        return str(self.state().label)
