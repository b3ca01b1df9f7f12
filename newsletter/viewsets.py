"""The Marketing menu: people, and the files that they ask for."""

from typing import Any

from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views import View
from django_filters import (
    CharFilter,
    ChoiceFilter,
    DateFromToRangeFilter,
    ModelChoiceFilter,
    ModelMultipleChoiceFilter,
    MultipleChoiceFilter,
)
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic import chooser, history, usage
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from newsletter.admin_forms import GuidebookFileForm
from newsletter.admin_views import ForbiddenMixin, forbidden
from newsletter.models import (
    Consent,
    GuidebookDownload,
    GuidebookFile,
    GuidebookPage,
    GuidebookSubmission,
    NewsletterState,
    Person,
    PersonTag,
)
from newsletter.person_views import (
    EraseView,
    ImportView,
    MergeView,
    PersonEditView,
    PersonIndexView,
    PersonInspectView,
    export_person,
)
from newsletter.popup_viewset import PopupViewSet

MOST_SOURCES = 200


class ForbiddingViewSet(ModelViewSet):
    """A viewset whose views answer 403 to those who may not see them."""

    add_view_class = type("AddView", (ForbiddenMixin, generic.CreateView), {})
    edit_view_class = type("EditView", (ForbiddenMixin, generic.EditView), {})
    delete_view_class = type("DeleteView", (ForbiddenMixin, generic.DeleteView), {})
    history_view_class = type("HistoryView", (ForbiddenMixin, history.HistoryView), {})
    usage_view_class = type("UsageView", (ForbiddenMixin, usage.UsageView), {})
    copy_view_enabled = False
    add_to_reference_index = False


def sources() -> list[tuple[str, str]]:
    found = Person.objects.filter(source__gt="").order_by("source").values_list("source", flat=True).distinct()
    return [(source, source) for source in found[:MOST_SOURCES]]


def people_of(rows: QuerySet[Any]) -> Q:
    """Found once for all; a condition on each person would be asked a hundred thousand times to count them."""
    return Q(pk__in=rows.filter(person__isnull=False).order_by().values("person"))


class PersonFilterSet(WagtailFilterSet):
    newsletter = MultipleChoiceFilter(
        label=_("Newsletter"), choices=NewsletterState, widget=CheckboxSelectMultiple, distinct=False
    )
    guidebook = ModelChoiceFilter(
        label=_("Guidebook"), queryset=GuidebookPage.objects.order_by("title"), method="who_asked"
    )
    fetched = ChoiceFilter(
        label=_("Download"), choices=[("yes", _("has a guidebook")), ("no", _("has none yet"))], method="who_fetched"
    )
    source = ChoiceFilter(label=_("Source"), choices=sources)
    placement = CharFilter(label=_("Placement"), method="who_used")
    tags = ModelMultipleChoiceFilter(
        label=_("Tags"), queryset=PersonTag.objects.order_by("name"), widget=CheckboxSelectMultiple
    )
    created_at = DateFromToRangeFilter(label=_("First seen"), widget=DateRangePickerWidget)

    class Meta:
        model = Person
        fields = ["newsletter", "guidebook", "fetched", "source", "placement", "tags", "created_at"]

    def who_asked(self, queryset: QuerySet[Person], name: str, guidebook: GuidebookPage) -> QuerySet[Person]:
        return queryset.filter(people_of(GuidebookSubmission.objects.filter(page=guidebook)))

    def who_fetched(self, queryset: QuerySet[Person], name: str, answer: str) -> QuerySet[Person]:
        fetched = people_of(GuidebookDownload.objects.filter(downloaded_at__isnull=False))
        return queryset.filter(fetched if answer == "yes" else ~fetched)

    def who_used(self, queryset: QuerySet[Person], name: str, placement: str) -> QuerySet[Person]:
        asked = people_of(GuidebookSubmission.objects.filter(placement=placement))
        agreed = people_of(Consent.objects.filter(placement=placement))
        return queryset.filter(asked | agreed)


