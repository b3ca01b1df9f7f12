"""Pages of a listing."""

from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest

PER_PAGE = 12


def paginate(request: HttpRequest, queryset: Any, per_page: int = PER_PAGE) -> Page:
    """The page that `?page=` asks for, by default the first; raises `Http404` for 0, -1, "x" and any past the last."""
    try:
        return Paginator(queryset, per_page).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404(str(error)) from error
