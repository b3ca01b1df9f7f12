from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import AdminOnlyMenuItem, MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Locale, Page
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet
from wagtail.rich_text.feature_registry import FeatureRegistry

from core.assignments import ANY_OF, AssignButton, assign
from core.content_health.views import ContentHealthView, report_url
from core.desk import furnish
from core.guide import picture_of_document, read_document
from core.image_views import AddImageView
from core.licences import LicencesView, may_mend_pictures
from core.models import User
from core.models.pages import may
from core.operations import OperationsView, run_job_now
from core.page_links import TranslatedPageLinks
from core.readiness import check_readiness
from core.reports import UnsentMailView
from core.rich_text import register_footnotes
from core.shared_drafts.admin_views import ShareButton, share_draft, withdraw_draft
from core.staging import KeptMailView, keeps_mail, kept_mail
from core.translation_views import TranslatePageView, TranslationsView
from core.two_factor import has_second_factor
from core.two_factor_views import ManageView, ResetView, SetUpView
from core.versions import name_version
from core.viewsets import AnyPageViewSet


@hooks.register("before_create_page")
def refuse_types_of_others(request: HttpRequest, parent_page: Page, page_class: type[Page]) -> None:
    """A group adds only the page types that it has the permission to add."""
    if not may(request.user, "add", page_class):
        raise PermissionDenied


@hooks.register("construct_explorer_page_queryset")
def name_place_of_children(parent_page: Page, pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Says where the paths of children lie: SQLite finds none by its beginning, and would go through all pages."""
    if request.GET.keys() - {"p", "ordering"}:  # A search or a filter finds more than children.
        return pages
    return pages.filter(path__range=Page._get_children_path_interval(parent_page.path))


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
        path("reports/content-health/", ContentHealthView.as_view(), name="core_content_health"),
        path(
            "reports/content-health/results/",
            ContentHealthView.as_view(results_only=True),
            name="core_content_health_results",
        ),
        path("reports/licences/", LicencesView.as_view(), name="core_licences"),
        path("reports/licences/results/", LicencesView.as_view(results_only=True), name="core_licences_results"),
        path("reports/translations/", TranslationsView.as_view(), name="core_translations"),
        path(
            "reports/translations/results/",
            TranslationsView.as_view(results_only=True),
            name="core_translations_results",
        ),
        path("reports/operations/", OperationsView.as_view(), name="core_operations"),
        path("reports/operations/run/<str:name>/", run_job_now, name="core_run_job"),
        path("reports/kept-mail/", KeptMailView.as_view(), name="core_kept_mail"),
        path("reports/kept-mail/<str:file>", kept_mail, name="core_kept_mail_file"),
        path("help/guide/", read_document, name="core_guide"),
        path("help/guide/<path:name>.md", read_document, name="core_document"),
        path("help/guide/pictures/<path:name>", picture_of_document, name="core_document_picture"),
        path("assignments/<int:page_id>/", assign, name="core_assign"),
        path("versions/<int:page_id>/<int:revision_id>/", name_version, name="core_name_version"),
        path("drafts/<int:page_id>/", share_draft, name="core_share_draft"),
        path("drafts/withdraw/<int:pk>/", withdraw_draft, name="core_withdraw_draft"),
        path("two-factor/set-up/", SetUpView.as_view(), name="two_factor_set_up"),
        path("two-factor/manage/", ManageView.as_view(), name="two_factor_manage"),
        path("users/<int:pk>/reset-two-factor/", ResetView.as_view(), name="two_factor_reset"),
        # In the place of Wagtail's own, whose addresses they have.
        path("translation/submit/page/<int:page_id>/", TranslatePageView.as_view()),
        path("images/add/", AddImageView.as_view()),
    ]


class WritersMenuItem(MenuItem):
    """Shown to those who work on pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(Page).user_has_any_permission(request.user, ANY_OF))


class TranslationsMenuItem(WritersMenuItem):
    """Shown once there is more than one language."""

    def is_shown(self, request: HttpRequest) -> bool:
        return super().is_shown(request) and Locale.objects.count() > 1


