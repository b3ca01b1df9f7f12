"""How often something may happen within a time, counted without a word of who did it.

A period is cut into slices, each with a number of its own, and what counts is the sum of the slices that the period
touches. So no stretch of time as long as the period ever holds more than the limit allows, at the price that the last
hit is forgotten up to a slice late. Where there is Redis, the numbers are kept there, else in the table of `Count`.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import chain

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.addresses import folded
from core.models import Count
from core.sql import run

logger = logging.getLogger(__name__)

SLICES = 4
MAILS, MAIL_PERIOD = 5, timedelta(hours=1)
# Forms that are held since they look as if no person had sent them: a flood of them must not fill the disk.
HELD_AN_HOUR, HELD_A_DAY = 20, 5_000


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

    @cached_property
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


class TooMuchHeldError(Exception):
    """So many forms were held of late that this one is not: whoever sent it is told, and may come again later."""

    retry_after = timedelta(hours=1)


def check_held(what: str, connection: str) -> None:
    """Counts one more form that is held, from this connection and of all; raises `TooMuchHeldError`."""
    limits = [Limit(f"held-{what}", "", HELD_A_DAY, timedelta(days=1))]
    if connection:
        limits.append(Limit(f"held-{what}-ip", connection, HELD_AN_HOUR, timedelta(hours=1)))
    if exceeded(limits):
        raise TooMuchHeldError


def exceeded(limits: Sequence[Limit]) -> list[Limit]:
    """Counts one more for each, and gives those that are exceeded by it."""
    numbers = counted(limits) if limits else {}
    return [limit for limit in limits if numbers[limit.key] > limit.most]


def counted(limits: Sequence[Limit]) -> dict[str, int]:
    """A Redis that is away must not cost a form: then the table counts."""
    if settings.REDIS_URL:
        try:
            return {limit.key: counted_in_cache(limit) for limit in limits}
        except OSError:
            logger.exception("The cache does not count; the database does.")
    return counted_in_table(limits)


def cache_keys(limit: Limit) -> list[str]:
    """One for each slice that counts, the current one first."""
    seconds = limit.slice.total_seconds()
    last = int(timezone.now().timestamp() // seconds)
    return [f"{limit.key}:{seconds:.0f}:{last - back}" for back in range(SLICES + 1)]


def counted_in_cache(limit: Limit) -> int:
    current, *earlier = cache_keys(limit)
    is_first = cache.add(current, limit.weight, timeout=round(limit.slice.total_seconds() * (SLICES + 1)))
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
    return dict(run(statement, [*chain.from_iterable(rows), adapt(now)]))


def forget(limit: Limit) -> None:
    """Begins anew to count what turned out to be meant well, wherever it was counted."""
    Count.objects.filter(key=limit.key).delete()
    if settings.REDIS_URL:
        cache.delete_many(cache_keys(limit))


def forget_old_counts() -> int:
    """Removes what counts no more."""
    return Count.objects.filter(window__lte=timezone.now()).delete()[0]
