"""What a render shows, noted while it happens.

Rows are noted as they are read: every model says so by a signal. A list also depends on rows that it does not show yet,
so the verbs that lists are made of name the list (`PublishedPageQuerySet.published`), and code that knows better which
part of it matters says so (`depending_on`). Whatever else is read is noted by its table.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from wagtail.models import Page

from core.page_store import kinds, tags
from core.page_store.entries import Entry, Key, Knowledge

READ = re.compile(r'\b(?:FROM|JOIN) "(\w+)"')
MOST_ROWS = 2_000  # An entry that shows more depends on everything.
NUMBER = re.compile(r"[1-9]\d{0,5}", re.ASCII)  # Written in one way alone.
View = TypeVar("View", bound=Callable[..., Any])

known_parameters: set[str] = set()  # Of views; page types say for themselves (`BasePage.known_parameters`).
_recording: ContextVar["Notes | None"] = ContextVar("recording_of_page", default=None)


class Notes:
    """What something shows: rows, tables, and the names of lists."""

    def __init__(self) -> None:
        self.rows: set[tuple[type[Model], Any]] = set()
        self.tables: set[str] = set()
        self.names: set[str] = {tags.EVERYTHING}
        self.ends: datetime | None = None
        self.narrowed: tuple[str, ...] | None = None
        self.links_alone = False

    @contextmanager
    def active(self) -> Iterator[None]:
        token = _recording.set(self)
        try:
            yield
        finally:
            _recording.reset(token)

    def note_row(self, model: type[Model], instance: Model) -> None:
        if self.links_alone and issubclass(model, Page):
            self.names.add(tags.link(instance.pk))
            return
        self.rows.add((model, instance.pk))
        if issubclass(model, Page) and not instance.get_deferred_fields():
            self.names.add(tags.whole(model, instance.pk))

    def note_statement(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """A wrapper around what the database is asked."""
        if sql.startswith("SELECT"):
            self.tables.update(READ.findall(sql))
        return execute(sql, params, many, context)

    def note_end(self, moment: datetime | None) -> None:
        if moment and (self.ends is None or moment < self.ends):
            self.ends = moment

    def take_over(self, part: "Notes") -> None:
        self.rows |= part.rows
        self.tables |= part.tables
        self.names |= part.names
        self.note_end(part.ends)

    def all_tags(self) -> set[str] | None:
        """All that this depends on; None if it shows what nobody tells us of."""
        found = self.names | {tags.row(model, key) for model, key in self.rows}
        if len(self.rows) > MOST_ROWS:
            found.add(tags.PAGES)
        for name in self.tables:
            kind = kinds.of_table(name)
            if kind is kinds.Kind.HIDDEN:
                return None
            if kind is kinds.Kind.TABLE:
                found.add(f"table:{name}")
        return found


class Recording(Notes):
    """One render for the store. `find` asks the store for a key, and has others wait who ask for the same one."""

    def __init__(self, key: Key, knowledge: Knowledge, find: Callable[["Recording"], Entry | None]) -> None:
        super().__init__()
        self.key, self.knowledge, self.find = key, knowledge, find
        self.is_open = False
        self.found: Entry | None = None


# What happens by itself


def note_row(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Connected to `post_init`."""
    recording = _recording.get()
    if recording is not None and instance.pk is not None:
        recording.note_row(sender, instance)


def depends_on_list(name: str) -> None:
    """Called by the verbs that lists are made of: on the whole list, unless the caller has named a part of it."""
    recording = _recording.get()
    if recording is not None:
        recording.names.update((name,) if recording.narrowed is None else recording.narrowed)


# What code says


def depends_on(*names: str) -> None:
    """Says what the page being rendered shows, where nothing else can tell."""
    recording = _recording.get()
    if recording is not None:
        recording.names.update(names)


@contextmanager
def depending_on(*names: str) -> Iterator[None]:
    """Lists that are begun within the block depend on these alone, and not on all published pages of their type."""
    recording = _recording.get()
    if recording is None:
        yield
        return
    before, recording.narrowed = recording.narrowed, names
    try:
        yield
    finally:
        recording.narrowed = before


@contextmanager
def of_links_alone() -> Iterator[None]:
    """Pages that are read within the block are shown as links at most, unless `depends_on_page` says more of one."""
    recording = _recording.get()
    if recording is None:
        yield
        return
    before, recording.links_alone = recording.links_alone, True
    try:
        yield
    finally:
        recording.links_alone = before


def depends_on_page(page: Page) -> None:
    """All that the page itself shows, where it was read by `of_links_alone`."""
    recording = _recording.get()
    if recording is not None:
        recording.note_row(type(page), page)


def take_over(part: Notes) -> None:
    """All that a part shows which was rendered by itself."""
    recording = _recording.get()
    if recording is not None:
        recording.take_over(part)


def holds_until(moment: datetime | None) -> None:
    """Says when the page being rendered will look different although nobody changes anything."""
    recording = _recording.get()
    if recording is not None:
        recording.note_end(moment)


def open_for(request: HttpRequest, parameters: tuple[str, ...] = (), number: str = "page") -> HttpResponse | None:
    """Says that this request's answer may be stored, and for which parameters of the address it is another one.

    The others are taken out of the request, so that nothing of them gets into an answer for many. With parameters it is
    only stored where the one of them that numbers the pages of a list stands alone. Returns an answer if somebody else
    has just rendered the same one: what is in it does not matter.
    """
    recording = _recording.get()
    if not isinstance(recording, Recording) or recording.is_open:
        return None
    known = [pair for pair in pairs(recording.key.query) if pair[0] in parameters]
    if known and not (len(known) == 1 and known[0][0] == number and NUMBER.fullmatch(known[0][1])):
        return None
    query = urlencode(known)
    request.GET = QueryDict(query)
    request.META.update(QUERY_STRING=query, HTTP_ACCEPT_ENCODING="identity", REQUEST_METHOD="GET")
    request.method = "GET"
    recording.key = recording.key._replace(query=query)
    recording.is_open = True
    recording.found = recording.find(recording)
    return HttpResponse() if recording.found else None


def pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


def stored(view: View, number: str = "") -> View:
    """Marks a view whose answer is the same for every reader; `number` is the one parameter that makes it another."""
    parameters = (number,) if number else ()

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method in {"GET", "HEAD"} and (found := open_for(request, parameters, number)):
            return found
        return view(request, *args, **kwargs)

    known_parameters.update(parameters)
    return wrapped  # type: ignore[return-value] # It takes and gives the same.
