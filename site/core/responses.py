"""Answers that more than one part of the app gives."""

from django.http import HttpResponseBase, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers


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
