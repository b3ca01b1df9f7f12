"""What the Marketing menu does with people, beside listing them."""

import json
from collections.abc import Iterator
from io import TextIOWrapper
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.tags import autocomplete
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from core.addresses import normalise
from newsletter import services
from newsletter.access import Action, LoggedMixin, note_access
from newsletter.admin_views import ForbiddenMixin, forbidden, with_permission
from newsletter.exports import SafeExportMixin
from newsletter.lead_rows import lead_rows
from newsletter.listing import DeepPaginator, owner
from newsletter.models import GuidebookSubmission, Person
from newsletter.timeline import timeline

LARGEST_LIST = 5 * 1024 * 1024


class PersonIndexView(LoggedMixin, ForbiddenMixin, SafeExportMixin, generic.IndexView):
    paginator_class = DeepPaginator

    def get_base_queryset(self) -> QuerySet[Person]:
        """What the columns read of requests, without the rest of them."""
        submissions = GuidebookSubmission.objects.select_related("page").only("person_id", "submit_time", "page__title")
        return super().get_base_queryset().prefetch_related(Prefetch("submissions", submissions), "tags")

    def search_queryset(self, queryset: QuerySet[Person]) -> QuerySet[Person]:
        person = owner(self.search_query) if self.is_searching else None
        return queryset.filter(pk=person.pk) if person else super().search_queryset(queryset)

    def export_rows(self, queryset: QuerySet[Person]) -> Iterator[dict[str, Any]]:
        return lead_rows(queryset)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        may_import = self.request.user.has_perm("newsletter.import_person")
        button = Button(_("Import people"), url=reverse("leads:import"), icon_name="upload", priority=10)
        return [*super().header_more_buttons, *([button] if may_import else [])]

    def _get_custom_column(self, field_name: str, column_class: type = Column, **kwargs: Any) -> Column:
        """Lets an address lead to what happened, and not to the form where name and tags can be changed."""
        if "get_url" in kwargs:
            kwargs["get_url"] = self.get_inspect_url
        return super()._get_custom_column(field_name, column_class, **kwargs)


class PersonEditView(LoggedMixin, ForbiddenMixin, generic.EditView):
    def save_instance(self) -> Person:
        person: Person = self.form.instance
        if "name" in self.form.changed_data:
            services.rename(person, self.form.cleaned_data["name"], self.request.user)
        services.tag(person, self.form.cleaned_data["tags"])
        log(person, "wagtail.edit", user=self.request.user, content_changed=self.form.has_changed())
        return person


class PersonInspectView(LoggedMixin, ForbiddenMixin, generic.InspectView):
    def get_paused_until_display_value(self) -> str:
        return date_format(self.object.paused_until) if self.object.paused_until else "–"

    def get_created_at_display_value(self) -> str:
        return date_format(localtime(self.object.created_at), "DATETIME_FORMAT")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = self.request.user.has_perm
        actions = [
            (_("Everything as a file"), "leads:export", True),
            (_("Merge with a duplicate"), "leads:merge", may("newsletter.merge_person")),
            (_("Erase"), "leads:erase", may("newsletter.erase_person")),
        ]
        return {
            **super().get_context_data(**kwargs),
            "timeline": timeline(self.object),
            "person_actions": [
                (label, reverse(name, args=[self.object.pk])) for label, name, allowed in actions if allowed
            ],
        }


