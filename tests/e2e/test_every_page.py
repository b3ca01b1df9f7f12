"""Every page and state: accessible in all colours, on a phone and at a desk; quiet; and asking nothing of others."""

from collections.abc import Callable

import pytest

from tests.e2e.browsing import Visit
from tests.e2e.island import State, furnish
from tests.e2e.reading import axe_violations, lost_words, overflowing, set_style, violations_in_all_colours

pytestmark = pytest.mark.e2e

# Each share stands for a third of the states, so that two processes have something to do.
SHARES = 3
LARGE = "html { font-size: 200% !important }"  # WCAG 1.4.4.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-block-end: 2em !important }"""  # WCAG 1.4.12.
READERS = ((320, ""), (320, LARGE), (1280, LARGE), (1280, SPACED), (320, SPACED))  # 320 pixels: WCAG 1.4.10.


@pytest.fixture
def states(island: str, storm: None) -> dict[str, State]:
    return furnish()


def visit(reader: Visit, state: State) -> None:
    """Goes there, and sends the form if the state wants it, as a browser without script does: by a whole page."""
    response = reader.open(state.path)
    if state.sent is not None:
        form = reader.page.locator("main form[method=post]").first
        for name, value in state.sent.items():
            form.locator(f"[name={name}]").fill(value)
        with reader.page.expect_navigation() as navigation:
            form.evaluate("(form) => form.submit()")
        response = navigation.value
    assert response.status == state.status, state.path


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_is_accessible(states: dict[str, State], open_browser: Callable[..., Visit], share: int) -> None:
    reader = open_browser(reduced_motion="reduce")
    found = []
    for name in list(states)[share::SHARES]:
        visit(reader, states[name])
        for width in (1440, 375):
            reader.page.set_viewport_size({"width": width, "height": 900})
            found += [f"{name}, {width}, {line}" for line in violations_in_all_colours(reader.page)]
    assert not found, "\n".join(found)


def test_every_page_fits_and_keeps_its_words(states: dict[str, State], open_browser: Callable[..., Visit]) -> None:
    """Nobody has to scroll sideways and no word is lost: in a small window, in large letters, in both, in wide ones."""
    reader = open_browser(width=320, height=640)
    found = []
    for name, state in states.items():
        visit(reader, state)
        for width, own_style in READERS:
            reader.page.set_viewport_size({"width": width, "height": 640})
            set_style(reader.page, own_style)
            lost = overflowing(reader.page) + lost_words(reader.page)
            found += [f"{name}, {width} {own_style}: {line}" for line in lost]
    assert not found, "\n".join(found)


def test_every_page_is_quiet_and_asks_only_its_own_host(states: dict[str, State], reader: Visit) -> None:
    """Nothing in the console, so no script, style or picture that the content policy had to refuse; no cookie."""
    for name, state in states.items():
        visit(reader, state)
        reader.page.mouse.wheel(0, 20_000)
        assert reader.complaints == [], name
        assert reader.foreign_requests == [], name
    locked = {cookie["name"] for cookie in reader.context.cookies()}
    assert locked <= {"csrftoken"}, "Only the form before a page with a password may set a cookie."


def test_running_text_has_the_contrast_of_the_highest_level(
    states: dict[str, State], open_browser: Callable[..., Visit]
) -> None:
    """WCAG 1.4.6 for what people read for minutes."""
    reader = open_browser(reduced_motion="reduce")
    visit(reader, states["article"])
    for scheme in ("light", "dark"):
        reader.page.emulate_media(color_scheme=scheme)
        found = axe_violations(reader.page, ("color-contrast-enhanced",), within=".prose")
        assert not found, "\n".join(found)
