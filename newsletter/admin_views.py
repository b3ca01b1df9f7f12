"""What the views of the Marketing menu share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views import View


class ForbiddenMixin(View):
    """Answers 403 to those who lack the permission, where Wagtail would send them to the front page with a note."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied:
            return forbidden(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(request.path)


def forbidden(request: HttpRequest) -> HttpResponseBase:
    return render(request, "newsletter/admin/forbidden.html", status=403)


def with_permission(permission: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """For a view that is a function: the same answer as `ForbiddenMixin`."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs) if request.user.has_perm(permission) else forbidden(request)

        return guarded

    return decorate
