"""Who on the staff saw or exported personal data: an entry for each look, with the filter and the number of rows."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views import View

from newsletter.models import AccessEntry

Action = AccessEntry.Action
LONGEST_FILTER = 1000
# Of a search only that there was one is kept: the word may itself be somebody's address.
SEARCH = "q"
UNTOLD = {"p", "export", "index_results"}


def note_access(request: HttpRequest, action: AccessEntry.Action, what: str, rows: int) -> AccessEntry:
    """Writes the entry; `what` names the list or the page as its address does."""
    return AccessEntry.objects.create(
        user_id=request.user.pk,
        username=request.user.get_username(),
        action=action,
        what=what[:100],
        filters=filters_of(request)[:LONGEST_FILTER],
        rows=rows,
    )


def filters_of(request: HttpRequest) -> str:
    told = [
        f"{name}={'…' if name == SEARCH else value}"
        for name, values in request.GET.lists()
        for value in values
        if value and name not in UNTOLD
    ]
    return " ".join(told)


class LoggedMixin(View):
    """Notes each look at a list or a row of personal data, and each export of one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if request.method == "GET" and response.status_code == 200:
            note_access(request, *self.accessed(request, response))
        return response

    def accessed(self, request: HttpRequest, response: HttpResponseBase) -> tuple[AccessEntry.Action, str, int]:
        what = request.path.removeprefix("/admin/").strip("/")
        if getattr(self, "is_export", False):
            return Action.EXPORTED, what, self.get_queryset().count()  # type: ignore[attr-defined] # Of the list's view.
        return Action.VIEWED, what, rows_shown(response)


def rows_shown(response: HttpResponseBase) -> int:
    """How many rows the filter found, whichever page of them is shown; one for a page about one row."""
    context = response.context_data or {} if isinstance(response, TemplateResponse) else {}
    paginator = context.get("paginator") or getattr(context.get("page_obj"), "paginator", None)
    return paginator.count if paginator else 1