class StaffFormView(ForbiddenMixin, FormView):
    """A page with a form and one button; GET asks, POST acts, for those who have `permission`."""

    permission: str
    heading: Any
    button_label: Any
    text: Any = ""
    icon = "user"
    form_class: type[forms.Form] = forms.Form
    template_name = "newsletter/admin/person_action.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            return forbidden(request)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def person(self) -> Person:
        return get_object_or_404(Person, pk=self.kwargs["pk"])

    def back_url(self) -> str:
        return reverse("leads:inspect", args=[self.person.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "action": self}


class EraseView(StaffFormView):
    permission = "newsletter.erase_person"
    heading = gettext_lazy("Erase this person")
    button_label = gettext_lazy("Erase for good")
    text = gettext_lazy(
        "Everything that says who this was is removed at once and cannot be brought back. What remains: numbers "
        "without a name, and, if they left the newsletter, a mark that keeps their address out."
    )
    icon = "bin"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        services.erase(self.person, self.request.user)
        messages.success(self.request, _("The person is erased."))
        return redirect("leads:index")


class MergeForm(forms.Form):
    address = forms.EmailField(
        label=gettext_lazy("Address of the duplicate"),
        help_text=gettext_lazy("Its requests, consents and mails come here, and its own row goes."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_address(self) -> str:
        """Sets `duplicate`, another person than the one it comes to."""
        address = normalise(self.cleaned_data["address"])
        self.duplicate = Person.objects.filter(email=address).exclude(pk=self.person.pk).first()
        if self.duplicate is None:
            raise ValidationError(_("No other person has this address."))
        return address


class MergeView(StaffFormView):
    permission = "newsletter.merge_person"
    heading = gettext_lazy("Merge with a duplicate")
    button_label = gettext_lazy("Merge")
    text = gettext_lazy("This address stays. If either of the two has left the newsletter, the person stays out of it.")
    form_class = MergeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": self.person}

    def form_valid(self, form: MergeForm) -> HttpResponse:
        if form.duplicate is not None:
            services.merge(self.person, form.duplicate, self.request.user)
            messages.success(self.request, _("The two are one."))
        return redirect(self.back_url())


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("The first row names the columns: email, and name if there is one."),
    )
    wording = forms.CharField(
        label=gettext_lazy("What they agreed to"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "The words by which these people asked for the newsletter elsewhere, as proof. Empty: they become leads, "
            "and are on no list. Whoever has left stays out either way."
        ),
    )

    def clean_file(self) -> list[tuple[int, str, str]]:
        """The rows of the file."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_LIST:
            raise ValidationError(_("The file is larger than 5 MB; send it in parts."))
        try:
            return services.read_rows(TextIOWrapper(file, encoding="utf-8-sig", newline=""))
        except UnicodeDecodeError as error:
            raise ValidationError(_("The file is not a text in UTF-8. Save it as “CSV UTF-8”.")) from error
        except services.UnreadableListError as error:
            raise ValidationError(str(error)) from error


class ImportView(StaffFormView):
    permission = "newsletter.import_person"
    heading = gettext_lazy("Import people")
    button_label = gettext_lazy("Import")
    icon = "upload"
    form_class = ImportForm

    def back_url(self) -> str:
        return reverse("leads:index")

    def form_valid(self, form: ImportForm) -> HttpResponse:
        report = services.import_people(
            form.cleaned_data["file"],
            wording=form.cleaned_data["wording"].strip(),
            source=getattr(self.request.FILES["file"], "name", "import"),
            user=self.request.user,
        )
        messages.success(
            self.request,
            _("%(added)d new, %(known)d known, %(subscribed)d subscribed, %(stopped)d stay out because they left.")
            % vars(report),
        )
        if report.invalid:
            lines = ", ".join(map(str, report.invalid[:20]))
            messages.warning(
                self.request,
                ngettext(
                    "%(number)d row holds no address and was left out: line %(lines)s",
                    "%(number)d rows hold no address and were left out: lines %(lines)s",
                    len(report.invalid),
                )
                % {"number": len(report.invalid), "lines": lines},
            )
        return redirect(self.back_url())


def export_person(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everything that is stored of one person, as a file to hand over (GDPR Art. 15 and 20)."""
    if not request.user.has_perm("newsletter.view_person"):
        return forbidden(request)
    person = get_object_or_404(Person, pk=pk)
    note_access(request, Action.EXPORTED, f"marketing/leads/export/{pk}", 1)
    content = json.dumps(services.export(person), ensure_ascii=False, indent=2)
    return HttpResponse(
        content,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="lead-{pk}.json"', "Cache-Control": "no-store"},
    )


@never_cache
@require_admin_access
@with_permission("newsletter.view_person")
def tags_of_people(request: HttpRequest) -> HttpResponseBase:
    """The tags that begin with what was typed; Wagtail's own address would tell them to everybody at the desk."""
    answer: HttpResponseBase = autocomplete(request, "newsletter", "persontag")
    return answer
