from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Assignment(models.Model):
    """Who sees to it that a page is published, and by when. Publishing it is the end of that (`core.assignments`)."""

    page = models.OneToOneField(Page, primary_key=True, on_delete=models.CASCADE, related_name="assignment")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("owner"),
        help_text=_("Who sees to it that the page is published. They are told by mail."),
    )
    due_on = models.DateField(_("due"), null=True, blank=True, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page_id}: {self.owner}, {self.due_on}"

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < timezone.localdate()
