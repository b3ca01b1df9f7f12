"""The ASGI entry point: the application of WSGI with its page store. `DJANGO_SETTINGS_MODULE` must be set."""

from collections.abc import Iterator
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from asgiref.wsgi import WsgiToAsgi

from config.wsgi import application as wsgi_application
from core.page_store.wsgi import Environ, StartResponse, close


def closing(environ: Environ, start_response: StartResponse) -> Iterator[bytes]:
    """Closes the body of the answer (PEP 3333), which `WsgiToAsgi` does not: Django then lets go of its connections."""
    body = wsgi_application(environ, start_response)
    try:
        yield from body
    finally:
        close(body)


served = WsgiToAsgi(closing)


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Each request has a thread of its own, so that none waits for another.

    A header with an underscore in its name would pass for the one with hyphens, so it is left out, as by Django.
    """
    headers = [header for header in scope.get("headers", ()) if b"_" not in header[0]]
    async with ThreadSensitiveContext():
        await served({**scope, "headers": headers}, receive, send)
