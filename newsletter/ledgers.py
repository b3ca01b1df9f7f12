"""Read-only ledgers of what happened: nothing here is added, edited or deleted by hand."""

from abc import abstractmethod
from typing import Any

from django.contrib.admin import SimpleListFilter, display
from django.contrib.admin.utils import quote
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, re_path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from wagtail import hooks
from wagtail.admin import messages
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView, InspectView

from newsletter import services
from newsletter.access import LoggedMixin
from newsletter.admin_views import ForbiddenMixin, with_permission
from newsletter.exports import SafeExportMixin
from newsletter.listing import DeepPaginator, owner
from newsletter.models import Consent, Delivery, GuidebookDownload, GuidebookFile
from newsletter.services import CannotSendError

LONGEST_NUMBER = 18
# What Django and modeladmin write into these lists, untranslated or badly so: named here, it is in our own catalogue.
WORDS_OF_OTHERS = (
    gettext_noop("Any date"),
    gettext_noop("Today"),
    gettext_noop("Past 7 days"),
    gettext_noop("This month"),
    gettext_noop("This year"),
    gettext_noop("No date"),
    gettext_noop("Has date"),
    gettext_noop("By %(filter_title)s"),
    gettext_noop("Inspect this %(object)s"),
    gettext_noop("Search %(name)s"),
    gettext_noop("No %(name)s have been created yet."),
)


class ReadOnlyPermissionHelper(PermissionHelper):
    """Whoever may view may list and inspect; nobody may do more."""

    def user_can_list(self, user: Any) -> bool:
        return self.user_has_specific_permission(user, self.get_perm_codename("view"))

    def user_can_inspect_obj(self, user: Any, obj: Model) -> bool:
        return self.user_can_list(user)

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Model) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Model) -> bool:
        return False


class QuickIndexView(ForbiddenMixin, SafeExportMixin, IndexView):
    """A list in which nothing takes long: it is sorted by what has an index, and anything else can be filtered by."""

    paginator_class = DeepPaginator
    sortable_by = ("created_at", "issued_at")

    def get_ordering_field(self, field_name: str) -> str | None:
        return super().get_ordering_field(field_name) if field_name in self.sortable_by else None

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> QuerySet:
        person = owner(search_term) if "person" in self.select_related else None
        return queryset.filter(person=person) if person else super().get_search_results(request, queryset, search_term)


class LedgerIndexView(LoggedMixin, QuickIndexView):
    pass


class LedgerInspectView(LoggedMixin, ForbiddenMixin, InspectView):
    def check_action_permitted(self, user: Any) -> bool:
        return self.permission_helper.user_can_inspect_obj(user, self.instance)


class Ledger(ModelAdmin):
    """What the three ledgers share. A row's class says its state, which its own column says in words."""

    permission_helper_class = ReadOnlyPermissionHelper
    index_view_class: type[IndexView] = LedgerIndexView
    inspect_view_class: type[InspectView] = LedgerInspectView
    inspect_view_enabled = True
    history_view_enabled = False
    add_to_admin_menu = False
    empty_value_display = "–"
    list_per_page = 50
    list_select_related: tuple[str, ...] = ()
    index_view_extra_css = ["newsletter/css/ledgers.css"]

    @abstractmethod
    def row_state(self, row: Any) -> str:
        """The state of a row, in a word for its class."""

    def get_extra_attrs_for_row(self, obj: Model, context: Any) -> dict[str, str]:
        return {"class": f"ledger-row ledger-row--{self.row_state(obj)}"}

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        if not instance_pk.isdecimal() or len(instance_pk) > LONGEST_NUMBER:
            raise Http404
        return super().inspect_view(request, instance_pk)

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        views = {"index": self.index_view, "inspect": self.inspect_view}
        return tuple(self.url_for(action, view) for action, view in views.items())

    def url_for(self, action: str, view: Any) -> URLPattern:
        return re_path(
            self.url_helper.get_action_url_pattern(action), view, name=self.url_helper.get_action_url_name(action)
        )

    def register_with_wagtail(self) -> None:
        super().register_with_wagtail()
        hooks.register("register_marketing_menu_item", self.get_menu_item)

    def register_admin_url_finders(self) -> None:
        """There is no page on which a row could be edited."""

    def register_indexing(self) -> None:
        """Nothing is 'used in' a ledger."""


