from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from core.models import QueuedMail


class UnsentMailView(ReportView):
    """Mail to people who work here that no mail server took, and why. Its text, which may hold a key, is not shown."""

    model = QueuedMail
    page_title = _("Unsent mail")
    header_icon = "mail"
    index_url_name = "core_unsent_mail"
    index_results_url_name = "core_unsent_mail_results"
    permission_policy = ModelPermissionPolicy(QueuedMail)
    permission_required = "view"
    columns = [
        Column("recipients", label=pgettext_lazy("mail", "To")),
        Column("subject", label=_("Subject")),
        DateColumn("created_at", label=_("Written")),
        Column("attempts", label=_("Attempts")),
        Column("last_error", label=_("Last error")),
    ]
