"""Who sees to it that a page is published, and by when: where that is said, and who is told."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permissions import policy_registry

from core.models import Assignment, User

ANY_OF = ["add", "change", "publish"]


class AssignmentForm(forms.ModelForm[Assignment]):
    class Meta:
        model = Assignment
        fields = ["owner", "due_on"]
        widgets = {"due_on": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        writers = policy_registry.get_by_type(Page).users_with_any_permission(ANY_OF)
        owner.queryset = writers.filter(is_active=True).order_by("last_name", "first_name", "username")
        owner.label_from_instance = name_of


def name_of(user: User) -> str:
    return user.get_full_name() or user.get_username()


class AssignButton(Button):
    """In the menu of a page's header, for those who may edit it."""

    def __init__(self, page: Page, user: Any) -> None:
        super().__init__(_("Owner and due date"), icon_name="user", priority=61)
        self.url = reverse("core_assign", args=[page.pk])
        self.is_allowed = not page.is_root() and page.permissions_for_user(user).can_edit()

    @property
    def show(self) -> bool:
        return bool(self.is_allowed)


def assign(request: HttpRequest, page_id: int) -> HttpResponse:
    page: Any = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    assignment = Assignment.objects.filter(page=page_id).first() or Assignment(page_id=page_id)
    before = assignment.owner_id
    form = AssignmentForm(request.POST if request.method == "POST" else None, instance=assignment)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            if assignment.owner and assignment.owner_id not in {before, request.user.pk}:
                tell(assignment, page, request.user)
        messages.success(request, gettext("Noted."))
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return render(request, "core/admin/assign.html", {"page": page, "form": form})


def tell(assignment: Assignment, page: Page, by: Any) -> None:
    if not assignment.owner or not assignment.owner.email:
        return
    title = page.get_admin_display_title()
    context = {"title": title, "by": name_of(by), "due_on": assignment.due_on, "page_id": page.pk}
    with override(assignment.owner.language):
        subject = gettext("“%(title)s” is yours to bring out") % {"title": title}
        send_mail(subject, render_to_string("core/email/assigned.txt", context), None, [assignment.owner.email])