class ConsentLedger(Ledger):
    model = Consent
    base_url_path = "marketing/consents"
    menu_label = gettext_lazy("Consents")
    menu_icon = "check"
    menu_order = 420
    list_display = ("person", "purpose", "action", "method", "created_at", "placement", "page_title")
    list_filter = ("action", "purpose", "created_at")
    list_select_related = ("person",)
    search_fields = ("person__email", "wording")
    list_export = (
        "created_at",
        "person",
        "purpose",
        "action",
        "method",
        "wording",
        "page_title",
        "page_url",
        "page_revision",
        "placement",
        "ip_hash",
    )
    export_filename = "consents"
    inspect_view_fields = [*list_export]

    def row_state(self, row: Consent) -> str:
        return row.action


class DownloadStateFilter(SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return GuidebookDownload.State.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = timezone.now()
        conditions = {
            "downloaded": Q(downloaded_at__isnull=False),
            "open": Q(downloaded_at=None, expires_at__gt=now),
            "expired": Q(downloaded_at=None, expires_at__lte=now),
        }
        return queryset.filter(conditions.get(self.value() or "", Q()))


class FileFilter(SimpleListFilter):
    """Modeladmin's own filter for relations asks Django's admin, which is not installed."""

    title = gettext_lazy("file")
    parameter_name = "guidebook"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(file.pk), str(file)) for file in GuidebookFile.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        known = {key for key, _label in self.lookup_choices}
        return queryset.filter(file=self.value()) if self.value() in known else queryset


class GuidebookDownloadLedger(Ledger):
    model = GuidebookDownload
    base_url_path = "marketing/guidebook-downloads"
    menu_label = gettext_lazy("Guidebook downloads")
    menu_icon = "download"
    menu_order = 410
    list_display = ("person", "file", "state", "issued_at", "expires_at", "downloaded_at")
    list_filter = (DownloadStateFilter, FileFilter, "issued_at")
    list_select_related = ("person", "file", "submission__page")
    search_fields = ("person__email", "file__title")
    list_export = ("issued_at", "person", "file", "submission", "state", "expires_at", "downloaded_at")
    export_filename = "guidebook-downloads"
    inspect_view_fields = [
        "issued_at",
        "person",
        "file",
        "submission",
        "state",
        "expires_at",
        "downloaded_at",
        "ip_hash",
    ]

    def row_state(self, row: GuidebookDownload) -> str:
        return row.state()

    @display(description=gettext_lazy("state"))
    def state(self, row: GuidebookDownload) -> str:
        return row.get_state_display()


class DeliveryButtonHelper(ButtonHelper):
    def get_buttons_for_obj(self, obj: Delivery, **kwargs: Any) -> list[dict[str, Any]]:
        """Adds 'Send again', which leads to the page whose button does it."""
        buttons = super().get_buttons_for_obj(obj, **kwargs)
        if self.request.user.has_perm("newsletter.resend_delivery"):
            url = self.url_helper.get_action_url("resend", quote(obj.pk))
            in_list = kwargs.get("classnames_add") or []
            classname = self.finalise_classname(["button-secondary", *in_list] if in_list else [])
            buttons.append(
                {"url": url, "label": _("Send again"), "classname": classname, "title": _("Send this mail again")}
            )
        return buttons


class DeliveryLedger(Ledger):
    model = Delivery
    base_url_path = "marketing/deliveries"
    menu_label = gettext_lazy("Deliveries")
    menu_icon = "mail"
    menu_order = 430
    button_helper_class = DeliveryButtonHelper
    list_display = ("to", "subject", "status", "created_at", "attempts", "sent_at", "last_error")
    list_filter = ("status", "kind", "created_at")
    list_select_related = ("person",)
    search_fields = ("to", "subject")
    list_export = (
        "created_at",
        "to",
        "kind",
        "subject",
        "status",
        "attempts",
        "next_attempt_at",
        "sent_at",
        "last_error",
    )
    export_filename = "deliveries"
    inspect_view_fields = [*list_export, "message_id"]

    def row_state(self, row: Delivery) -> str:
        return row.status

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        resend = with_permission("newsletter.resend_delivery")(self.resend_view)
        return (*super().get_admin_urls_for_registration(), self.url_for("resend", resend))

    def resend_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        """GET asks, POST sends."""
        if not instance_pk.isdecimal() or len(instance_pk) > LONGEST_NUMBER:
            raise Http404
        delivery = get_object_or_404(Delivery, pk=instance_pk)
        if request.method != "POST":
            context = {
                "delivery": delivery,
                "index_url": self.url_helper.index_url,
                "header_icon": self.get_menu_icon(),
            }
            return render(request, "newsletter/admin/delivery_resend.html", context)
        try:
            services.resend(delivery)
        except CannotSendError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The mail to %(address)s is queued.") % {"address": delivery.to})
        return redirect(self.url_helper.index_url)


LEDGERS = (GuidebookDownloadLedger, ConsentLedger, DeliveryLedger)
