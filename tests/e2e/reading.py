"""What tests ask about a page that a browser shows: is it accessible, does it fit, can it be pressed?"""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# WCAG 2.5.8, which axe leaves out unless it is asked for.
EXTRA_RULES = {"target-size": {"enabled": True}}
COLOURS = ("color-contrast", "link-in-text-block")


def axe_violations(page: Page, only: tuple[str, ...] = (), within: str = "") -> list[str]:
    """What axe finds: a line for each element, with the rule and what to do about it. An empty list is the goal."""
    options: dict[str, Any] = {"resultTypes": ["violations"], "rules": EXTRA_RULES}
    if only:
        options = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": list(only)}}
    found = Axe().run(page, context=within or None, options=options).response["violations"]
    return [
        f"{violation['id']}: {node['target']} {' '.join(node['failureSummary'].split())}"
        for violation in found
        for node in violation["nodes"]
    ]


def overflowing(page: Page) -> list[str]:
    """What is wider than the window, so that a reader would have to scroll sideways; empty where the page fits."""
    if page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
        return []
    return page.evaluate(
        """[...document.querySelectorAll("body *")]
            .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class")}`)"""
    )
