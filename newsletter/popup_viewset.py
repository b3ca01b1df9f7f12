"""Where marketing edits the offers that come to readers."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.views.generic.ordering import ReorderView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from articles.models import Topic
from core.languages import other_languages, own_name
from core.tasks import make_image_renditions
from newsletter.admin_views import ForbiddenMixin, with_permission
from newsletter.models import GuidebookPage, Popup
from newsletter.popups import facts
from newsletter.views.popups import popup_response

TOPICS = FieldPanel("topics", widget=forms.CheckboxSelectMultiple)


class PopupForm(WagtailAdminModelForm):
    places = forms.MultipleChoiceField(
        label=_("on"),
        choices=Popup.Place,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: on all of them. Never on landing and guidebook pages, nor on those behind a mailed link."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics: Any = self.fields["topics"]
        topics.queryset = topics.queryset.select_related("locale").order_by("locale", "sort_order", "name")
        topics.label_from_instance = name_in_its_language


def name_in_its_language(topic: Topic) -> str:
    """A topic and its translation may have the same name."""
    code = topic.locale.language_code
    return f"{topic.name} ({own_name(code)})" if code in other_languages() else topic.name


class PopupIndexView(ForbiddenMixin, generic.IndexView):
    def get_list_more_buttons(self, instance: Popup) -> list[Any]:
        see_it = Button(_("See it"), url=preview_url(instance), icon_name="view", priority=15)
        return [*super().get_list_more_buttons(instance), see_it]


class SavingMixin(ForbiddenMixin):
    """Has the picture made ready, and says so when what was saved cannot show yet."""

    def save_instance(self) -> Popup:
        popup: Popup = super().save_instance()  # type: ignore[misc] # Of the view that this is mixed into.
        if popup.is_live and not GuidebookPage.objects.published().filter(pk=popup.guidebook_id).exists():
            messages.warning(self.request, _("Readers will see it once its guidebook is published."))
        if popup.image_id:
            make_image_renditions.enqueue(popup.image_id, ["inline"])
        return popup


class PopupAddView(SavingMixin, generic.CreateView):
    pass


class PopupEditView(SavingMixin, generic.EditView):
    @property
    def header_more_buttons(self) -> list[Button]:
        see_it = Button(_("See it"), url=preview_url(self.object), icon_name="view", priority=5)
        return [see_it, *super().header_more_buttons]


def preview_url(popup: Popup) -> str:
    return reverse("popups:preview", args=[popup.pk])


@with_permission("newsletter.view_popup")
def preview(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The popup as a reader meets it, on a page of example text, whether or not it is live; remembers nothing."""
    popup = get_object_or_404(Popup.objects.select_related("guidebook__cover"), pk=pk)
    shown = facts(popup, reverse("popups:preview_parts", args=[pk]))
    return render(
        request,
        "newsletter/popup_preview.html",
        {"popup": popup, "facts": {"popups": [shown], "isPreview": True}, "no_index": True, "meta_title": popup.name},
    )


@with_permission("newsletter.view_popup")
def preview_parts(request: HttpRequest, pk: int) -> HttpResponse:
    popup = get_object_or_404(Popup.objects.select_related("image", "guidebook__cover"), pk=pk)
    with translation.override(settings.LANGUAGE_CODE):
        return popup_response(request, popup)


class PopupViewSet(ModelViewSet):
    model = Popup
    name = "popups"
    url_prefix = "marketing/popups"
    icon = "pick"
    menu_label = _("Popups")
    ordering = ["sort_order", "pk"]
    sort_order_field = "sort_order"
    list_display = [
        "name",
        Column("get_shape_display", label=_("Shape"), accessor="get_shape_display"),
        Column("waits_for", label=_("Trigger")),
        Column("guidebook", label=_("Guidebook")),
        BooleanColumn("is_live", label=pgettext_lazy("popup", "Live")),
        DateColumn("starts_at", label=pgettext_lazy("popup", "From")),
        DateColumn("ends_at", label=pgettext_lazy("popup", "Until")),
    ]
    search_fields = ["name", "heading"]
    list_filter = ["is_live", "shape", "guidebook"]
    copy_view_enabled = False
    add_to_reference_index = True
    index_view_class = PopupIndexView
    add_view_class = PopupAddView
    edit_view_class = PopupEditView
    delete_view_class = type("DeleteView", (ForbiddenMixin, generic.DeleteView), {})
    history_view_class = type("HistoryView", (ForbiddenMixin, history.HistoryView), {})
    usage_view_class = type("UsageView", (ForbiddenMixin, usage.UsageView), {})
    reorder_view_class = type("OrderView", (ForbiddenMixin, ReorderView), {})
    edit_handler = ObjectList(
        [
            MultiFieldPanel(["name", "is_live"], heading=_("Popup")),
            MultiFieldPanel(["guidebook", "heading", "text", "image"], heading=_("What it offers")),
            MultiFieldPanel(["shape", FieldRowPanel(["trigger", "threshold"])], heading=_("How it comes")),
            MultiFieldPanel(["places", TOPICS, FieldRowPanel(["starts_at", "ends_at"])], heading=_("Where and when")),
            MultiFieldPanel([FieldRowPanel(["quiet_days", "most_shown"])], heading=_("Manners")),
        ],
        base_form_class=PopupForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("preview/<int:pk>/", preview, name="preview"),
            path("preview/<int:pk>/parts/", preview_parts, name="preview_parts"),
        ]
