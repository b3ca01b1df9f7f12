"""Which pages still hold something that an import could not convert."""

from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.reports import PageReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from articles.models import ArticlePage
from core.blocks import REMAINDER
from core.models.pages import may
from core.text_pages import text_page_model

# As both databases write it: SQLite keeps the text that Python made, PostgreSQL writes its own in the same way.
MARK = f'"type": "{REMAINDER}"'


def pages_with_remainders(user: Any) -> QuerySet[Page]:
    """Those of the types that somebody may change."""
    models: list[Any] = [model for model in (ArticlePage, text_page_model()) if model and may(user, "change", model)]
    wanted = Q(pk__in=[])
    for model in models:
        found = model.objects.annotate(text=Cast("body", TextField())).filter(text__contains=MARK)
        wanted |= Q(pk__in=found.order_by().values("pk"))
    return Page.objects.filter(wanted)


class RemaindersView(PageReportView):
    """Pages that editors still have to look through after a move."""

    page_title = _("Remainders of imports")
    header_icon = "warning"
    index_url_name = "articles_remainders"
    index_results_url_name = "articles_remainders_results"
    permission_policy = page_permission_policy
    any_permission_required = ["add", "change", "publish"]

    def get_queryset(self) -> QuerySet[Page]:
        mine = page_permission_policy.instances_user_has_permission_for(self.request.user, "change")
        self.queryset = (
            pages_with_remainders(self.request.user)
            .filter(pk__in=mine.values("pk"))
            .order_by("-latest_revision_created_at")
        )
        return super().get_queryset()
