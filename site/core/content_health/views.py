"""The report on content health."""

from typing import Any

import django_filters
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, LocaleColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page, get_page_content_types
from wagtail.permissions import policy_registry

from core.assignments import ANY_OF
from core.content_health.findings import CHECKS, Finding, findings_of, found_by, with_findings


def pages_of(user: AbstractUser | AnonymousUser) -> QuerySet[Page]:
    """The pages that somebody works on."""
    return policy_registry.get_by_type(Page).instances_user_has_any_permission_for(user, ANY_OF)


def report_url(code: str = "") -> str:
    return reverse("core_content_health") + (f"?finding={code}" if code else "")


class FindingsColumn(Column):
    """In words, each with the way to the field to mend."""

    cell_template_name = "core/admin/findings.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "edit_url": reverse("wagtailadmin_pages:edit", args=[instance.pk])}


class ContentHealthFilterSet(WagtailFilterSet):
    finding = django_filters.ChoiceFilter(
        label=_("What is wrong"),
        choices=lambda: [(check.code, check.label) for check in CHECKS],
        method="filter_finding",
    )
    content_type = ContentTypeFilter(
        label=_("Type"), queryset=lambda _request: get_page_content_types(include_base_page_type=False)
    )

    class Meta:
        model = Page
        fields = ["finding", "content_type", "locale"]

    def filter_finding(self, pages: QuerySet[Page], name: str, value: str) -> QuerySet[Page]:
        return pages.filter(found_by(*[check for check in CHECKS if check.code == value]))


class ContentHealthView(ReportView):
    """Published pages with something to mend. A row may have several findings."""

    model = Page
    page_title = _("Content health")
    header_icon = "clipboard-list"
    index_url_name = "core_content_health"
    index_results_url_name = "core_content_health_results"
    filterset_class = ContentHealthFilterSet
    any_permission_required = ANY_OF
    columns = [
        TitleColumn("title", label=_("Title"), url_name="wagtailadmin_pages:edit"),
        Column("type", label=_("Type"), accessor="page_type_display_name"),
        LocaleColumn(label=_("Language")),
        FindingsColumn("findings", label=_("To mend")),
        DateColumn("last_published_at", label=_("Last published")),
    ]
    list_export = ["title", "content_type.name", "locale.language_code", "findings", "last_published_at", "full_url"]
    export_headings = {
        "title": _("Title"),
        "content_type.name": _("Type"),
        "locale.language_code": _("Language"),
        "findings": _("To mend"),
        "last_published_at": _("Last published"),
        "full_url": _("Address"),
    }

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)
        self.custom_field_preprocess = {"findings": {self.FORMAT_CSV: in_words, self.FORMAT_XLSX: in_words}}

    def get_base_queryset(self) -> QuerySet[Page]:
        pages = with_findings(pages_of(self.request.user)).filter(found_by(*CHECKS))
        return pages.select_related("locale", "content_type").order_by("path")

    def decorate_paginated_queryset(self, object_list: Any) -> list[Page]:
        pages = list(object_list)
        findings = findings_of(pages)
        for page in pages:
            page.findings = findings[page.pk]
        return pages


def in_words(findings: list[Finding]) -> str:
    return "\n".join(f"{finding.label}: {finding.advice}" for finding in findings)
