"""Names for versions of a page, given and shown in its history."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.history import ActionColumn
from wagtail.admin.views.pages.history import PageHistoryView
from wagtail.models import Page

from core.models import VersionName


class VersionNameForm(forms.ModelForm[VersionName]):
    class Meta:
        model = VersionName
        fields = ["name"]


class NamedVersionColumn(ActionColumn):
    """What was done, the name of the version that it made, and the way to give it one."""

    def get_value(self, instance: Any) -> str:
        named = getattr(instance.revision, "version_name", None) if instance.content_changed else None
        value: str = super().get_value(instance)
        return f"{value}: “{named}”" if named else value

    def get_actions(self, instance: Any, parent_context: Any) -> list[dict[str, Any]]:
        actions: list[dict[str, Any]] = super().get_actions(instance, parent_context)
        if actions:
            url = reverse("core_name_version", args=[self.object.pk, instance.revision_id])
            actions.append({"url": url, "label": gettext("Name this version")})
        return actions


class NamedHistoryView(PageHistoryView):
    @cached_property
    def columns(self) -> list[Column]:
        plain, *others = super().columns
        named = NamedVersionColumn(
            plain.name,
            label=plain.label,
            object=plain.object,
            url_names=plain.url_names,
            user_can_unschedule=plain.user_can_unschedule,
        )
        return [named, *others]

    def _annotate_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super()._annotate_queryset(queryset).select_related("revision__version_name")


def name_version(request: HttpRequest, page_id: int, revision_id: int) -> HttpResponse:
    page: Any = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    revision = get_object_or_404(page.revisions, pk=revision_id)
    named = VersionName.objects.filter(revision=revision).first() or VersionName(revision=revision)
    form = VersionNameForm(request.POST if request.method == "POST" else None, instance=named)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["name"]:
            form.save()
        else:
            VersionName.objects.filter(revision=revision).delete()
        messages.success(request, gettext("Noted."))
        return HttpResponseRedirect(reverse("wagtailadmin_pages:history", args=[page.pk]))
    return render(request, "core/admin/name_version.html", {"page": page, "revision": revision, "form": form})
