"""The cache in Redis, which may be away: then nothing is remembered, and pages are made without it."""

import logging
from collections.abc import Iterable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class ForgetfulCache(RedisCache):
    """Reads find nothing while Redis is away, and writes are forgotten, deletions too: keep nothing in it for long.

    `add` and `incr` raise a `ConnectionError`, since whoever counts must know (`core.limits`).
    """

    def add(self, *args: Any, **kwargs: Any) -> bool:
        try:
            return super().add(*args, **kwargs)
        except RedisError as error:
            raise ConnectionError from error

    def incr(self, *args: Any, **kwargs: Any) -> int:
        try:
            return super().incr(*args, **kwargs)
        except RedisError as error:
            raise ConnectionError from error

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except (RedisError, OSError):
            return away(default)

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        try:
            return super().get_many(keys, version)
        except (RedisError, OSError):
            return dict(away({}))

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        try:
            super().set(key, value, *args, **kwargs)
        except (RedisError, OSError):
            away(None)

    def set_many(self, data: dict[Any, Any], *args: Any, **kwargs: Any) -> list[Any]:
        try:
            return super().set_many(data, *args, **kwargs)
        except (RedisError, OSError):
            return list(away(data))

    def delete(self, key: Any, version: int | None = None) -> bool:
        try:
            return super().delete(key, version)
        except (RedisError, OSError):
            return bool(away(False))

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        try:
            super().delete_many(keys, version)
        except (RedisError, OSError):
            away(None)


def away(instead: Any) -> Any:
    logger.warning("Redis does not answer; it goes on without.")
    return instead
