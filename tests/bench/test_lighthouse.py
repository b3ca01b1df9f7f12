"""How what Lighthouse says becomes rows."""

from typing import Any

import pytest

from tests.bench import lighthouse
from tests.bench.report import Report


def said(*, speed: float = 1.0, paint: float = 900.0, shift: float = 0.0) -> dict[str, Any]:
    """A report as Lighthouse writes it, as far as it is read."""
    scores = dict.fromkeys(lighthouse.CATEGORIES, 1.0) | {"performance": speed}
    references = [{"id": "largest-contentful-paint", "weight": 25}, {"id": "interactive", "weight": 0}]
    return {
        "requestedUrl": "http://127.0.0.1/",
        "categories": {name: {"score": score, "auditRefs": references} for name, score in scores.items()},
        "audits": {
            "largest-contentful-paint": {"score": speed, "numericValue": paint},
            "cumulative-layout-shift": {"score": 1, "numericValue": shift},
            "interactive": {"score": 0, "numericValue": 0},
        },
    }


def rows(verdict: lighthouse.Verdict) -> dict[str, bool | None]:
    report = Report()
    lighthouse.add_rows(report, "home", verdict)
    return {row.what.partition(": ")[2]: row.holds for row in report.rows}


def test_a_hundred_each_holds():
    assert list(rows(lighthouse.read(said())).values()) == [True, True, True]


@pytest.mark.parametrize(
    ("faults", "missed"),
    [
        ({"speed": 0.99}, "performance, accessibility, best-practices, seo"),
        ({"paint": 1300.0}, "largest paint, slow 4G"),
        ({"shift": 0.2}, "layout shift"),
    ],
)
def test_each_goal_can_be_missed(faults, missed):
    assert [what for what, holds in rows(lighthouse.read(said(**faults))).items() if not holds] == [missed]


def test_what_cost_points_is_named_once_it_weighs():
    assert set(lighthouse.read(said(speed=0.5)).lost) == {"largest-contentful-paint"}


def test_a_page_that_could_not_be_read_is_no_verdict():
    with pytest.raises(RuntimeError, match="no answer"):
        lighthouse.read({**said(), "runtimeError": {"message": "no answer"}})


def test_a_trace_that_was_not_recorded_is_another_fault_which_is_tried_again():
    with pytest.raises(lighthouse.NotRecordedError):
        lighthouse.read({**said(), "runtimeError": {"code": "NO_NAVSTART", "message": "Something went wrong"}})


def test_a_machine_without_node_says_so(monkeypatch):
    monkeypatch.setattr(lighthouse.shutil, "which", lambda name: None)
    assert lighthouse.program() == lighthouse.HOW_TO_GET_NODE
