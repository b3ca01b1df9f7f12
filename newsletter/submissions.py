"""The list of what a guidebook's form brought in, under Wagtail's 'Forms'."""

from typing import Any

from django.db.models import QuerySet
from wagtail.contrib.forms.views import SubmissionsListView

from newsletter.admin_views import ForbiddenMixin
from newsletter.exports import SafeExportMixin


class GuidebookSubmissionsView(ForbiddenMixin, SafeExportMixin, SubmissionsListView):
    pass


def forms_for_lead_readers(user: Any, editable_forms: QuerySet) -> QuerySet:
    """Whoever may edit a guidebook's page may still not read who asked for it, unless leads are theirs to see."""
    return editable_forms if user.has_perm("newsletter.view_person") else editable_forms.none()
