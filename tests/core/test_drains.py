"""Queues that apps keep in tables of their own get their turn one after the other."""

import pytest
from django.db import OperationalError

from core import drains
from core.drains import drain, work_off


@pytest.fixture(autouse=True)
def only_these(monkeypatch):
    monkeypatch.setattr(drains, "DRAINS", {})


def may_go_on() -> bool:
    return True


def test_each_queue_gets_its_turn_and_is_told_when_to_stop():
    turns = []
    for answer in (True, False):
        drains.DRAINS[str(answer)] = lambda asked, answer=answer: turns.append(asked) or answer
    assert work_off(may_go_on) is True
    assert turns == [may_go_on, may_go_on]


def test_where_nothing_is_left_nothing_is_said_to_be():
    drains.DRAINS["empty"] = lambda may_go_on: False
    assert work_off(may_go_on) is False


def test_a_queue_that_fails_stops_no_other(caplog):
    def fail(may_go_on) -> bool:
        raise ValueError("no wind")

    turns = []
    drains.DRAINS |= {"bad": fail, "good": lambda may_go_on: bool(turns.append(1))}
    assert work_off(may_go_on) is False
    assert turns == [1]
    assert "The queue bad stopped" in caplog.text


def test_a_database_that_is_away_is_for_the_worker_to_wait_for():
    def fail(may_go_on) -> bool:
        raise OperationalError("database is locked")

    drains.DRAINS["mail"] = fail
    with pytest.raises(OperationalError):
        work_off(may_go_on)


def test_a_function_registers_under_its_dotted_name():
    @drain
    def send(may_go_on) -> bool:
        return False

    assert {f"{__name__}.send": send} == drains.DRAINS
