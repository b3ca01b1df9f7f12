"""The move from WordPress in the admin: send the file, read what would happen, start, watch, read what happened."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView, View
from wagtail.admin import messages

from articles.models import ImportEntry, ImportRun
from articles.wordpress import runs
from articles.wordpress.report import HEADINGS, Outcome

PERMISSION = "articles.add_importrun"
LARGEST_EXPORT = 1024**3
ON_A_PAGE = 100
SHOWN_RUNS = 20


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The export"),
        help_text=gettext_lazy("The file that WordPress gives under Tools → Export → All content."),
    )
    author_categories = forms.CharField(
        label=gettext_lazy("Categories that name authors"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy(
            "Separated by commas; usually none. Their posts come under these names, and they become no topics."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_EXPORT:
            raise ValidationError(_("The file is larger than 1 GB. Import it with the command import_wordpress."))
        return file


class PermittedMixin(View):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ImportsView(PermittedMixin, FormView):
    """The form, unless there is an import that has not come to its end; and those that there were."""

    template_name = "articles/admin/imports.html"
    form_class = ImportForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "open": runs.open_run(),
            "runs": ImportRun.objects.all()[:SHOWN_RUNS],
        }

    def form_valid(self, form: ImportForm) -> HttpResponse:
        run = runs.begin(
            form.cleaned_data["file"],
            author_categories=form.cleaned_data["author_categories"],
            user=self.request.user,
        )
        if run is None:
            messages.error(self.request, _("Another import has not come to its end."))
            return redirect("articles_imports")
        return redirect("articles_import", run.pk)


class ImportRunView(PermittedMixin, DetailView):
    """One import: how far it is, or its report."""

    model = ImportRun
    context_object_name = "run"
    template_name = "articles/admin/import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = runs.report_of(self.object)
        outcome = self.request.GET.get("outcome", "")
        entries = Paginator(self.entries(outcome), ON_A_PAGE).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "headings": [*HEADINGS.values(), _("together")],
            "table": report.table(),
            "verdict": report.verdict() if not self.object.is_working else "",
            "outcomes": HEADINGS.items(),
            "outcome": outcome,
            "entries": entries,
        }

    def entries(self, outcome: str) -> QuerySet[ImportEntry]:
        entries = self.object.entries.select_related("page").order_by("position")
        return entries.filter(outcome=outcome) if outcome in set(Outcome) else entries


class ActView(PermittedMixin):
    """Does something with an import that its page has a button for."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.act(get_object_or_404(ImportRun, pk=pk))
        return redirect("articles_import", pk)

    def act(self, run: ImportRun) -> None:
        raise NotImplementedError


class StartView(ActView):
    def act(self, run: ImportRun) -> None:
        if not runs.start(run):
            messages.error(self.request, _("This import cannot be started."))


class StopView(ActView):
    def act(self, run: ImportRun) -> None:
        runs.stop(run)


class ReportView(PermittedMixin):
    """The whole report as plain text."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        run = get_object_or_404(ImportRun, pk=pk)
        lines: Iterator[str] = (f"{line}\n" for line in runs.report_of(run).lines())
        headers = {"Content-Disposition": f'attachment; filename="import-{pk}.txt"', "Cache-Control": "no-store"}
        return StreamingHttpResponse(lines, content_type="text/plain; charset=utf-8", headers=headers)


def import_urls() -> list[URLPattern]:
    return [
        path("wordpress/", ImportsView.as_view(), name="articles_imports"),
        path("wordpress/<int:pk>/", ImportRunView.as_view(), name="articles_import"),
        path("wordpress/<int:pk>/start/", StartView.as_view(), name="articles_import_start"),
        path("wordpress/<int:pk>/stop/", StopView.as_view(), name="articles_import_stop"),
        path("wordpress/<int:pk>/report.txt", ReportView.as_view(), name="articles_import_report"),
    ]


def imports_url() -> str:
    return reverse("articles_imports")
