"""The ASGI entry point; `DJANGO_SETTINGS_MODULE` must be set."""

from django.core.asgi import get_asgi_application

application = get_asgi_application()

from core.watch import start_watching  # noqa: E402 (the apps are loaded now)

start_watching()
