"""The policy on offers, asked as the pure function that it is, in a browser: whether now, and which."""

from typing import Any

import pytest

from tests.e2e.browsing import Visit

pytestmark = pytest.mark.e2e

DAY = 86_400_000
NOW = 20_000 * DAY
POPUP = {"id": 1, "starts": None, "ends": None, "quietDays": 30, "mostShown": 3}
OTHER = {**POPUP, "id": 2}
NOTHING = {"asked": False, "visited": False, "closedAt": None, "shown": {}}

# What is said of the page and remembered of the reader, and which popup may show.
CASES: dict[str, tuple[list[dict[str, Any]], dict[str, Any] | None, int | None]] = {
    "a new reader": ([POPUP], NOTHING, 1),
    "a page without popups": ([], NOTHING, None),
    "the first of two": ([OTHER, POPUP], NOTHING, 2),
    "a browser that keeps nothing": ([POPUP], None, None),
    "once in a visit": ([POPUP, OTHER], {**NOTHING, "visited": True}, None),
    "after a form was sent, never": ([POPUP, OTHER], {**NOTHING, "asked": True}, None),
    "closed just now": ([POPUP], {**NOTHING, "closedAt": NOW}, None),
    "closed not long ago": ([POPUP], {**NOTHING, "closedAt": NOW - 30 * DAY + 1}, None),
    "closed long ago": ([POPUP], {**NOTHING, "closedAt": NOW - 30 * DAY}, 1),
    "a no to one is a no to others": ([POPUP, OTHER], {**NOTHING, "closedAt": NOW - DAY, "shown": {"1": 1}}, None),
    "no quiet days": ([{**POPUP, "quietDays": 0}], {**NOTHING, "closedAt": NOW}, 1),
    "not seen too often": ([POPUP], {**NOTHING, "shown": {"1": 2}}, 1),
    "seen often enough": ([POPUP], {**NOTHING, "shown": {"1": 3}}, None),
    "seen often enough, but not the next": ([POPUP, OTHER], {**NOTHING, "shown": {"1": 3}}, 2),
    "never to be shown": ([{**POPUP, "mostShown": 0}], NOTHING, None),
    "before its time": ([{**POPUP, "starts": NOW + 1}], NOTHING, None),
    "from its first moment": ([{**POPUP, "starts": NOW}], NOTHING, 1),
    "until its last moment": ([{**POPUP, "ends": NOW + 1}], NOTHING, 1),
    "after its time": ([{**POPUP, "ends": NOW}], NOTHING, None),
    "after the time of the first": ([{**POPUP, "ends": NOW}, OTHER], NOTHING, 2),
}

CHOOSE = """async ([popups, remembered, fromMail, now]) => {
    const { choose } = await import("/static/js/popup_policy.js");
    return choose({ popups, fromMail }, remembered, now)?.id ?? null;
}"""
IS_FROM_MAIL = """async ([address, referrer]) => {
    const { isFromMail } = await import("/static/js/popup_policy.js");
    return isFromMail(address, referrer);
}"""


def test_the_policy(reader: Visit) -> None:
    reader.open("/search/")
    for name, (popups, remembered, expected) in CASES.items():
        assert reader.page.evaluate(CHOOSE, [popups, remembered, False, NOW]) == expected, name
        assert reader.page.evaluate(CHOOSE, [popups, remembered, True, NOW]) is None, f"{name}, from our mail"


def test_who_comes_from_our_mail(reader: Visit) -> None:
    site = "https://island.example"
    reader.open("/search/")
    for address, referrer, expected in [
        ("/", "", False),
        ("/articles/?utm_source=letter&utm_medium=email", "", True),
        ("/?utm_medium=Email", "", True),
        ("/?utm_medium=social", "https://elsewhere.example/newsletter/", False),
        ("/?utm_content=email", "", False),
        ("/articles/", f"{site}/newsletter/download/token/", True),
        ("/newsletter/confirmed/", "", True),
        ("/pl/newsletter/confirmed/", "", True),
        ("/articles/newsletter/", f"{site}/articles/newsletter/", False),
    ]:
        assert reader.page.evaluate(IS_FROM_MAIL, [site + address, referrer]) is expected, (address, referrer)
