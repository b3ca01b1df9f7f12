"""The quarantine: forms that looked as if no person had sent them, and the button that frees one."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.utils import quote
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail_modeladmin.helpers import ButtonHelper

from newsletter import services
from newsletter.admin_views import with_permission
from newsletter.ledgers import LONGEST_NUMBER, Ledger
from newsletter.models import Suspect
from newsletter.services import CannotFreeError


class ReasonFilter(SimpleListFilter):
    title = gettext_lazy("reason")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return Suspect.Reason.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in Suspect.Reason.values:
            return queryset
        return queryset.alias(text=Cast("reasons", TextField())).filter(text__contains=f'"{self.value()}"')


class FreedFilter(SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("held", gettext_lazy("held")), ("freed", gettext_lazy("freed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        is_held = {"held": True, "freed": False}.get(self.value() or "")
        return queryset if is_held is None else queryset.filter(freed_at__isnull=is_held)


class SuspectButtonHelper(ButtonHelper):
    def get_buttons_for_obj(self, obj: Suspect, **kwargs: Any) -> list[dict[str, Any]]:
        """Adds 'Free', which leads to the page whose button does it."""
        buttons = super().get_buttons_for_obj(obj, **kwargs)
        if not obj.freed_at and self.request.user.has_perm("newsletter.free_suspect"):
            in_list = kwargs.get("classnames_add") or []
            buttons.append(
                {
                    "url": self.url_helper.get_action_url("free", quote(obj.pk)),
                    "label": _("Free"),
                    "classname": self.finalise_classname(["button-secondary", *in_list] if in_list else []),
                    "title": _("Free this form"),
                }
            )
        return buttons


class SuspectLedger(Ledger):
    model = Suspect
    base_url_path = "marketing/quarantine"
    menu_label = gettext_lazy("Quarantine")
    menu_icon = "warning"
    menu_order = 440
    button_helper_class = SuspectButtonHelper
    list_display = ("address", "page", "why", "created_at", "freed_at")
    list_filter = (FreedFilter, ReasonFilter, "created_at")
    list_select_related = ("page", "freed_by")
    search_fields = ("address",)
    list_export = ("created_at", "address", "page", "why", "freed_at", "freed_by")
    export_filename = "quarantine"
    inspect_view_fields = [*list_export, "answers", "wording"]

    def row_state(self, row: Suspect) -> str:
        return "freed" if row.freed_at else "held"

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        free = with_permission("newsletter.free_suspect")(self.free_view)
        return (*super().get_admin_urls_for_registration(), self.url_for("free", free))

    def free_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        """GET asks, POST frees."""
        if not instance_pk.isdecimal() or len(instance_pk) > LONGEST_NUMBER:
            raise Http404
        suspect = get_object_or_404(Suspect.objects.select_related("page"), pk=instance_pk)
        if request.method != "POST":
            context = {
                "suspect": suspect,
                "index_url": self.url_helper.index_url,
                "header_icon": self.get_menu_icon(),
            }
            return render(request, "newsletter/admin/suspect_free.html", context)
        try:
            services.free(suspect, request.user)
        except CannotFreeError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The form of %(address)s is free.") % {"address": suspect.address})
        return redirect(self.url_helper.index_url)
