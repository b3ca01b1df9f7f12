"""The stored pages of this process: in memory as far as they fit, else from this machine's files or from Redis."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from core.page_store.entries import Clearings, Entry, Key
from core.page_store.files import Files
from core.page_store.log import Log

if TYPE_CHECKING:
    from core.page_store.shared import Shared

Dropped = Callable[[list[Key]], None]
TIDY_EVERY = 20.0  # Seconds.
MOST_BYTES = 5 * 1024**2  # In memory, for each process: some two hundred and fifty pages.


class Store:
    """`dropped` is told of all that held until something changed."""

    def __init__(
        self,
        folder: Path,
        version: str,
        redis_url: str = "",
        dropped: Dropped | None = None,
        *,
        in_background: bool = True,
    ) -> None:
        self.files = Files(folder, version)
        self.shared: Shared | None = None
        if redis_url:
            from core.page_store.shared import Shared  # Its client takes memory, and here alone is it needed.

            self.shared = Shared(redis_url, version)
        self.log = Log(folder, self.drop, in_background=in_background)
        self.dropped = dropped
        self.memory: OrderedDict[Key, Entry] = OrderedDict()
        self.bytes, self.most_bytes, self.tidied_at = 0, MOST_BYTES, -TIDY_EVERY
        self.lock = threading.Lock()

    def get(self, key: Key) -> Entry | None:
        """What was stored last, whether it still holds or not."""
        entry = self.memory.get(key)
        if entry is not None:
            if self.bytes > self.most_bytes / 2:  # Only then is the order of any use.
                with suppress(KeyError):  # Another thread has just made room.
                    self.memory.move_to_end(key)
            return entry
        return self.load(key)

    def load(self, key: Key) -> Entry | None:
        """From the files or from Redis; the one that holds, else the last good one there is."""
        last = None
        places: list[Files | Shared] = [self.files, *([self.shared] if self.shared else [])]
        for place in places:
            entry = place.get(key)
            if entry is not None and self.is_good(entry):
                self.remember(entry)
                if place is self.shared or not entry.is_filed:
                    self.keep_in_files(entry)
                return entry
            last = last or entry
        if last is not None and self.log.failed_at:
            self.remember(last)  # Nobody can say that it does not hold, nor render another.
        return last

    def is_good(self, entry: Entry) -> bool:
        """Whether it shows what is so now, as far as the log is known to this process."""
        if entry.expires < time.time():
            return False
        if entry.verified == self.log.version:
            return True
        version = self.log.version
        if entry.knowledge.newest > self.log.newest:
            self.log.answers()  # Somebody else knew more.
        if self.log.has_cleared(entry):
            return False
        entry.verified = version
        return True

    def put(self, entry: Entry) -> None:
        """Keeps an entry unless something that it shows has changed meanwhile.

        It is looked for once more when the entry is there: from then on, whoever hears of a change finds it.
        """
        if not self.log.check() or self.log.has_cleared(entry):
            return
        self.remember(entry)
        if self.shared:
            self.shared.put(entry)
        self.keep_in_files(entry)

    def keep_in_files(self, entry: Entry) -> None:
        self.files.put(entry)
        if not self.log.check() or self.log.has_cleared(entry):
            self.files.discard(entry.key)

    def drop(self, clearings: Clearings) -> None:
        """Takes away whatever showed one of these, where it would be served without asking the log."""
        self.tell(self.files.drop(clearings))

    def tidy(self) -> None:
        """Takes away what holds no more although nothing was cleared. To be called often: of this machine alone.

        While the database is away it stays: as the last good one, which nobody could render anew.
        """
        if time.monotonic() - self.tidied_at >= TIDY_EVERY and self.log.check():
            self.tidied_at = time.monotonic()
            self.tell(self.files.tidy() or [])

    def tell(self, keys: list[Key]) -> None:
        if keys and self.dropped:
            self.dropped(keys)

    def remember(self, entry: Entry) -> None:
        with self.lock:
            before = self.memory.pop(entry.key, None)
            self.memory[entry.key] = entry
            self.bytes += entry.size - (before.size if before else 0)
            while self.bytes > self.most_bytes and len(self.memory) > 1:
                self.bytes -= self.memory.popitem(last=False)[1].size

    def look_again(self, key: Key) -> Entry | None:
        """What another process may have stored since this one looked."""
        entry = self.memory.get(key)
        if entry is None or not self.is_good(entry):
            entry = self.load(key)
        return entry if entry is not None and self.is_good(entry) else None

    @contextmanager
    def turn(self, key: Key, longest: float) -> Iterator[bool]:
        """Waits for the turn to render a page, here and on the other machines; whether it came in time."""
        with ExitStack() as held:
            held_here = held.enter_context(self.files.lock(key, longest))
            yield held_here and (self.shared is None or held.enter_context(self.shared.lock(key, longest)))
