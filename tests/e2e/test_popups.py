"""The manners of the offer that comes to the reader: when it comes, how often, and to whom it never does."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.offers import (
    DAY,
    HEADING,
    SECOND,
    article,
    call,
    come_to,
    dialog,
    expect_kept,
    expect_nothing,
    kept,
    long_article,
    new_visit,
    popup,
    read,
    stay,
)
from tests.factories import LandingPageFactory

pytestmark = pytest.mark.e2e
__all__ = ["article"]


def scroll_to(page: Page, part: float) -> None:
    scroll(page, part * page.evaluate("document.documentElement.scrollHeight - innerHeight"))


def scroll(page: Page, place: float) -> None:
    """Until the page has heard of it, unless it is there already."""
    page.evaluate(
        """(place) => new Promise((resolve) => {
            const before = scrollY;
            addEventListener("scroll", () => resolve(), { once: true });
            scrollTo(0, place);
            if (scrollY === before) resolve();
        })""",
        place,
    )


def leave_by_the_top(page: Page) -> None:
    page.mouse.move(300, 200)
    page.evaluate("document.documentElement.dispatchEvent(new MouseEvent('mouseleave', { clientY: -1 }))")


def wait(page: Page) -> None:
    page.clock.run_for(20 * SECOND)


# What a trigger waits for: what is not enough, and what is.
TRIGGERS: dict[str, tuple[int, Callable[[Page], None], Callable[[Page], None]]] = {
    "delay": (20, lambda page: page.clock.run_for(10 * SECOND), wait),
    "scroll": (60, lambda page: scroll_to(page, 0.55), lambda page: scroll_to(page, 0.65)),
    "exit": (1, lambda page: page.mouse.move(300, 5), leave_by_the_top),
    "article-end": (1, lambda page: scroll_to(page, 0.3), lambda page: scroll_to(page, 1)),
}


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_a_trigger_fires_once_and_only_where_it_is_meant_to(reader, article, trigger):
    threshold, too_little, enough = TRIGGERS[trigger]
    popup(trigger=trigger, threshold=threshold, places=["article"])
    page = reader.page
    read(reader, "/articles/")
    enough(page)
    expect_nothing(page)

    read(reader, article, seconds=5.5)
    too_little(page)
    expect(page.locator("[data-popup]")).to_have_count(0)
    enough(page)
    expect(dialog(page)).to_be_visible()
    page.keyboard.press("Escape")
    scroll_to(page, 0)
    enough(page)
    expect_nothing(page)
    assert len([url for url in reader.requests if "/newsletter/popups/" in url]) == 1
    assert reader.complaints == []
    assert reader.foreign_requests == []


def test_nothing_comes_in_the_first_seconds(reader, article):
    popup(trigger="exit")
    read(reader, article, seconds=4)
    leave_by_the_top(reader.page)
    expect_nothing(reader.page)
    leave_by_the_top(reader.page)
    expect(dialog(reader.page)).to_be_visible()


def swipe(page: Page, start: int, end: int, milliseconds: int) -> None:
    """In ten steps, which together take so long by the page's clock."""
    for step in range(1, 11):
        scroll(page, start + (end - start) * step / 10)
        page.clock.run_for(milliseconds // 10)


def test_on_a_phone_a_quick_way_back_up_is_a_sign_of_leaving(open_browser, article):
    popup(trigger="exit")
    reader = open_browser(width=375, height=740, has_touch=True, is_mobile=True)
    read(reader, article)
    page = reader.page
    swipe(page, 0, 2500, 100)
    swipe(page, 2500, 2000, 600)
    expect(page.locator("[data-popup]")).to_have_count(0)
    swipe(page, 2000, 1200, 100)
    expect(call(page)).to_be_visible()


def test_it_waits_while_the_reader_writes(reader, article):
    popup()
    come_to(reader, article)
    field = reader.page.get_by_label("E-mail address").first
    field.focus()
    stay(reader.page, seconds=9)
    expect(reader.page.locator("[data-popup]")).to_have_count(0)
    field.blur()
    reader.page.clock.run_for(2 * SECOND)
    expect(dialog(reader.page)).to_be_visible()


# What is remembered


def test_nothing_is_remembered_before_the_reader_acts_and_no_cookie_ever(reader, article):
    popup()
    read(reader, article)
    expect(dialog(reader.page)).to_be_visible()
    assert kept(reader.page) == []
    reader.page.keyboard.press("Escape")
    expect_kept(reader.page, "offered", "offers")
    assert reader.context.cookies() == []


def test_a_reader_who_goes_on_past_it_is_not_asked_again_in_this_visit(reader, article):
    popup(shape="slide-in")
    read(reader, article)
    expect(call(reader.page)).to_be_visible()
    assert kept(reader.page) == []
    read(reader, long_article(title="Another"))
    expect_nothing(reader.page)
    again = new_visit(reader)
    read(again, article)
    expect(call(again.page)).to_be_visible()


def test_a_reader_who_has_closed_it_has_peace_for_the_quiet_days(reader, article):
    popup(quiet_days=7)
    now = time.time()
    read(reader, article)
    reader.press("Close this offer")
    expect_nothing(reader.page)
    read(reader, "/")
    expect_nothing(reader.page)

    soon = new_visit(reader)
    read(soon, article, at=now + 6.9 * DAY)
    expect_nothing(soon.page)
    late = new_visit(soon)
    read(late, article, at=now + 7.1 * DAY)
    expect(dialog(late.page)).to_be_visible()


def test_one_reader_sees_it_no_more_often_than_agreed(reader, article):
    popup(quiet_days=0, most_shown=2)
    for days in range(2):
        read(reader, article, at=time.time() + days * DAY)
        expect(dialog(reader.page)).to_be_visible()
        reader.page.keyboard.press("Escape")
        expect(reader.page.locator("[data-popup]")).to_have_count(0)
        reader = new_visit(reader)
    read(reader, article, at=time.time() + 2 * DAY)
    expect_nothing(reader.page)


def test_a_reader_who_has_sent_the_form_is_never_asked_again(reader, article):
    asking = popup(quiet_days=0)
    read(reader, article)
    page = reader.page
    dialog(page).get_by_label("E-mail address").fill("ann@example.com")
    dialog(page).get_by_role("button", name=asking.guidebook.button_label).click()
    expect(dialog(page).get_by_role("heading", name=asking.guidebook.thank_you_heading)).to_be_visible()
    submission = asking.guidebook.get_submissions().get()
    assert submission.placement == "popup"
    page.keyboard.press("Escape")
    expect_kept(page, "asked", "offered", "offers")

    later = new_visit(reader)
    read(later, article, at=time.time() + 400 * DAY)
    expect_nothing(later.page)
    assert reader.complaints == []


@pytest.mark.parametrize("way", ["campaign", "mailed link"])
def test_a_reader_who_comes_from_our_own_mail_is_left_alone_for_the_visit(reader, article, way):
    popup()
    if way == "campaign":
        read(reader, f"{LandingPageFactory().url}?utm_source=letter&utm_medium=email")
    else:
        read(reader, "/newsletter/confirmed/")
        reader.page.get_by_role("link", name="To the front page").click()
        reader.expect_path("/")
        stay(reader.page)
    expect_nothing(reader.page)
    read(reader, article)
    expect_nothing(reader.page)


def test_a_landing_page_and_a_guidebook_are_left_alone(reader, island):
    asking = popup()
    for path in (LandingPageFactory().url, asking.guidebook.url, "/guidebooks/"):
        read(reader, path)
        expect_nothing(reader.page)


def test_of_several_the_first_comes_and_no_other_after_it(reader, article):
    popup(sort_order=2, heading="The second")
    popup(sort_order=1)
    read(reader, article)
    expect(dialog(reader.page)).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect_nothing(reader.page)


def test_an_offer_that_has_ended_since_the_page_was_kept_does_not_come(reader, article):
    asking = popup(trigger="exit")
    read(reader, article)
    type(asking).objects.update(is_live=False)
    leave_by_the_top(reader.page)
    expect_nothing(reader.page)


def test_a_browser_that_keeps_nothing_is_shown_nothing(reader, article):
    popup()
    reader.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('closed') } })"
    )
    read(reader, article)
    expect_nothing(reader.page)
    assert HEADING not in reader.page.content()
