from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import AdminOnlyMenuItem, MenuItem
from wagtail.models import Page

from core.models.pages import may
from core.reports import UnsentMailView
from core.viewsets import AnyPageViewSet


@hooks.register("before_create_page")
def refuse_types_of_others(request: HttpRequest, parent_page: Page, page_class: type[Page]) -> None:
    """A group adds only the page types that it has the permission to add."""
    if not may(request.user, "add", page_class):
        raise PermissionDenied


@hooks.register("register_admin_viewset", order=100)
def register_page_viewset() -> AnyPageViewSet:
    return AnyPageViewSet()


@hooks.register("register_admin_urls")
def register_report() -> list[URLPattern]:
    return [
        path("reports/unsent-mail/", UnsentMailView.as_view(), name="core_unsent_mail"),
        path(
            "reports/unsent-mail/results/", UnsentMailView.as_view(results_only=True), name="core_unsent_mail_results"
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_report_menu_item() -> MenuItem:
    return AdminOnlyMenuItem(_("Unsent mail"), reverse("core_unsent_mail"), name="unsent-mail", icon_name="mail")


@hooks.register("insert_editor_js")
def editor_script() -> SafeString:
    return format_html('<script src="{}"></script>', static("js/editor.js"))
