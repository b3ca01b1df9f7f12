"""Where editors share a draft, see who may still look at it, and withdraw it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from core.models import SharedDraft
from core.shared_drafts.links import path_of, share, withdraw


class ShareForm(forms.Form):
    days = forms.TypedChoiceField(
        label=_("For"), coerce=int, initial=7, choices=[(1, _("a day")), (7, _("a week")), (30, _("thirty days"))]
    )


class ShareButton(Button):
    """In the menu of a page's header, for those who may edit it."""

    def __init__(self, page: Page, user: Any) -> None:
        super().__init__(_("Share draft"), icon_name="link", priority=62)
        self.url = reverse("core_share_draft", args=[page.pk])
        self.is_allowed = not page.is_root() and page.permissions_for_user(user).can_edit()

    @property
    def show(self) -> bool:
        return bool(self.is_allowed)


def page_to_share(request: HttpRequest, page_id: int) -> Page:
    page: Page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def share_draft(request: HttpRequest, page_id: int) -> HttpResponse:
    page = page_to_share(request, page_id)
    form = ShareForm(request.POST if request.method == "POST" else None)
    user: Any = request.user
    if request.method == "POST" and form.is_valid():
        share(page, user, timedelta(days=form.cleaned_data["days"]))
        messages.success(request, gettext("The link is made. Whoever has it sees this version of the page."))
        return HttpResponseRedirect(reverse("core_share_draft", args=[page.pk]))
    drafts = SharedDraft.objects.open().filter(page=page.pk).select_related("created_by")
    links = [(draft, request.build_absolute_uri(path_of(draft))) for draft in drafts]
    return render(request, "core/admin/share_draft.html", {"page": page, "form": form, "links": links})


@require_POST
def withdraw_draft(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(SharedDraft, pk=pk)
    page = page_to_share(request, draft.page_id)
    user: Any = request.user
    withdraw(draft, user)
    messages.success(request, gettext("The link leads nowhere any more."))
    return HttpResponseRedirect(reverse("core_share_draft", args=[page.pk]))
