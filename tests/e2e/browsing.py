"""What a reader does in a browser, and what the browser has to say of it."""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response


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

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def heading(self) -> str:
        """The words of the page's main heading."""
        return self.page.get_by_role("heading", level=1).inner_text()

    def press(self, name: str, **options: Any) -> None:
        self.page.get_by_role("button", name=name, **options).click()