@hooks.register("register_reports_menu_item")
def register_content_health_menu_item() -> MenuItem:
    return WritersMenuItem(_("Content health"), report_url(), name="content-health", icon_name="clipboard-list")


@hooks.register("register_help_menu_item")
def register_guide_menu_item() -> MenuItem:
    return MenuItem(_("Guide to this site"), reverse("core_guide"), name="guide", icon_name="help", order=10)


class LicencesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_mend_pictures(request.user)


@hooks.register("register_reports_menu_item")
def register_licences_menu_item() -> MenuItem:
    return LicencesMenuItem(_("Licences that end"), reverse("core_licences"), name="licences", icon_name="image")


@hooks.register("register_account_menu_item")
def register_second_factor(request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("two_factor_set_up"),
        "label": gettext("Second factor"),
        "help_text": gettext("A code from your phone beside the password, so that a stolen password opens nothing."),
    }


@hooks.register("register_user_listing_buttons")
def register_reset_button(user: User, request_user: User) -> list[Button]:
    if not request_user.is_superuser or not has_second_factor(user):
        return []
    url = reverse("two_factor_reset", args=[user.pk])
    return [Button(gettext("Reset the second factor"), url, icon_name="key", priority=40)]


@hooks.register("register_reports_menu_item")
def register_translations_menu_item() -> MenuItem:
    return TranslationsMenuItem(_("Translations"), reverse("core_translations"), name="translations", icon_name="globe")


@hooks.register("register_reports_menu_item")
def register_report_menu_item() -> MenuItem:
    return AdminOnlyMenuItem(_("Unsent mail"), reverse("core_unsent_mail"), name="unsent-mail", icon_name="mail")


class KeptMailMenuItem(AdminOnlyMenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return keeps_mail() and super().is_shown(request)


@hooks.register("register_reports_menu_item")
def register_kept_mail_menu_item() -> MenuItem:
    return KeptMailMenuItem(_("Kept mail"), reverse("core_kept_mail"), name="kept-mail", icon_name="mail")


class OperationsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("core.view_scheduledjob")


@hooks.register("register_reports_menu_item")
def register_operations_menu_item() -> MenuItem:
    return OperationsMenuItem(_("Operations"), reverse("core_operations"), name="operations", icon_name="cogs")


hooks.register("construct_wagtail_userbar", check_readiness)
hooks.register("construct_homepage_panels", furnish)


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    codenames = ["excuse_publish_rules", "view_scheduledjob", "run_scheduledjob"]
    return Permission.objects.filter(content_type__app_label="core", codename__in=codenames)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("core.draft_shared", _("Share draft"), _("Shared as a draft"))
    actions.register_action("core.draft_withdrawn", _("Withdraw draft"), _("Shared draft withdrawn"))

    @actions.register_action("core.publish_excused")
    class PublishExcused(LogFormatter):
        label = _("Publish all the same")

        def format_message(self, log_entry: Any) -> str:
            return gettext("Published although: %(rules)s. %(reason)s") % {
                "rules": ", ".join(log_entry.data["rules"]),
                "reason": log_entry.data["reason"],
            }

    actions.register_action("core.two_factor_set_up", _("Set up a second factor"), _("Set up a second factor"))
    actions.register_action("core.two_factor_removed", _("Remove a second factor"), _("Removed the second factor"))


@hooks.register("register_page_header_buttons")
def header_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    yield AssignButton(page, user)
    yield ShareButton(page, user)


@hooks.register("register_rich_text_features", order=100)  # After Wagtail's own, which it takes the place of.
def register_page_links(features: FeatureRegistry) -> None:
    features.register_link_type(TranslatedPageLinks)


@hooks.register("insert_editor_js")
def editor_script() -> SafeString:
    return format_html('<script src="{}"></script>', static("js/editor.js"))


@hooks.register("register_rich_text_features")
def register_features(features: FeatureRegistry) -> None:
    register_footnotes(features)


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, "core/icons/footnote.svg"]
