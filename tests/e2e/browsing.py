"""What a reader does in a browser, and what the browser has to say of it."""

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, expect

PATIENCE = 20_000  # Milliseconds that a page may take on a machine with other work to do.


class Visit:
    """One browser window, with a record of all it asked for and of every complaint."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", self.note_request)
        self.page.on("console", self.note_message)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def note_message(self, message: ConsoleMessage) -> None:
        """Keeps what the console says, save the browser's hints, and that a page which is an error has its status."""
        is_own_status = "Failed to load resource" in message.text and message.location["url"] == self.page.url
        if message.type not in {"verbose", "info"} and not is_own_status:
            self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")

    def open(self, path: str) -> Response:
        """Goes to an address; the answer."""
        response = self.page.goto(path)
        assert response is not None
        return response

    @property
    def foreign_requests(self) -> list[str]:
        """What was asked of hosts other than the page's own."""
        own = urlsplit(self.page.url).netloc
        return [url for url in self.requests if urlsplit(url).scheme != "data" and urlsplit(url).netloc != own]

    def expect_path(self, path: str) -> None:
        """Waits until the browser has gone there; what comes after the path is left open."""
        expect(self.page).to_have_url(re.compile(rf"^\w+://[^/]+{re.escape(path)}([?#].*)?$"))

    def expect_heading(self, words: str) -> None:
        """Waits for the words of the page's main heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def press(self, name: str, **options: Any) -> None:
        self.page.get_by_role("button", name=name, **options).click()


def wait_for(condition: Callable[[], bool], page: Page) -> None:
    """Until something has come over the wire; meanwhile the page goes on."""
    until = time.monotonic() + PATIENCE / 1000
    while not condition():
        assert time.monotonic() < until, "It did not come."
        page.wait_for_timeout(50)


def expect_answer(ask: Callable[[], Any], expected: Any, page: Page) -> None:
    """Asks until the answer is the expected one; if it never is, the last one is shown beside it."""
    until = time.monotonic() + PATIENCE / 1000
    while (answer := ask()) != expected and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert answer == expected


def wait_until(script: str, page: Page) -> None:
    """Until an expression is true in the page, which must be asked each time anew.

    Playwright's `wait_for_function` tries again inside the page, where the site's own policy forbids evaluating words.
    """
    wait_for(lambda: bool(page.evaluate(script)), page)


def run_script(page: Page, name: str) -> None:
    """Waits until a module that the page fetches by itself has run, however late it comes."""
    page.evaluate("async (address) => { await import(address); }", f"/static/js/{name}.js")
