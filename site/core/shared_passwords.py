"""Pages and documents behind one password for all who may read them: who tries too many is slowed (`core.limits`)."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from core.http import client_ip, connection_of
from core.limits import Limit, forget
from core.responses import TOO_MANY_REQUESTS
from core.sign_in import SlowDownError, check

# More than for an account, since the readers of one office share their connection and the password.
TRIES, PERIOD = 20, timedelta(minutes=15)
View = Callable[..., HttpResponse]


def slowed(view: View) -> View:
    """Wagtail's view of a form that asks for a shared password; answers 429 with the time to wait (RFC 6585)."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        tried = f"{view.__module__} {[*args, *kwargs.values()][0]} {connection_of(client_ip(request))}"
        limit = Limit("shared-password", tried, TRIES, PERIOD)
        try:
            check(limit)
        except SlowDownError as error:
            return refused(view(without_password(request), *args, **kwargs), error)
        response = view(request, *args, **kwargs)
        if not isinstance(response, TemplateResponse):  # It leads on to what was asked for.
            forget(limit)
        return response

    return inner


def without_password(request: HttpRequest) -> HttpRequest:
    """So that the right one does not show itself once the limit is reached."""
    sent = request.POST.copy()
    sent.pop("password", None)
    request.POST = sent  # type: ignore[assignment] # Any QueryDict will do.
    return request


def refused(response: HttpResponse, error: SlowDownError) -> HttpResponse:
    if isinstance(response, TemplateResponse) and response.context_data:
        form = response.context_data["form"]
        form.errors.pop("password", None)
        form.add_error("password", error)
    response.status_code = TOO_MANY_REQUESTS
    response["Retry-After"] = str(error.seconds_to_wait)
    return response
