"""What the worker does for the page store: renders anew, purges, forgets old clearings."""

import io
from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.contrib.frontend_cache.utils import PurgeBatch

from core.drains import MayGoOn, drain
from core.models import Clearing
from core.page_store.clearing import own_store
from core.page_store.entries import Key
from core.page_store.log import KEPT
from core.page_store.setup import page_store
from core.page_store.wsgi import Application
from core.scheduling import scheduled
from core.warming import django_application

RENDERED_AT_ONCE = 10  # Between two looks at mail and tasks; about a sixth of a second.


@drain
def render_cleared_pages(may_go_on: MayGoOn) -> bool:
    """Renders what a change has cleared, so that no reader waits for it; what is gone is forgotten.

    Never says that there is more, so that the worker rests in between: after a change to everything, readers ask for
    what they need sooner.
    """
    if not settings.PAGE_STORE:
        return False
    store = own_store()
    store.log.check()
    store.tidy()
    for key in store.files.cleared(RENDERED_AT_ONCE) or ():
        if not may_go_on():
            break
        if not ask(own_page_store(), key):
            store.files.forget("name = ?", key.name)
    return False


@task(backend="jobs", priority=50)
def purge_addresses(addresses: list[str]) -> None:
    """Tells every cache in front of the site that these pages have changed."""
    PurgeBatch(addresses).purge()


@scheduled(every=timedelta(minutes=1), label=_("Tidy up the page store"))
def tidy_page_store() -> None:
    """Takes away the record of clearings that no page is older than; each machine tidies its own files."""
    if settings.PAGE_STORE:
        newest = Clearing.objects.order_by("-pk").values("pk")[:1]  # Tells a database from its own backup.
        Clearing.objects.filter(made_at__lt=timezone.now() - KEPT).exclude(pk__in=newest).delete()


@cache
def own_page_store() -> Application:
    return page_store(django_application())


def ask(application: Application, key: Key) -> bool:
    """Asks for a page as a reader would; whether it is there and stored."""
    said: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], *error: Any) -> None:
        said.update(status=status, **{name.lower(): value for name, value in headers})

    body = application(environ_of(key), start_response)
    if hasattr(body, "close"):
        body.close()
    return said.get("status") == "200 OK" and "cache-status" in said


def environ_of(key: Key) -> dict[str, Any]:
    """https://peps.python.org/pep-3333/#environ-variables"""
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": key.path,
        "QUERY_STRING": key.query,
        "SERVER_NAME": key.host.partition(":")[0],
        "SERVER_PORT": key.host.rpartition(":")[2] if ":" in key.host else "443" if key.scheme == "https" else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": key.host,
        "HTTP_X_FORWARDED_PROTO": key.scheme,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": key.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
