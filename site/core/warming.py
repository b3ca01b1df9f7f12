"""What the first reader would otherwise wait for."""

import logging
from functools import cache
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from core.page_store.wsgi import Application, Environ, close

logger = logging.getLogger(__name__)
NOT_NOTED = "q=leader%40"  # As if it held an address: what is looked for in vain is told to editors otherwise.


@cache
def django_application() -> WSGIHandler:
    """Django's own, which a process that divides itself hands on to its children as it is."""
    return get_wsgi_application()


def warm_up(application: Application) -> None:
    """Has pages made before anybody asks: much of Django is compiled, connected or read when first needed.

    The front page and a search, which any site has. Past the page store, which would have them ready. Whatever goes
    wrong is for the first reader to meet again.
    """
    if not settings.PAGE_STORE:
        return
    try:
        for path, query in (("/", ""), (reverse("search"), NOT_NOTED)):
            ask(application, path, query)
    except Exception:
        logger.exception("A page could not be made beforehand.")


def ask(application: Application, path: str, query: str) -> None:
    base = urlsplit(settings.BASE_URL)
    environ: Environ = {"HTTP_HOST": base.netloc, "wsgi.url_scheme": base.scheme, "REMOTE_ADDR": "127.0.0.1"}
    environ |= {"PATH_INFO": path, "QUERY_STRING": query}
    setup_testing_defaults(environ)
    body = application(environ, lambda *_answer: None)
    b"".join(body)
    close(body)
