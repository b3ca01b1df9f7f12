from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from home.reports import MissedSearchesView
from home.viewsets import SavedSectionViewSet

register_snippet(SavedSectionViewSet)


class MissedSearchesItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("home.view_missedsearch")


@hooks.register("register_admin_urls")
def register_report() -> list[URLPattern]:
    results = MissedSearchesView.as_view(results_only=True)
    return [
        path("reports/missed-searches/", MissedSearchesView.as_view(), name="home_missed_searches"),
        path("reports/missed-searches/results/", results, name="home_missed_searches_results"),
    ]


@hooks.register("register_reports_menu_item")
def register_report_menu_item() -> MenuItem:
    return MissedSearchesItem(
        _("Searches without a result"), reverse("home_missed_searches"), name="missed-searches", icon_name="search"
    )
