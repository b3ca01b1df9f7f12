from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from home.models import MissedSearch


class MissedSearchesView(ReportView):
    """What readers looked for in vain: what to write about next, or which word to use."""

    model = MissedSearch
    page_title = _("Searches without a result")
    header_icon = "search"
    index_url_name = "home_missed_searches"
    index_results_url_name = "home_missed_searches_results"
    permission_policy = ModelPermissionPolicy(MissedSearch)
    permission_required = "view"
    columns = [
        Column("words", label=_("Looked for")),
        Column("times", label=_("Times")),
        Column("corrected", label=_("Found instead")),
        DateColumn("last_at", label=_("Last")),
    ]
    list_export = ["words", "times", "corrected", "last_at"]
