"""How often something may happen: counted in the table or in Redis, by the same rules."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from core import limits, tasks
from core.addresses import folded
from core.caches import ForgetfulCache
from core.limits import Limit, exceeded, hit, may_be_mailed
from core.models import Count

HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["table", "cache"])
def counter(request: pytest.FixtureRequest, settings: Any) -> str:
    """Both places to count in; the test's own cache stands for Redis, which counts by the same calls."""
    cache.clear()
    settings.REDIS_URL = "" if request.param == "table" else "redis://shared"
    return request.param


@pytest.fixture
def table(settings: Any) -> None:
    """Counts in the table, though there may be a Redis."""
    settings.REDIS_URL = ""


def test_the_limit_is_the_last_one_that_passes(counter):
    assert [hit("ip:1.2.3.4", 3, HOUR) for _ in range(5)] == [True, True, True, False, False]
    assert hit("ip:1.2.3.5", 3, HOUR)
    assert hit("mail:1.2.3.4", 3, HOUR)


def test_no_hour_holds_more_than_the_limit_wherever_it_begins(counter, later):
    """Two an hour, tried every ten minutes: between the first and the third that pass lies more than an hour."""
    passed = []
    for minutes in range(0, 360, 10):
        later(minutes=10)
        if hit("ip:1.2.3.4", 2, HOUR):
            passed.append(minutes)
    assert len(passed) >= 2
    assert all(third - first >= 60 for first, third in zip(passed, passed[2:], strict=False))


def test_a_limit_is_forgotten_a_period_and_a_slice_later_at_the_latest(counter, later):
    assert [hit("ip:1.2.3.4", 1, HOUR) for _ in range(2)] == [True, False]
    later(minutes=59)
    assert not hit("ip:1.2.3.4", 2, HOUR)
    later(minutes=75)
    assert hit("ip:1.2.3.4", 1, HOUR)


def test_a_hit_may_weigh_more(counter):
    assert exceeded([Limit("copy", "x", 5, HOUR, weight=5)]) == []
    assert not hit("copy:x", 5, HOUR)


@pytest.mark.usefixtures("table")
def test_nobody_can_be_recognised_by_what_is_counted():
    may_be_mailed("ann@example.com")
    count = Count.objects.get()
    assert count.key.startswith("mail:")
    assert len(count.key) == len("mail:") + 64
    assert "ann" not in count.key


@pytest.mark.usefixtures("table")
def test_several_limits_are_counted_by_one_statement(django_assert_num_queries):
    both = [Limit("ip", "1.2.3.4", 1, HOUR), Limit("address", "ann@example.com", 2, timedelta(days=1))]
    with django_assert_num_queries(1):
        assert exceeded(both) == []
    assert exceeded(both) == both[:1]
    assert exceeded(both) == both
    assert exceeded([]) == []
    assert Count.objects.count() == 2


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("ann@example.com", "ann@example.com"),
        ("ann+1@example.com", "ann@example.com"),
        ("a.n.n@example.com", "a.n.n@example.com"),
        ("a.n.n+x+y@gmail.com", "ann@gmail.com"),
        ("ann@googlemail.com", "ann@gmail.com"),
        ("+1@example.com", "+1@example.com"),
        (".@gmail.com", ".@gmail.com"),
    ],
)
def test_spellings_of_one_mailbox_count_together(address, mailbox):
    assert folded(address) == mailbox


def test_a_mailbox_gets_five_mails_an_hour_whatever_it_is_called(later):
    spellings = [f"a.nn+{number}@gmail.com" for number in range(7)]
    assert [may_be_mailed(spelling) for spelling in spellings] == [True] * 5 + [False] * 2
    assert may_be_mailed("bob@gmail.com")
    later(minutes=75)
    assert may_be_mailed("ann@googlemail.com")


def test_while_redis_is_away_the_table_counts(settings, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:1"
    monkeypatch.setattr(limits, "cache", ForgetfulCache(settings.REDIS_URL, {}))
    assert [hit("ip:1.2.3.4", 1, HOUR) for _ in range(2)] == [True, False]
    assert Count.objects.count() == 1


@pytest.mark.usefixtures("table")
def test_the_scheduled_job_removes_what_counts_no_more(later):
    hit("ip:1.2.3.4", 1, HOUR)
    hit("ip:1.2.3.4", 1, timedelta(days=1))
    tasks.forget_old_counts()
    assert Count.objects.count() == 2
    later(hours=2)
    tasks.forget_old_counts()
    assert Count.objects.count() == 1


@pytest.mark.usefixtures("table")
@pytest.mark.django_db(transaction=True)
def test_a_count_is_taken_back_with_its_transaction():
    with transaction.atomic():
        assert hit("ip:1.2.3.4", 1, HOUR)
        transaction.set_rollback(True)
    assert hit("ip:1.2.3.4", 1, HOUR)
