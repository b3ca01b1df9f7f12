"""Answers with stored pages before Django is entered, and stores what it renders.

An answer is stored when its view says so (`recording.open_for`), and nothing in it is for one reader alone. Whoever has
a session, as all who are signed in do, is answered by Django.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.page_store.entries import Entry, Headers, Key
from core.page_store.negotiation import chosen, matches
from core.page_store.recording import Recording, pairs
from core.page_store.store import Store
from core.page_store.tags import number

LONGEST_WAIT = 5.0  # Seconds that one reader waits for a page which is being rendered for another.
LEFT_OUT = {"connection", "content-length", "date", "etag", "last-modified", "server", "vary"}
# What happened, as https://www.rfc-editor.org/rfc/rfc9211 has it.
HIT, STORED, PASSED = "leadersisland; hit", "leadersisland; fwd=miss; stored", "leadersisland; fwd=miss"
DATABASE_DOWN, BEING_RENDERED = "leadersisland; hit; detail=database-down", "leadersisland; hit; detail=being-rendered"

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class PageStore:
    def __init__(self, application: Application, store: Store, parameters: Iterable[str] = ()) -> None:
        self.application, self.store = application, store
        self.parameters = frozenset(parameters)
        self.session = re.compile(rf"(?:^|;)\s*{re.escape(settings.SESSION_COOKIE_NAME)}\s*=")
        self.passed = ("/admin/", settings.STATIC_URL, settings.MEDIA_URL, "/healthz", "/readyz", "/metrics")
        self.is_behind_proxy = bool(settings.SECURE_PROXY_SSL_HEADER)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or self.session.search(environ.get("HTTP_COOKIE", "")):
            return self.application(environ, start_response)
        key = self.key_of(environ)
        if key.path.startswith(self.passed) or (not key.host.islower() and key.host.lower() != key.host):
            return self.application(environ, start_response)
        is_current = self.store.log.is_current()
        entry = self.store.get(key)
        if entry is not None:
            if not is_current:
                return answer(environ, start_response, entry, DATABASE_DOWN)
            if self.store.is_good(entry):
                return answer(environ, start_response, entry, HIT)
        return self.render(environ, start_response, key, entry)

    def key_of(self, environ: Environ) -> Key:
        scheme = environ["wsgi.url_scheme"]
        if self.is_behind_proxy and (forwarded := environ.get("HTTP_X_FORWARDED_PROTO")):
            scheme = "https" if forwarded.partition(",")[0].strip() == "https" else "http"
        query = environ.get("QUERY_STRING", "")
        if query:
            query = urlencode([pair for pair in pairs(query) if pair[0] in self.parameters])
        return Key(scheme, environ.get("HTTP_HOST", ""), environ.get("PATH_INFO") or "/", query)

    def render(self, environ: Environ, start_response: StartResponse, key: Key, last: Entry | None) -> Iterable[bytes]:
        with ExitStack() as held:
            recording = Recording(key, self.store.log.knowledge, lambda recording: self.find(recording, held, last))
            caught = Caught()
            with recording.active(), connection.execute_wrapper(recording.note_statement):
                wanted = environ.get("HTTP_ACCEPT_ENCODING", ""), environ["REQUEST_METHOD"]
                body = self.application(environ, caught)
                environ.update(HTTP_ACCEPT_ENCODING=wanted[0], REQUEST_METHOD=wanted[1])
            if recording.found:
                close(body)
                is_good = self.store.is_good(recording.found)
                return answer(environ, start_response, recording.found, HIT if is_good else BEING_RENDERED)
            if not recording.is_open:
                if last and caught.status >= "500" and not self.store.log.answers():
                    close(body)
                    return answer(environ, start_response, last, DATABASE_DOWN)
                start_response(caught.line, caught.headers, *caught.error)
                return body
            content = b"".join(body)
            close(body)
            if last and caught.status >= "500" and not self.store.log.answers():
                return answer(environ, start_response, last, DATABASE_DOWN)
            return self.keep(environ, start_response, recording, caught, content)

    def find(self, recording: Recording, held: ExitStack, last: Entry | None) -> Entry | None:
        """Waits for the turn to render; the page, if it was rendered meanwhile, or the last good one after all."""
        found = self.store.look_again(recording.key)
        if found:
            return found
        in_time = held.enter_context(self.store.turn(recording.key, LONGEST_WAIT))
        return self.store.look_again(recording.key) or (None if in_time else last)

    def keep(
        self,
        environ: Environ,
        start_response: StartResponse,
        recording: Recording,
        caught: "Caught",
        content: bytes,
    ) -> Iterable[bytes]:
        headers = [(name, value) for name, value in caught.headers if name.lower() not in LEFT_OUT]
        tags = recording.all_tags() if caught.is_for_everybody and self.is_our_host(environ) else None
        entry = Entry.make(
            recording.key,
            headers,
            content,
            tags=[number(tag) for tag in tags or ()],
            knowledge=recording.knowledge,
            expires=end_of(recording).timestamp(),
        )
        if caught.status != "200" or not caught.is_for_everybody:
            start_response(caught.line, caught.headers, *caught.error)
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]
        if tags is None:
            return answer(environ, start_response, entry, PASSED)
        self.store.put(entry)
        return answer(environ, start_response, entry, STORED)

    def is_our_host(self, environ: Environ) -> bool:
        """Whether the port is the one we are reached at: any other is somebody's invention, of which there are many."""
        port = environ.get("HTTP_HOST", "").rpartition("]")[2].partition(":")[2]
        return port in {"", str(environ.get("SERVER_PORT", "")), settings.BASE_URL.rpartition(":")[2].strip("/")}


class Caught:
    """What the application says before its body; kept back until it is known what becomes of it."""

    def __init__(self) -> None:
        self.line, self.headers = "500 Internal Server Error", list[tuple[str, str]]()
        self.error: tuple[Any, ...] = ()

    def __call__(self, line: str, headers: Headers, *error: Any) -> None:
        self.line, self.headers, self.error = line, headers, error

    @property
    def status(self) -> str:
        return self.line[:3]

    @property
    def is_for_everybody(self) -> bool:
        """Whether it neither sets a cookie nor depends on one, and says nothing against being kept."""
        headers = {name.lower(): value.lower() for name, value in self.headers}
        vary = {part.strip() for part in headers.get("vary", "").split(",")} - {"", "accept-encoding"}
        directives = {part.strip() for part in headers.get("cache-control", "").split(",")}
        is_private = bool(directives & {"private", "no-store", "no-cache"})
        return not (vary or is_private or headers.keys() & {"set-cookie", "content-encoding"})


def answer(environ: Environ, start_response: StartResponse, entry: Entry, status: str) -> Iterable[bytes]:
    encoding = chosen(environ.get("HTTP_ACCEPT_ENCODING", ""), entry.offered)
    made = entry.answer(encoding)
    if_none_match = environ.get("HTTP_IF_NONE_MATCH")
    if if_none_match and matches(if_none_match, made.etag):
        start_response("304 Not Modified", [*made.not_modified, ("Cache-Status", status)])
        return []
    start_response("200 OK", [*made.headers, ("Cache-Status", status)])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else made.body


def close(body: Iterable[bytes]) -> None:
    if hasattr(body, "close"):
        body.close()


def end_of(recording: Recording) -> datetime:
    """At the latest at midnight, when the year may change, and so that no form's stamp grows old."""
    now = timezone.localtime()
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(midnight, recording.ends) if recording.ends and recording.ends > now else midnight