class PersonViewSet(ForbiddingViewSet):
    model = Person
    name = "leads"
    url_prefix = "marketing/leads"
    icon = "user"
    menu_label = _("Leads")
    form_fields = ["name", "tags"]
    ordering = "-created_at"
    list_display = [
        "email",
        "name",
        "newsletter",
        Column("guidebooks", label=_("Guidebooks")),
        Column("source", label=_("Source"), sort_key="source"),
        Column("tag_names", label=_("Tags")),
        DateColumn("created_at", label=_("First seen"), sort_key="created_at"),
    ]
    search_fields = ["email", "name"]
    filterset_class = PersonFilterSet
    list_export = [
        "email",
        "name",
        "get_newsletter_display",
        "guidebooks",
        "placements",
        "source",
        "tag_names",
        "consent_wording",
        "consent_given_at",
        "consent_confirmed_at",
        "consent_withdrawn_at",
        "locale",
        "created_at",
    ]
    export_headings = {
        "get_newsletter_display": _("Newsletter"),
        "guidebooks": _("Guidebooks"),
        "placements": _("Placements"),
        "tag_names": _("Tags"),
        "consent_wording": _("Consent: wording"),
        "consent_given_at": _("Consent: given"),
        "consent_confirmed_at": _("Consent: confirmed"),
        "consent_withdrawn_at": _("Consent: withdrawn"),
    }
    export_filename = "leads"
    index_view_class = PersonIndexView
    edit_view_class = PersonEditView
    inspect_view_class = PersonInspectView
    inspect_view_enabled = True
    inspect_view_fields = [
        "email",
        "name",
        "newsletter",
        "paused_until",
        "source",
        "first_touch",
        "last_touch",
        "tag_names",
        "locale",
        "created_at",
    ]
    inspect_template_name = "newsletter/admin/person_inspect.html"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("erase/<int:pk>/", EraseView.as_view(), name="erase"),
            path("merge/<int:pk>/", MergeView.as_view(), name="merge"),
            path("export/<int:pk>/", export_person, name="export"),
            path("import/", ImportView.as_view(), name="import"),
        ]


class GuidebookFileDeleteView(ForbiddenMixin, generic.DeleteView):
    """Deletes a file that nobody was ever promised."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "is_protected": self.object.is_in_use}

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return self.get(request, *args, **kwargs) if self.object.is_in_use else super().post(request, *args, **kwargs)


class GuidebookFileViewSet(ForbiddingViewSet):
    model = GuidebookFile
    name = "guidebook_files"
    url_prefix = "marketing/guidebook-files"
    icon = "doc-full-inverse"
    menu_label = _("Guidebook files")
    ordering = "title"
    list_display = [
        "title",
        "version",
        "page_count",
        DateColumn("uploaded_at", label=_("Uploaded"), sort_key="uploaded_at"),
    ]
    search_fields = ["title", "version"]
    index_view_class = type("IndexView", (ForbiddenMixin, generic.IndexView), {})
    delete_view_class = GuidebookFileDeleteView
    delete_template_name = "newsletter/admin/guidebook_file_delete.html"
    add_to_reference_index = True


class GuidebookFileChooserMixin(View):
    """For those who write guidebooks' pages, where Wagtail lets all staff read what there is to choose."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not any(request.user.has_perm(f"newsletter.{action}_guidebookpage") for action in ("add", "change")):
            return forbidden(request)
        return super().dispatch(request, *args, **kwargs)


class GuidebookFileChooserViewSet(ChooserViewSet):
    model = GuidebookFile
    name = "guidebook_file_chooser"
    url_prefix = "marketing/guidebook-file-chooser"
    icon = "doc-full-inverse"
    choose_one_text = _("Choose a file")
    choose_another_text = _("Choose another file")
    edit_item_text = _("Edit this file")
    create_action_label = _("Upload")
    creation_form_class = GuidebookFileForm
    choose_view_class = type("ChooseView", (GuidebookFileChooserMixin, chooser.ChooseView), {})
    choose_results_view_class = type("ChooseResultsView", (GuidebookFileChooserMixin, chooser.ChooseResultsView), {})
    chosen_view_class = type("ChosenView", (GuidebookFileChooserMixin, chooser.ChosenView), {})
    chosen_multiple_view_class = type("ChosenMultipleView", (GuidebookFileChooserMixin, chooser.ChosenMultipleView), {})


class MarketingViewSetGroup(ViewSetGroup):
    """Everything that marketing looks after, beside its pages. The ledgers join by the hook."""

    menu_label = _("Marketing")
    menu_name = "marketing"
    menu_icon = "group"
    menu_order = 250
    items = (PersonViewSet, GuidebookFileViewSet, PopupViewSet)
    submenu_hook = "register_marketing_menu_item"
