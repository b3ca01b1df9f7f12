"""The list of what a guidebook's form brought in, under Wagtail's 'Forms'."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from wagtail.contrib.forms.views import DeleteSubmissionsView, SubmissionsListView

from newsletter.access import LoggedMixin
from newsletter.admin_views import ForbiddenMixin, forbidden
from newsletter.exports import SafeExportMixin
from newsletter.listing import DeepPaginator
from newsletter.models import GuidebookSubmission


class GuidebookSubmissionsView(LoggedMixin, ForbiddenMixin, SafeExportMixin, SubmissionsListView):
    paginator_class = DeepPaginator

    def to_row_dict(self, item: GuidebookSubmission) -> dict[str, Any]:
        """Wagtail's own asks for the data of the row once for each column."""
        return dict.fromkeys(self.list_export) | item.get_data()


def forms_for_lead_readers(user: Any, editable_forms: QuerySet) -> QuerySet:
    """Whoever may edit a guidebook's page may still not read who asked for it, unless leads are theirs to see."""
    return editable_forms if user.has_perm("newsletter.view_person") else editable_forms.none()


class DeleteGuidebookSubmissionsView(ForbiddenMixin, DeleteSubmissionsView):
    """Wagtail's view, at its own address; asks for the permission to delete requests, too."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("newsletter.delete_guidebooksubmission"):
            return forbidden(request)
        return super().dispatch(request, *args, **kwargs)
