"""Who is believed on whether a reader came by https: the proxies that are named, as with the reader's address."""

from collections.abc import Iterable
from functools import lru_cache

from core.http import is_trusted
from core.page_store.wsgi import Application, Environ, StartResponse


class BelievesProxies:
    """The application, which hears nothing of what anybody but `TRUSTED_PROXIES` says in `X-Forwarded-Proto`."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.is_trusted = lru_cache(maxsize=1024)(is_trusted)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if "HTTP_X_FORWARDED_PROTO" in environ and not self.is_trusted(environ.get("REMOTE_ADDR", "")):
            del environ["HTTP_X_FORWARDED_PROTO"]
        return self.application(environ, start_response)
