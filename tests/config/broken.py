"""A process with production's settings in which everything breaks, and which prints what Sentry is told of it.

Reads an address and the answers of a form, as JSON, and sends the form there.
"""

import json
import logging
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from config import sentry


class Printer(Transport):
    """Prints what would be sent."""

    def capture_envelope(self, envelope: Envelope) -> None:
        print(envelope.serialize().decode())  # noqa: T201


def sink(request: HttpRequest) -> HttpResponse:
    sent = request.POST["email"]
    logging.getLogger("newsletter").warning("Refused: %s", request.get_full_path())
    raise RuntimeError(f"Key (email)=({sent}) already exists, at {request.get_full_path()}.")


def page_of_errors(request: HttpRequest) -> HttpResponse:
    """The site's own needs static files, which only `collectstatic` makes."""
    return HttpResponse(status=500)


urlpatterns = [re_path("", csrf_exempt(sink))]
handler500 = page_of_errors


def main(address: str, answers: dict[str, str]) -> None:
    application = get_wsgi_application()
    sentry.start(settings.SENTRY_DSN, transport=Printer, traces_sample_rate=1.0)
    settings.ROOT_URLCONF = __name__
    headers = {"host": "www.example.com", "referer": address, "cookie": "sessionid=s3cr-cookie"}
    request = RequestFactory(headers=headers).post(address, answers, secure=True, REMOTE_ADDR="8.8.8.8")
    for _part in application(request.environ, lambda status, headers: None):
        pass


if __name__ == "__main__":
    main(*json.load(sys.stdin))
