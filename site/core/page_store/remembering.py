"""What every render needs alike, kept in a process until something in it changes."""

import os
import pickle
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.page_store import clearing
from core.page_store.entries import Knowledge
from core.page_store.recording import Notes, take_over
from core.page_store.tags import number

MOST_KEPT = 50  # Of one kind, in each process.
Arguments = ParamSpec("Arguments")
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


def the_only_one(*args: Any, **kwargs: Any) -> None:
    """The key of what is made without arguments."""


class Remembered(Generic[Arguments, Value]):
    """What `make` gives, made anew once something that it shows has changed: the same rule as for stored pages.

    `key` tells apart what is made of different arguments, also of the same one read at another time: only what `make`
    reads itself is known to be shown. Each call has objects of its own, since they come out of a pickle. Within a
    transaction nothing is remembered: what it shows may never come to be. Nor is what the process remembers that this
    one was divided off from, perhaps long ago: clearings since may be forgotten already.
    """

    def __init__(self, make: Callable[Arguments, Value], key: Callable[Arguments, Hashable] | None = None) -> None:
        self.make, self.key = make, key or the_only_one
        self.kept: dict[Hashable, Kept] = {}

    def place(self, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Hashable:
        return os.getpid(), self.key(*args, **kwargs)

    @property
    def remembers(self) -> bool:
        """Whether a call may give what was made before; if not, each makes it."""
        return settings.PAGE_STORE and not is_in_transaction() and clearing.own_store().log.is_current()

    def __call__(self, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Value:
        if not self.remembers:
            return self.make(*args, **kwargs)
        log = clearing.own_store().log
        kept = self.kept.get(self.place(*args, **kwargs))
        if kept is None or kept.has_ended or log.has_cleared(kept):
            return self.made(log.knowledge, *args, **kwargs)
        take_over(kept.notes)
        value: Value = pickle.loads(kept.pickled)  # noqa: S301 (of this process's own making)
        return value

    def made(self, knowledge: Knowledge, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Value:
        notes = Notes()
        with notes.active(), connection.execute_wrapper(notes.note_statement):
            value = self.make(*args, **kwargs)
        take_over(notes)
        tags = notes.all_tags()
        if tags is not None:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            kept = Kept(pickle.dumps(value), notes, [number(tag) for tag in tags], knowledge)
            self.kept[self.place(*args, **kwargs)] = kept
        return value
