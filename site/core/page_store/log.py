"""What has been cleared, as one process knows it.

A change writes a row of `Clearing` in its own transaction. Each process reads the rows it has not seen: at once when a
process of the same machine has touched a file (`nudge`), and in any case twice a second while there are requests. Keys
are handed out before a transaction is committed, so a row may appear below one that was seen already: for a while, all
that is missing below the newest is looked for again.
"""

import os
import threading
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from django.db import Error, connection
from django.db.models import Count, Max
from django.utils import timezone

from core.models import Clearing
from core.page_store.entries import Clearings, Knowledge
from core.page_store.tags import EVERYTHING, number

FRESH = 0.4  # Seconds for which what was read is good enough.
IDLE = 1.0
LONGEST_WAIT = 2.0  # Seconds after which the database counts as away, until the thread has read again.
LATE = timedelta(minutes=10)  # No transaction is longer than this.
KEPT = timedelta(days=2)  # Longer than any entry is.
LAST = 2**62  # Later than any clearing.
MOST = 200_000  # Tags that are remembered; beyond that, all that is older counts as cleared.


class Depending(Protocol):
    @property
    def tags(self) -> Iterable[int]: ...

    @property
    def knowledge(self) -> Knowledge: ...


class Log:
    """Asked for each answer, so `is_current` costs a microsecond as a rule."""

    def __init__(self, folder: Path, heard: Callable[[Clearings], None], *, in_background: bool = True) -> None:
        self.nudge_file = str(folder / "nudge")
        self.heard, self.in_background = heard, in_background
        self.version = 1  # Grows with each clearing that is heard of.
        self.newest, self.floor = 0, 0
        self.seen: set[int] = set()
        self.cleared: dict[int, list[int]] = defaultdict(list)
        self.remembered, self.forgotten = 0, 0
        self.state: tuple[int, int | None] | None = None  # How many rows there were above the floor, and the newest.
        self.reading, self.knowing = threading.Lock(), threading.Lock()
        self.nudged_at, self.checked_at, self.failed_at, self.busy_since = 0, 0.0, 0.0, 0.0
        self.is_asked = False
        self.wake, self.turn = threading.Event(), threading.Condition()
        self.thread: threading.Thread | None = None

    # Asked by requests

    def is_current(self) -> bool:
        """Whether all is known that was committed until now, on another machine half a second ago.

        If not, the database does not answer.
        """
        self.is_asked = True
        if time.monotonic() - self.checked_at < FRESH and self.nudge_time() == self.nudged_at:
            return True
        return self.wait() if self.in_background else self.check()

    def has_cleared(self, entry: Depending) -> bool:
        """Whether something that the entry shows has changed since it was rendered."""
        known = entry.knowledge
        if known.newest > self.newest or known.newest < self.forgotten:
            return True
        for tag in entry.tags:
            clearings = self.cleared.get(tag)
            if clearings and (clearings[-1] > known.newest or not all(map(known.has, late(clearings, known)))):
                return True
        return False

    @property
    def knowledge(self) -> Knowledge:
        with self.knowing:  # Not while the database is asked, which may not answer for long.
            missing = (key for key in range(self.floor + 1, self.newest) if key not in self.seen)
            return Knowledge(self.newest, tuple(missing))

    # Reading

    def answers(self) -> bool:
        """Reads what is new, unless the database was away just now, which nobody waits for twice."""
        return not self.failed_at and self.check()

    def check(self) -> bool:
        """Reads what is new; whether the database answered."""
        with self.reading:
            self.busy_since = began = time.monotonic()
            nudged_at = self.nudge_time()
            try:
                self.read()
            except Error:
                self.failed_at = time.monotonic()
                return False
            else:
                self.nudged_at, self.checked_at, self.failed_at = nudged_at, began, 0.0
                return True
            finally:
                self.busy_since = 0.0
                release_connection()

    def read(self) -> None:
        state = Clearing.objects.filter(pk__gt=self.floor).aggregate(number=Count("pk"), newest=Max("pk"))
        if (state["number"], state["newest"]) == self.state:
            return
        rows = list(Clearing.objects.filter(pk__gt=self.floor).order_by("pk").values_list("pk", "tags", "made_at"))
        with self.knowing:
            if (state["newest"] or 0) < self.newest:  # Another database, or the same from a backup.
                self.begin_anew()
            new = self.learn(rows)
            self.state = (sum(key > self.floor for key, _, _ in rows), state["newest"])
        if new:
            self.heard(new)

    def learn(self, rows: list[tuple]) -> Clearings:
        """Remembers the rows; those that are new."""
        new = [(key, tags.split()) for key, tags, _ in rows if key not in self.seen]
        for key, tags in new:
            self.remember(key, tags)
        self.seen.update(key for key, _ in new)
        self.move_floor(rows)
        self.newest = rows[-1][0] if rows else self.newest
        self.version += bool(new)
        return new

    def begin_anew(self) -> None:
        self.version += 1
        self.newest = self.floor = self.remembered = self.forgotten = 0
        self.seen.clear()
        self.cleared.clear()
        self.heard([(LAST, [EVERYTHING])])

    def remember(self, key: int, tags: Iterable[str]) -> None:
        for tag in tags:
            clearings = self.cleared[number(tag)]
            clearings.insert(bisect_right(clearings, key), key)
            self.remembered += 1
        if self.remembered > MOST:
            self.cleared.clear()
            self.remembered, self.forgotten = 0, max(self.newest, key)

    def move_floor(self, rows: list[tuple]) -> None:
        """Below the floor nothing is missing any more. The newest row stays above it, by which others are told."""
        old = [key for key, _, made_at in rows if made_at < timezone.now() - LATE]
        floor = min(old[-1], rows[-1][0] - 1) if old else 0
        if floor > self.floor:
            self.floor = floor
            self.seen = {key for key in self.seen if key > self.floor}

    # In the background

    def wait(self) -> bool:
        """Has the thread read now, and waits for it; not for a database that was away when it was last asked."""
        began = time.monotonic()
        self.start()
        if self.failed_at or (self.busy_since and began - self.busy_since > LONGEST_WAIT):
            return False
        self.wake.set()
        with self.turn:
            heard = self.turn.wait_for(lambda: max(self.checked_at, self.failed_at) >= began, LONGEST_WAIT)
        if not heard:
            self.failed_at = time.monotonic()
        return bool(heard) and not self.failed_at

    def start(self) -> None:
        """From then on changes are heard of; after a fork, a thread of the new process hears of them."""
        with self.turn:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self.keep_reading, name="page-store-log", daemon=True)
                self.thread.start()

    def keep_reading(self) -> None:
        """Reads often while there are requests, and now and then without: a cache in front may have all of them."""
        while True:
            self.wake.wait(FRESH / 2 if self.is_asked else IDLE)
            self.wake.clear()
            self.is_asked = False
            self.check()
            with self.turn:
                self.turn.notify_all()

    # The nudge

    def nudge_time(self) -> int:
        try:
            return os.stat(self.nudge_file).st_mtime_ns  # noqa: PTH116 (at every request, and so the quickest way)
        except OSError:
            return 0

    def nudge(self) -> None:
        """Tells the other processes of this machine that there is something to read."""
        now = time.time_ns()
        try:
            os.utime(self.nudge_file, ns=(now, now))
        except FileNotFoundError:
            Path(self.nudge_file).parent.mkdir(parents=True, exist_ok=True)
            Path(self.nudge_file).touch()


def late(clearings: list[int], known: Knowledge) -> list[int]:
    """Those that an entry can have missed although it knows newer ones."""
    return clearings if known.missing else []


def release_connection() -> None:
    """Gives a pooled connection back; another one may stay open as long as it is good."""
    if connection.in_atomic_block:
        return
    if connection.vendor == "postgresql":
        connection.close()
    else:
        connection.close_if_unusable_or_obsolete()
