"""A site with its page store in front, asked as a web server asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone

from core.models import Clearing
from core.page_store import clearing, log
from core.page_store.entries import Key
from core.page_store.setup import parameters
from core.page_store.store import Store
from core.page_store.tasks import environ_of
from core.page_store.wsgi import PageStore

HIT, STORED, PASSED = "leadersisland; hit", "leadersisland; fwd=miss; stored", "leadersisland; fwd=miss"


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def cache(self) -> str:
        return self.headers.get("cache-status", "")


@contextmanager
def kept_connection() -> Iterator[None]:
    """The end of a request would close the connection, and with it the transaction that the test runs in."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def ask(application: Any, path: str, method: str = "GET", host: str = "localhost", **headers: str) -> Answer:
    """A request as it comes from the server; `accept_encoding="br"` is a header."""
    path, _, query = path.partition("?")
    key = Key("http", host, unquote(path).encode().decode("latin-1"), query)
    environ = {**environ_of(key), "REQUEST_METHOD": method}
    environ.update({f"HTTP_{name.upper()}": value for name, value in headers.items()})
    answer = Answer()

    def start_response(line: str, sent: list[tuple[str, str]], *error: Any) -> None:
        answer.status = int(line[:3])
        answer.headers = {name.lower(): value for name, value in sent}

    with kept_connection():
        body = application(environ, start_response)
        answer.body = b"".join(body)
        if hasattr(body, "close"):
            body.close()
    return answer


@pytest.fixture(autouse=True)
def stored_pages(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store is on; what is cleared is looked for at every request, as no test waits for half a second."""
    settings.PAGE_STORE = True
    monkeypatch.setattr(log, "FRESH", -1)
    store = Store(tmp_path / "pages", "tests", in_background=False)
    monkeypatch.setattr(clearing, "own_store", lambda: store)


@pytest.fixture
def process(tmp_path: Path) -> Callable[[], PageStore]:
    """Makes a web process of this machine."""

    def make(application: Any = None, **options: Any) -> PageStore:
        store = Store(tmp_path / "pages", options.pop("version", "tests"), in_background=False, **options)
        return PageStore(application or WSGIHandler(), store, parameters())

    return make


@pytest.fixture
def site(db: None, process: Callable[[], PageStore]) -> PageStore:
    """On a database where nothing is under way: PostgreSQL counts what other tests have rolled back too."""
    clearing.clear("before")
    Clearing.objects.update(made_at=timezone.now() - 2 * log.LATE)
    return process()


@pytest.fixture
def get(site: PageStore) -> Callable[..., Answer]:
    def get(path: str, *args: Any, **headers: str) -> Answer:
        return ask(site, path, *args, **headers)

    return get
