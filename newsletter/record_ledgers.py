"""What was done with personal data: who on the staff looked, and what the clock removed."""

from django.utils.translation import gettext_lazy
from wagtail_modeladmin.views import InspectView

from newsletter.admin_views import ForbiddenMixin
from newsletter.ledgers import Ledger, QuickIndexView
from newsletter.models import AccessEntry, RetentionRun


class RecordIndexView(QuickIndexView):
    """A look at a log is not logged, or it would grow by being read."""


class RecordInspectView(ForbiddenMixin, InspectView):
    pass


class RecordLedger(Ledger):
    index_view_class = RecordIndexView
    inspect_view_class = RecordInspectView


class AccessLedger(RecordLedger):
    model = AccessEntry
    base_url_path = "marketing/accesses"
    menu_label = gettext_lazy("Access log")
    menu_icon = "view"
    menu_order = 450
    list_display = ("created_at", "username", "action", "what", "filters", "rows")
    list_filter = ("action", "created_at")
    search_fields = ("username", "what")
    list_export = ("created_at", "username", "action", "what", "filters", "rows")
    export_filename = "accesses"
    inspect_view_fields = [*list_export]

    def row_state(self, row: AccessEntry) -> str:
        return row.action


class RetentionLedger(RecordLedger):
    model = RetentionRun
    base_url_path = "marketing/retention"
    menu_label = gettext_lazy("Retention")
    menu_icon = "history"
    menu_order = 460
    list_display = ("created_at", "is_dry", "what_went")
    list_filter = ("is_dry", "created_at")
    list_export = ("created_at", "is_dry", "what_went")
    export_filename = "retention"
    inspect_view_fields = [*list_export]

    def row_state(self, row: RetentionRun) -> str:
        return "dry" if row.is_dry else "run"


RECORD_LEDGERS = (AccessLedger, RetentionLedger)
