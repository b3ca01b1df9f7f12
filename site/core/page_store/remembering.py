"""What every render needs alike, kept in a process until something in it changes."""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.page_store import clearing
from core.page_store.entries import Knowledge
from core.page_store.recording import Notes, take_over
from core.page_store.tags import number

Value = TypeVar("Value")


@dataclass
class Kept:
    """A value as it was made, with what it shows; `knowledge` and `tags` as an entry of the store has them."""

    pickled: bytes
    notes: Notes
    tags: list[int]
    knowledge: Knowledge

    @property
    def has_ended(self) -> bool:
        return self.notes.ends is not None and self.notes.ends <= timezone.now()


def is_in_transaction() -> bool:
    return connection.in_atomic_block


class Remembered(Generic[Value]):
    """What `make` gives, made anew once something that it shows has changed: the same rule as for stored pages.

    Each call has objects of its own, since they come out of a pickle. Within a transaction nothing is remembered: what
    it shows may never come to be.
    """

    def __init__(self, make: Callable[[], Value]) -> None:
        self.make = make
        self.kept: Kept | None = None

    def __call__(self) -> Value:
        if not settings.PAGE_STORE or is_in_transaction():
            return self.make()
        log = clearing.own_store().log
        if not log.is_current():
            return self.make()
        kept = self.kept
        if kept is None or kept.has_ended or log.has_cleared(kept):
            return self.made(log.knowledge)
        take_over(kept.notes)
        value: Value = pickle.loads(kept.pickled)  # noqa: S301 (of this process's own making)
        return value

    def made(self, knowledge: Knowledge) -> Value:
        notes = Notes()
        with notes.active(), connection.execute_wrapper(notes.note_statement):
            value = self.make()
        take_over(notes)
        tags = notes.all_tags()
        if tags is not None:
            self.kept = Kept(pickle.dumps(value), notes, [number(tag) for tag in tags], knowledge)
        return value
