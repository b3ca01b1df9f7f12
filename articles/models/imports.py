from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision


def private_storage() -> Storage:
    """Where nothing has an address."""
    return storages["private"]


class ImportedItem(models.Model):
    """What one thing of another site became here, so that importing it again finds it instead of making a second one.

    `key` is the other site's own name for it. `checksum` and `revision` say what was imported: a change over there
    shows in the checksum, an edit made here in the page's revisions. `has_old_links` asks for another look at links
    whose page was not here yet.
    """

    class Kind(models.TextChoices):
        ARTICLE = "article", _("article")
        PAGE = "page", _("page")
        AUTHOR = "author", _("author")
        TOPIC = "topic", _("topic")
        SERIES = "series", _("series")
        COMMENT = "comment", _("comment")
        PICTURE = "picture", _("picture")
        DOCUMENT = "document", _("document")

    source = models.CharField(_("site it came from"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    key = models.CharField(_("name over there"), max_length=255)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    checksum = models.CharField(_("checksum"), max_length=64, blank=True)
    has_old_links = models.BooleanField(_("links to the other site"), default=False)
    imported_at = models.DateTimeField(_("imported"))

    class Meta:
        verbose_name = _("imported item")
        verbose_name_plural = _("imported items")
        ordering = ["source", "kind", "key"]
        constraints = [models.UniqueConstraint(fields=["source", "kind", "key"], name="unique_imported_item")]
        indexes = [models.Index(fields=["content_type", "object_id"], name="imported_item_target")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.key}"


class ImportRun(models.Model):
    """One import, or its dry run: how far it is, and, by its entries, what became of each item of the file.

    Its file lies in the private storage while it is needed. Whoever works on a run says so in `worked_at` from time
    to time, so that no second one does, and that another may go on when the first was killed.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("is being checked")
        CHECKED = "checked", _("is checked, and waits to be started")
        IMPORTING = "importing", _("is being imported")
        DONE = "done", _("is done")
        STOPPED = "stopped", _("was stopped")
        REFUSED = "refused", _("cannot be imported")

    file = models.FileField(_("file"), storage=private_storage, upload_to="imports/", blank=True)
    name = models.CharField(_("name of the file"), max_length=255)
    title = models.CharField(_("site"), max_length=500, blank=True)
    author_categories = models.TextField(_("categories that name authors"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.CHECKING)
    message = models.TextField(_("message"), blank=True)
    remarks = models.JSONField(default=list, editable=False)
    done = models.PositiveIntegerField(_("items done"), default=0)
    total = models.PositiveIntegerField(_("items in the file"), default=0)
    comments = models.PositiveIntegerField(_("comments in the file"), default=0)
    language = models.CharField(_("language of the report"), max_length=10, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("begun"), default=timezone.now, db_index=True)
    worked_at = models.DateTimeField(_("last worked on"), null=True, blank=True)
    worker = models.CharField(max_length=32, blank=True, editable=False)

    wagtail_reference_index_ignore = True
    WORKING = (State.CHECKING, State.IMPORTING)

    class Meta:
        verbose_name = _("WordPress import")
        verbose_name_plural = _("WordPress imports")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("add",)

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    @property
    def is_working(self) -> bool:
        return self.state in self.WORKING

    @property
    def is_dry(self) -> bool:
        """Whether its entries say what would happen."""
        return self.state in {self.State.CHECKING, self.State.CHECKED}


class ImportEntry(models.Model):
    """What became of one item of the file, by its place there."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    outcome = models.CharField(_("outcome"), max_length=10)
    kind = models.CharField(_("kind"), max_length=60)
    title = models.TextField(_("title"))
    reason = models.TextField(_("reason"), blank=True)
    notes = models.JSONField(_("notes"), default=list)
    made = models.JSONField(default=list)
    comments = models.JSONField(default=dict)
    page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["run", "position"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="unique_import_entry")]
        indexes = [models.Index(fields=["run", "outcome", "position"], name="import_entry_by_outcome")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"
