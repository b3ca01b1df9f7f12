"""What a reader's browser fetches for one page, told by the browser itself."""

import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, Page, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOW_TO_GET_IT = "Chromium is missing (apt-get install chromium)"


@dataclass
class Weight:
    """Bytes as they came over the wire, headers among them, by the browser's kinds of content."""

    size: Counter[str] = field(default_factory=Counter)
    requests: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)

    @property
    def without_pictures(self) -> int:
        return sum(size for kind, size in self.size.items() if kind != "Image")

    @property
    def hosts(self) -> set[str]:
        return {urlsplit(url).netloc for url in self.requests}


def chromium(playwright: Playwright) -> str | None:
    """The browser of this machine, else Playwright's own."""
    own = playwright.chromium.executable_path
    return next(filter(None, map(shutil.which, NAMES)), own if Path(own).exists() else None)


def weigh(url: str) -> tuple[Weight, Weight] | None:
    """A page as it is when it has loaded, and when it has been read to its end; None without a browser."""
    with sync_playwright() as playwright:
        executable = chromium(playwright)
        if executable is None:
            return None
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        try:
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            weight = Weight()
            listen(page.context.new_cdp_session(page), weight)
            page.goto(url, wait_until="networkidle")
            loaded = Weight(weight.size.copy(), list(weight.requests))
            read_to_the_end(page)
            return loaded, weight
        finally:
            browser.close()


def listen(session: CDPSession, weight: Weight) -> None:
    """Notes every request and what came of it. https://chromedevtools.github.io/devtools-protocol/tot/Network/"""

    def requested(event: dict) -> None:
        if not event["request"]["url"].startswith("data:"):
            weight.requests.append(event["request"]["url"])
            weight.kinds[event["requestId"]] = event.get("type", "Other")

    def finished(event: dict) -> None:
        weight.size[weight.kinds.get(event["requestId"], "Other")] += int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", requested)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")


def read_to_the_end(page: Page) -> None:
    for _ in range(60):
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(50)
    page.wait_for_load_state("networkidle")
