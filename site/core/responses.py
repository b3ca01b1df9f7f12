"""Answers that more than one part of the app gives."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from core.limits import TooMuchHeldError

TOO_MANY_REQUESTS = 429  # https://www.rfc-editor.org/rfc/rfc6585#section-4


class HttpResponseSeeOther(HttpResponseRedirect):
    """Sends the browser on with a GET, so that reloading the page it lands on sends nothing again."""

    status_code = 303


def keep_private(response: HttpResponseBase) -> None:
    """For one reader's page: no cache keeps it, no search engine lists it, and no request after it tells its address.

    Not even one to us, since logs keep that too; the origin alone is told, by which forms are known to be ours.
    """
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "strict-origin"


def asked_to_wait(error: TooMuchHeldError, form: Form, show: Callable[..., HttpResponse]) -> HttpResponse:
    """The form once more with all that was filled in, for a reader whom we cannot tell from a flood."""
    form.add_error(
        None,
        _("Too much comes in just now for us to take this. What you wrote is still here: please send it in an hour."),
    )
    response = show(form, status=TOO_MANY_REQUESTS)
    response["Retry-After"] = str(round(error.retry_after.total_seconds()))
    return response
