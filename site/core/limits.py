"""How often something may happen within a time, counted without a word of who did it.

A period is cut into slices, each with a number of its own, and what counts is the sum of the slices that the period
touches. So no stretch of time as long as the period ever holds more than the limit allows, at the price that the last
hit is forgotten up to a slice late. Where there is Redis, the numbers are kept there, else in the table of `Count`.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from core.addresses import folded
from core.models import Count

logger = logging.getLogger(__name__)

SLICES = 4
MAILS, MAIL_PERIOD = 5, timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """That `who` does `what` at most so often within a period. Who it is is only kept as a keyed hash.

    `weight` is how much it counts this time.
    """

    what: str
    who: str
    most: int
    period: timedelta
    weight: int = 1

    @property
    def key(self) -> str:
        who = f"{self.period.total_seconds():.0f} {self.who}"
        return f"{self.what}:{salted_hmac('core.limits', who, algorithm='sha256').hexdigest()}"

    @property
    def slice(self) -> timedelta:
        return self.period / SLICES

    def forgotten_at(self, now: datetime) -> datetime:
        """When a hit of now counts no more: a period after the end of its slice."""
        number = now.timestamp() // self.slice.total_seconds()
        return datetime.fromtimestamp((number + 1) * self.slice.total_seconds(), tz=UTC) + self.period


def hit(key: str, most: int, period: timedelta) -> bool:
    """Counts one more of `what:who`, and says whether it is still within the limit."""
    what, _colon, who = key.partition(":")
    return not exceeded([Limit(what, who, most, period)])


def may_be_mailed(address: str) -> bool:
    """Counts a mail to this mailbox, whichever of its spellings was used, and says whether it may go now."""
    return hit(f"mail:{folded(address)}", MAILS, MAIL_PERIOD)


def exceeded(limits: Sequence[Limit]) -> list[Limit]:
    """Counts one more for each, and gives those that are exceeded by it."""
    numbers = counted(limits) if limits else {}
    return [limit for limit in limits if numbers[limit.key] > limit.most]


def counted(limits: Sequence[Limit]) -> dict[str, int]:
    """A Redis that is away must not cost a form: then the table counts."""
    if settings.REDIS_URL:
        try:
            return {limit.key: counted_in_cache(limit) for limit in limits}
        except (RedisError, OSError):
            logger.exception("The cache does not count; the database does.")
    return counted_in_table(limits)


def counted_in_cache(limit: Limit) -> int:
    seconds = limit.slice.total_seconds()
    last = int(timezone.now().timestamp() // seconds)
    current, *earlier = [f"{limit.key}:{seconds:.0f}:{last - back}" for back in range(SLICES + 1)]
    is_first = cache.add(current, limit.weight, timeout=round(seconds * (SLICES + 1)))
    number = limit.weight if is_first else cache.incr(current, limit.weight)
    return number + sum(cache.get_many(earlier).values())


def counted_in_table(limits: Sequence[Limit]) -> dict[str, int]:
    """All of them by one statement, in the order of their keys, so that two at once never wait for each other.

    The cast makes SQLite use the index: what RETURNING names has no type of its own there.
    """
    now, table = timezone.now(), connection.ops.quote_name(Count._meta.db_table)
    adapt = connection.ops.adapt_datetimefield_value
    rows = sorted((limit.key, adapt(limit.forgotten_at(now)), limit.weight) for limit in limits)
    statement = f"""
        INSERT INTO {table} (key, "window", number) VALUES {", ".join(["(%s, %s, %s)"] * len(rows))}
        ON CONFLICT (key, "window") DO UPDATE SET number = {table}.number + excluded.number
        RETURNING key, number + COALESCE((
            SELECT SUM(earlier.number) FROM {table} AS earlier
            WHERE earlier.key = CAST({table}.key AS text)
            AND earlier."window" > %s AND earlier."window" < {table}."window"
        ), 0)
    """  # noqa: S608 (the table's name is ours)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*chain.from_iterable(rows), adapt(now)])
        return dict(cursor.fetchall())


def forget_old_counts() -> int:
    """Removes what counts no more."""
    return Count.objects.filter(window__lte=timezone.now()).delete()[0]
