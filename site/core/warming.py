"""What the first reader would otherwise wait for."""

import logging
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings

from core.page_store.wsgi import Application, Environ, close

logger = logging.getLogger(__name__)


def warm_up(application: Application) -> None:
    """Has the front page made before anybody asks: much of Django is compiled, connected or read when first needed.

    Past the page store, which would have the page ready. Whatever goes wrong is for the first reader to meet again.
    """
    if not settings.PAGE_STORE:
        return
    base = urlsplit(settings.BASE_URL)
    environ: Environ = {"HTTP_HOST": base.netloc, "wsgi.url_scheme": base.scheme, "REMOTE_ADDR": "127.0.0.1"}
    setup_testing_defaults(environ)
    try:
        body = application(environ, lambda *_answer: None)
        b"".join(body)
        close(body)
    except Exception:
        logger.exception("The front page could not be made beforehand.")
