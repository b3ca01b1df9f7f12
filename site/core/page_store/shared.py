"""The stored pages that several machines share, in Redis."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.exceptions import LockError, RedisError

from core.page_store.entries import Entry, Key

logger = logging.getLogger(__name__)

KEPT = 2 * 24 * 60 * 60  # Seconds; Redis throws away earlier what it has no room for.
LONGEST_RENDER = 30
PATIENCE = 0.25  # Seconds that Redis may take.


class Shared:
    """Redis may be away at any time: then each machine has its own pages.

    What is cleared stays where it is, since every entry is held against the log before it is believed.
    """

    def __init__(self, address: str, version: str) -> None:
        self.redis = Redis.from_url(address, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        self.space = f"pages:{version}"

    def get(self, key: Key) -> Entry | None:
        try:
            packed = self.redis.get(f"{self.space}:{key.name}")
            return Entry.unpack(packed) if packed else None  # type: ignore[arg-type] # Not the asynchronous client.
        except (RedisError, ValueError):
            return None

    def put(self, entry: Entry) -> None:
        try:
            self.redis.set(f"{self.space}:{entry.key.name}", entry.pack(), ex=KEPT)
        except RedisError:
            logger.warning("Redis does not answer, so this page is not shared.")

    @contextmanager
    def lock(self, key: Key, longest: float) -> Iterator[bool]:
        """Whether the turn came in time to render this page, among all machines."""
        lock = self.redis.lock(f"{self.space}:lock:{key.name}", timeout=LONGEST_RENDER, sleep=0.01)
        try:
            held = lock.acquire(blocking_timeout=longest)
        except RedisError:
            yield True  # Nobody can be asked, so nobody waits.
            return
        try:
            yield held
        finally:
            try:
                if held:
                    lock.release()
            except (LockError, RedisError):
                pass
