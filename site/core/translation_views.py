"""How editors have a page translated, and see what is and what is not."""

from collections.abc import Iterator
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.ui.tables import Column, LocaleColumn, TitleColumn
from wagtail.admin.ui.tables.pages import PageTypeColumn
from wagtail.admin.views.reports import ReportView
from wagtail.contrib.simple_translation.views import SubmitPageTranslationView
from wagtail.models import Locale, Page, get_page_content_types


class TranslatePageView(SubmitPageTranslationView):
    """Makes those above it that have no version yet as drafts too, where the user may.

    Wagtail itself would send them up the tree, page by page.
    """

    def get_form(self) -> Any:
        form = super().get_form()
        locales = form.fields["locales"]
        above = {locale.pk: list(self.missing_above(locale)) for locale in locales.queryset}
        refused = [key for key, pages in above.items() if not all(self.may_translate(page) for page in pages)]
        titles = {page.pk: page.get_admin_display_title() for pages in above.values() for page in pages}
        locales.widget.disabled_values = refused
        form.show_submit = len(refused) < len(above)
        if refused:
            locales.help_text = _("The pages above this one must be translated first: %(pages)s") % {
                "pages": ", ".join(titles.values())
            }
        elif titles:
            locales.help_text = _("The pages above this one are made too, as drafts: %(pages)s") % {
                "pages": ", ".join(titles.values())
            }
        return form

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        form = self.get_form()
        with transaction.atomic():
            for locale in form.cleaned_data["locales"] if form.is_valid() else ():
                for page in list(self.missing_above(locale)):
                    if not self.may_translate(page):
                        raise PermissionDenied
                    CopyPageForTranslationAction(page, locale, user=request.user).execute(skip_permission_checks=True)
            response: HttpResponseBase = super().post(request, **kwargs)
        return response

    def missing_above(self, locale: Locale) -> Iterator[Page]:
        """The pages above that have no version in this language, the highest first."""
        for page in self.object.get_ancestors().filter(depth__gt=1).specific():
            if not page.has_translation(locale):
                yield page

    def may_translate(self, page: Page) -> bool:
        return bool(page.permissions_for_user(self.request.user).can_edit())


class State(TextChoices):
    """Of a page in a language that is not the one it was written in."""

    MISSING = "missing", _("missing")
    DRAFT = "draft", _("draft")
    OUTDATED = "outdated", _("out of date")
    CURRENT = "current", _("up to date")


def state_in(locale: Locale) -> Case:
    """A version is out of date when the original was published after it."""
    versions = Page.objects.filter(translation_key=OuterRef("translation_key"), locale=locale)
    older = versions.filter(alias_of=None, last_published_at__lt=OuterRef("last_published_at"))
    return Case(
        When(locale=locale, then=Value("")),
        When(~Exists(versions), then=Value(State.MISSING)),
        When(~Exists(versions.filter(live=True)), then=Value(State.DRAFT)),
        When(Exists(older), then=Value(State.OUTDATED)),
        default=Value(State.CURRENT),
    )


def column_of(locale: Locale) -> str:
    return f"state_{locale.pk}"


def label_of(state: str) -> str:
    return str(State(state).label) if state else ""


def with_states(pages: QuerySet[Page]) -> QuerySet[Page]:
    """The pages as they were first written, each with its state in every language."""
    earlier = Page.objects.filter(translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk"))
    originals = pages.filter(~Exists(earlier), depth__gt=1, alias_of=None)
    return originals.annotate(**{column_of(locale): state_in(locale) for locale in Locale.objects.all()})


class StateColumn(Column):
    """In words, with the way to the version or to making one."""

    cell_template_name = "core/admin/translation_state.html"

    def __init__(self, locale: Locale) -> None:
        super().__init__(column_of(locale), label=locale.get_display_name())
        self.locale = locale

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        state = self.get_value(instance)
        version = instance.versions.get(self.locale.pk)
        if version and state:
            url = reverse("wagtailadmin_pages:edit", args=[version])
        else:
            url = reverse("simple_translation:submit_page_translation", args=[instance.pk])
        return {**context, "state": state, "label": label_of(state), "url": url}


class TranslationFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("Translation"), choices=State.choices, method="filter_state")
    content_type = ContentTypeFilter(
        label=_("Type"), queryset=lambda _request: get_page_content_types(include_base_page_type=False)
    )

    class Meta:
        model = Page
        fields = ["state", "content_type", "live"]

    def filter_state(self, pages: QuerySet[Page], name: str, value: str) -> QuerySet[Page]:
        return pages.filter(Q(*[(column_of(locale), value) for locale in Locale.objects.all()], _connector=Q.OR))


class TranslationsView(ReportView):
    """Each page that the user may work on, and how its translations stand."""

    model = Page
    page_title = _("Translations")
    header_icon = "globe"
    index_url_name = "core_translations"
    index_results_url_name = "core_translations_results"
    filterset_class = TranslationFilterSet
    any_permission_required = ["add", "change", "publish"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.locales = list(Locale.objects.all())
        states = [column_of(locale) for locale in self.locales]
        self.list_export = ["title", "content_type.name", "locale.language_code", *states, "full_url"]
        self.export_headings = {
            "title": _("Title"),
            "content_type.name": _("Type"),
            "locale.language_code": _("Language"),
            "full_url": _("Address"),
            **{column_of(locale): locale.get_display_name() for locale in self.locales},
        }
        self.custom_field_preprocess = {
            name: {self.FORMAT_CSV: label_of, self.FORMAT_XLSX: label_of} for name in states
        }

    @property
    def columns(self) -> list[Any]:
        return [
            TitleColumn("title", label=_("Title"), url_name="wagtailadmin_pages:edit"),
            PageTypeColumn("type", label=_("Type")),
            LocaleColumn(label=_("Written in")),
            *(StateColumn(locale) for locale in self.locales),
        ]

    def get_base_queryset(self) -> QuerySet[Page]:
        pages = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, self.any_permission_required
        )
        return with_states(pages).select_related("locale", "content_type").order_by("path")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Adds which versions there are, in one query."""
        pages = list(object_list)
        found = Page.objects.filter(translation_key__in=[page.translation_key for page in pages])
        rows = list(found.order_by().values_list("translation_key", "locale_id", "pk"))
        for page in pages:
            page.versions = {locale: key for same, locale, key in rows if same == page.translation_key}
        return pages
