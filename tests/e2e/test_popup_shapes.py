"""The shapes of the offer that comes to the reader: each can be reached, read, used and sent away by anyone."""

import pytest
from playwright.sync_api import Page, expect

from newsletter.models import Popup
from tests.e2e.offers import (
    HEADING,
    article,
    call,
    come_to,
    dialog,
    expect_kept,
    expect_nothing,
    popup,
    read,
    stay,
)
from tests.e2e.reading import overflowing, violations_in_all_colours
from tests.factories import ImageFactory
from tests.factories.newsletter import GuidebookPageFactory, add_fields

pytestmark = pytest.mark.e2e
__all__ = ["article"]

FOCUS = "document.activeElement.closest('dialog') ? 'inside' : document.activeElement.localName"


def name_of_focus(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


# The dialogue


def test_by_keyboard_alone_it_is_read_gone_round_closed_and_the_focus_is_back(reader, article):
    popup()
    page = reader.page
    come_to(reader, article)
    link = page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Articles")
    link.focus()
    stay(page)
    expect(dialog(page)).to_be_visible()
    expect(dialog(page).get_by_role("heading", name=HEADING)).to_be_focused()
    been = []
    for _ in range(12):
        page.keyboard.press("Tab")
        been.append(page.evaluate(FOCUS))
    assert set(been) <= {"inside", "body"}, "Only the browser's own buttons come between."
    assert been.count("inside") >= 8
    page.keyboard.press("Escape")
    expect(dialog(page)).to_be_hidden()
    expect(link).to_be_focused()
    expect(page.locator("[data-popup]")).to_have_count(0)


def test_the_dialogue_has_one_button_that_closes_it_large_enough_and_named(reader, article):
    popup()
    read(reader, article)
    button = dialog(reader.page).get_by_role("button", name="Close this offer")
    expect(button).to_have_count(1)
    box = button.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    button.click()
    expect(dialog(reader.page)).to_be_hidden()


def test_a_press_beside_the_dialogue_closes_it(reader, article):
    popup()
    read(reader, article)
    expect(dialog(reader.page)).to_be_visible()
    reader.page.mouse.click(5, 450)
    expect(dialog(reader.page)).to_be_hidden()
    expect_kept(reader.page, "offered", "offers")


def test_on_a_low_window_the_dialogue_scrolls_and_can_always_be_closed(open_browser, article):
    guidebook = add_fields(GuidebookPageFactory(), *({"label": f"Question {number}"} for number in range(6)))
    popup(guidebook=guidebook)
    reader = open_browser(height=420)
    read(reader, article)
    dialog(reader.page).get_by_role("button", name=guidebook.button_label).scroll_into_view_if_needed()
    expect(dialog(reader.page).get_by_role("button", name="Close this offer")).to_be_in_viewport(ratio=1)


def test_who_wants_no_motion_sees_none(open_browser, article):
    popup()
    reader = open_browser(reduced_motion="reduce")
    read(reader, article)
    expect(dialog(reader.page)).to_be_visible()
    assert dialog(reader.page).evaluate("dialog => getComputedStyle(dialog).animationName") == "none"


def test_on_a_phone_it_asks_from_the_foot_and_the_reader_opens_it(open_browser, article):
    popup()
    reader = open_browser(width=375, height=740, reduced_motion="reduce")
    read(reader, article)
    page = reader.page
    expect(call(page)).to_be_visible()
    expect(dialog(page)).to_be_hidden()
    box = call(page).bounding_box()
    assert box["y"] + box["height"] == pytest.approx(740)
    assert box["height"] < 740 / 3
    reader.press("Yes, please")
    expect(dialog(page)).to_be_visible()
    expect_kept(page, "offered", "offers")
    dialog(page).get_by_role("button", name="Close this offer").click()
    expect_nothing(page)


# The calls: slide-in and bar


@pytest.mark.parametrize("shape", ["slide-in", "bar"])
def test_a_call_takes_no_focus_is_said_and_reached_and_goes_by_escape(reader, article, shape):
    popup(shape=shape)
    page = reader.page
    come_to(reader, article)
    link = page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Articles")
    link.focus()
    stay(page)
    expect(call(page)).to_be_visible()
    expect(link).to_be_focused()
    page.clock.run_for(500)
    expect(page.locator("[data-popup] [role=status]")).to_have_text(f"An offer, at the end of the page: {HEADING}")
    page.keyboard.press("Escape")
    expect(call(page)).to_be_visible()
    call(page).get_by_role("button", name="Yes, please").focus()
    page.keyboard.press("Tab")
    expect(call(page).get_by_role("button", name="Close this offer")).to_be_focused()
    page.keyboard.press("Escape")
    expect(call(page)).to_be_hidden()
    expect(link).to_be_focused()


@pytest.mark.parametrize("shape", ["slide-in", "bar"])
def test_the_focus_is_back_after_the_form_that_a_call_opened(reader, article, shape):
    popup(shape=shape)
    page = reader.page
    come_to(reader, article)
    link = page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Articles")
    link.focus()
    stay(page)
    call(page).get_by_role("button", name="Yes, please").press("Enter")
    expect(dialog(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog(page)).to_be_hidden()
    expect(link).to_be_focused()


HIDDEN_FOCUS = """() => {
    const box = (element) => element.getBoundingClientRect();
    const [there, here] = [box(document.activeElement), box(document.querySelector(".popup-call"))];
    return there.bottom > here.top && there.top < here.bottom && there.right > here.left && there.left < here.right;
}"""


@pytest.mark.parametrize("shape", ["slide-in", "bar"])
@pytest.mark.parametrize("width", [375, 1440])
def test_a_call_never_hides_what_has_the_focus(open_browser, article, shape, width):
    """WCAG 2.4.11, down to the last link of the page."""
    popup(shape=shape)
    reader = open_browser(width=width, height=740)
    read(reader, article)
    page = reader.page
    expect(call(page)).to_be_visible()
    page.locator("body").evaluate("body => body.querySelector('a').focus()")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('[data-popup]') !== null"):
            break
        assert not page.evaluate(HIDDEN_FOCUS), name_of_focus(page)
    else:
        pytest.fail("The call was never reached.")


# All of them


@pytest.mark.parametrize("shape", ["dialog", "slide-in", "bar", "article-end"])
def test_every_shape_is_accessible_at_a_desk_and_on_a_phone(open_browser, article, shape):
    guidebook = add_fields(GuidebookPageFactory(cover=ImageFactory(width=300, height=400)), {"label": "Name"})
    popup(shape=shape, guidebook=guidebook)
    found = []
    for width in (1440, 375):
        reader = open_browser(width=width, reduced_motion="reduce")
        read(reader, article)
        page = reader.page
        if shape == "article-end":
            page.get_by_role("link", name=guidebook.button_label).scroll_into_view_if_needed()
        else:
            expect(dialog(page).or_(call(page))).to_be_visible()
        page.clock.resume()  # By which axe waits.
        for step in ("as it comes", "opened"):
            if step == "opened" and not dialog(page).is_visible():
                page.locator("[data-popup-open], [data-popup-url]").click()
                expect(dialog(page)).to_be_visible()
            found += [f"{width}, {step}, {line}" for line in violations_in_all_colours(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("shape", ["dialog", "bar"])
def test_a_window_of_320_pixels_needs_no_scrolling_sideways(open_browser, article, shape):
    popup(shape=shape, heading=f"{HEADING} for Konstantynopolitańczykowianeczki")
    reader = open_browser(width=320, height=640)
    read(reader, article)
    page = reader.page
    expect(page.locator(".popup-call")).to_be_visible()
    assert overflowing(page) == []
    reader.press("Yes, please")
    inner = page.locator(".popup__inner")
    expect(inner).to_be_visible()
    assert inner.evaluate("inner => inner.scrollWidth <= inner.clientWidth")


# In the text, at the end of an article


def test_without_script_the_offer_in_the_text_leads_to_the_form(open_browser, article):
    asking = popup(shape=Popup.Shape.ARTICLE_END)
    popup(shape=Popup.Shape.DIALOG)
    reader = open_browser(java_script_enabled=False)
    reader.open(article)
    offer = reader.page.locator("[data-article-end-offer]")
    expect(offer.get_by_role("heading", name=HEADING)).to_be_visible()
    offer.get_by_role("link").click()
    reader.expect_path(asking.guidebook.url)
    expect(reader.page.get_by_label("E-mail address").first).to_be_visible()


def test_with_script_the_offer_in_the_text_opens_the_form_on_the_spot(reader, article):
    popup(shape=Popup.Shape.ARTICLE_END)
    read(reader, article)
    reader.page.wait_for_load_state("networkidle")
    link = reader.page.locator("[data-article-end-offer]").get_by_role("link")
    link.click()
    expect(dialog(reader.page)).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(link).to_be_focused()
    reader.expect_path(article)
