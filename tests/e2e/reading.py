"""What tests ask about a page that a browser shows: is it accessible, does it fit, can it be pressed?"""

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# WCAG 2.5.8, which axe leaves out unless it is asked for.
EXTRA_RULES = {"target-size": {"enabled": True}}
COLOURS = ("color-contrast", "link-in-text-block")
WHAT_IS_SHOWN = ("aria-hidden-focus", "button-name", "label", "link-name", "target-size")
# All rules once; then those that other colours may break. In forced ones axe takes the page's own colours for those of
# the text (it reads -webkit-text-fill-color), so contrast is left to the system there, and UNFORCED finds what is not.
SCHEMES: tuple[tuple[str, dict[str, Any], tuple[str, ...]], ...] = (
    ("light", {"color_scheme": "light", "forced_colors": "none"}, ()),
    ("dark", {"color_scheme": "dark", "forced_colors": "none"}, COLOURS),
    ("forced colours", {"color_scheme": "light", "forced_colors": "active"}, WHAT_IS_SHOWN),
)
RUN_AXE = "([within, options]) => axe.run(within || document, options).then(({ violations }) => violations)"
LOST_WORDS = (Path(__file__).parent / "lost_words.js").read_text()
UNFORCED = """() => {
    const isKept = (element) => getComputedStyle(element).forcedColorAdjust === "none" && element.textContent.trim();
    const told = (element) => `keeps its colours: ${element.outerHTML.slice(0, 120)}`;
    return [...document.body.querySelectorAll("*")].filter(isKept).map(told);
}"""
INDISTINCT = """() => {
    const SHOWN = ["color", "backgroundColor", "fontWeight", "textDecorationLine", "textDecorationThickness",
        "borderBlockEndColor", "borderBlockEndWidth", "borderInlineStartColor", "borderInlineStartWidth"];
    const look = (element) => SHOWN.map((name) => getComputedStyle(element)[name]).join();
    const told = (element) => `looks like its neighbours, though it is current: ${element.outerHTML.slice(0, 120)}`;
    return [...document.querySelectorAll("nav:not(.breadcrumbs) a[aria-current]")].filter((element) => {
        const others = element.closest("nav").querySelectorAll("li a:not([aria-current])");
        return element.checkVisibility() && [...others].some((other) => look(other) === look(element));
    }).map(told);
}"""


def axe_violations(page: Page, only: tuple[str, ...] = (), within: str = "") -> list[str]:
    """What axe finds: a line for each element, with the rule and what to do about it. An empty list is the goal."""
    options: dict[str, Any] = {"resultTypes": ["violations"], "rules": EXTRA_RULES}
    if only:
        options = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": list(only)}}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [
        f"{violation['id']}: {node['target']} {' '.join(node['failureSummary'].split())}"
        for violation in page.evaluate(RUN_AXE, [within, options])
        for node in violation["nodes"]
    ]


def violations_in_all_colours(page: Page) -> list[str]:
    """What axe finds in light, in dark and in the reader's own colours; there a current link must still be told apart.

    The page stays as it is while the colours change, as where a system changes them at sunset.
    """
    found = []
    for scheme, media, rules in SCHEMES:
        page.emulate_media(reduced_motion="reduce", **media)
        found += [f"{scheme}: {line}" for line in axe_violations(page, rules)]
    found += page.evaluate(INDISTINCT) + page.evaluate(UNFORCED)
    page.emulate_media(color_scheme="light", forced_colors="none")
    return found


def overflowing(page: Page) -> list[str]:
    """What is wider than the window, so that a reader would have to scroll sideways; empty where the page fits."""
    if page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
        return []
    return page.evaluate(
        """[...document.querySelectorAll("body *")]
            .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class")}`)"""
    )


def set_style(page: Page, css: str) -> None:
    """A reader's own rules over the page's, which a content policy does not keep out."""
    page.evaluate(
        """(css) => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(css);
            document.adoptedStyleSheets = [sheet];
        }""",
        css,
    )


def lost_words(page: Page) -> list[str]:
    """Words that are cut off, or that others lie over; empty where everything can be read."""
    return page.evaluate(LOST_WORDS)
