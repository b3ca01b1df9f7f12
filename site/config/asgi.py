"""The ASGI entry point: the application of WSGI with its page store. `DJANGO_SETTINGS_MODULE` must be set."""

from typing import Any

from asgiref.sync import ThreadSensitiveContext
from asgiref.wsgi import WsgiToAsgi

from config.wsgi import application as wsgi_application

served = WsgiToAsgi(wsgi_application)


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Each request has a thread of its own, so that none waits for another."""
    async with ThreadSensitiveContext():
        await served(scope, receive, send)
