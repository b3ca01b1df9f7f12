"""An article read aloud by a browser whose voice is played by the test (`speech.js`)."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browsing import Visit, expect_answer, wait_until
from tests.e2e.reading import violations_in_all_colours
from tests.e2e.tools import HEADLINE, VOICE, told, write_article

pytestmark = pytest.mark.e2e


@pytest.fixture
def article(island: str) -> str:
    return write_article()


@pytest.fixture
def listener(reader: Visit, article: str) -> Visit:
    reader.page.add_init_script(VOICE)
    reader.open(article)
    return reader


def heard(page: Page) -> list[str]:
    return page.evaluate("spoken.filter((said) => said !== 'silence').map(({ text }) => text.trim())")


def expect_heard(page: Page, *words: str) -> None:
    expect_answer(lambda: heard(page), list(words), page)


def listen(listener: Visit) -> None:
    """Presses the button, and waits for the voice, whose script is fetched by the first press."""
    listener.press("Listen")
    expect(listener.page.get_by_role("region", name="Read aloud")).to_be_visible()


def finish(page: Page, times: int = 1) -> None:
    page.evaluate("(times) => { for (let time = 0; time < times; time += 1) finish(); }", times)


def test_it_is_read_in_order_and_the_paragraph_is_marked(listener):
    page = listener.page
    page.get_by_role("button", name="Listen").focus()
    page.keyboard.press("Enter")
    pause = page.get_by_role("button", name="Pause")
    expect(pause).to_be_focused()
    expect(page.get_by_role("region", name="Read aloud").get_by_role("status")).to_have_text("Reading aloud")
    assert violations_in_all_colours(page) == []
    finish(page, 4)
    expect_heard(
        page,
        HEADLINE,
        "Why to wait.",
        "The first words are short. They stay & go – by two, or three.",
        "Ask the same question. Then somebody waits.",
        "Ask the same question. Then nobody waits.",
    )
    expect(page.locator(".is-spoken")).to_have_text("Ask the same question. Then nobody waits.")
    finish(page)
    assert heard(page)[-1] == "Before", "Neither the pull quote nor the table is read."
    expect(page.locator(".is-spoken")).to_be_in_viewport()
    assert {said["voice"] for said in page.evaluate("spoken.filter((said) => said.text)")} == {"Kate"}
    assert all(len(text) <= 220 for text in heard(page))


def test_a_pause_goes_on_where_it_was_and_the_speed_can_be_changed(listener):
    page = listener.page
    listen(listener)
    finish(page, 2)
    listener.press("Pause")
    expect(page.get_by_role("region", name="Read aloud").get_by_role("status")).to_have_text("Paused")
    wait_until("spoken.at(-1) === 'silence'", page)
    finish(page)
    before = heard(page)
    listener.press("Go on reading aloud")
    expect_heard(page, *before, before[-1])
    page.get_by_label("Speed").select_option("1.5")
    wait_until("spoken.at(-1)?.rate === 1.5", page)
    assert heard(page)[-1] == before[-1]


def test_it_stops_by_button_by_key_at_the_end_and_on_leaving(listener):
    page = listener.page
    button, player = page.get_by_role("button", name="Listen"), page.get_by_role("region", name="Read aloud")
    listen(listener)
    listener.press("Stop reading aloud")
    expect(player).to_have_count(0)
    expect(button).to_be_focused()
    expect(page.locator(".is-spoken")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(player).to_be_visible()
    page.keyboard.press("Escape")
    expect(player).to_have_count(0)
    button.click()
    expect(player).to_be_visible()
    page.evaluate("while (document.querySelector('.player')) finish()")
    assert heard(page)[-1].endswith("the room is glad.")
    button.click()
    expect(player).to_be_visible()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert page.evaluate("spoken.at(-1)") == "silence"
    expect(player).to_have_count(0)


def test_a_reader_who_scrolls_is_left_where_they_are(listener):
    page = listener.page
    listen(listener)
    finish(page, 3)
    page.mouse.move(400, 400)
    page.mouse.wheel(0, 2500)
    wait_until("scrollY > 2000", page)
    place = place_at_rest(page)
    finish(page)
    page.wait_for_timeout(500)
    assert page.evaluate("scrollY") == place


def place_at_rest(page: Page) -> float:
    """Where the page stands once it has scrolled and stopped: alike at two looks."""
    place = page.evaluate("scrollY")
    while True:
        page.wait_for_timeout(250)
        last, place = place, page.evaluate("scrollY")
        if last == place:
            return place


def test_the_voice_is_of_the_language_of_the_page(listener, article):
    page = listener.page
    page.add_init_script("addEventListener('DOMContentLoaded', () => (document.documentElement.lang = 'pl'))")
    listener.open(article)
    listen(listener)
    wait_until("spoken.at(-1)?.voice === 'Zosia'", page)
    page.add_init_script("window.voices = [{ lang: 'en-US', name: 'Alex' }]")
    listener.open(article)
    listener.press("Listen")
    expect(told(page)).to_contain_text("no voice for the language")
    assert heard(page) == []


def test_where_the_browser_cannot_speak_there_is_no_button(reader, article):
    reader.page.add_init_script("delete window.speechSynthesis; delete Window.prototype.speechSynthesis")
    reader.open(article)
    expect(reader.page.get_by_role("button", name="Share").first).to_be_visible()
    expect(reader.page.get_by_role("button", name="Listen")).to_be_hidden()


def test_nothing_hides_the_focus_while_it_is_read_aloud(listener):
    page = listener.page
    listen(listener)
    page.locator("h1").evaluate("(heading) => { heading.tabIndex = -1; heading.focus(); }")
    for _ in range(25):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
                const element = document.activeElement, box = element.getBoundingClientRect();
                if (element.closest(".player")) return false;
                const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
                return top?.closest(".player") !== null && top !== null;
            }"""
        )
        assert not hidden, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
