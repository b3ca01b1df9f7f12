"""A browser, a server that it can reach, and what a test needs to know of both."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from core import stamps
from core.signal_handlers import set_site_address
from core.staticfiles import bundle
from home import views
from tests.e2e.admin import Desk
from tests.e2e.browsing import PATIENCE, Visit
from tests.e2e.island import STORM

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HOW_TO_GET_IT = (
    "Chromium is missing, so nothing was tried in a browser. To get it: `apt-get install chromium` on Debian and "
    "Ubuntu, elsewhere `.venv/bin/playwright install chromium`."
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=PATIENCE)

NewContext = Callable[..., BrowserContext]


def chromium(playwright: Playwright) -> str:
    """The browser of this machine, else Playwright's own; skips, or with REQUIRE_ALL fails, where there is none."""
    own = playwright.chromium.executable_path
    found = next(filter(None, map(shutil.which, NAMES)), own if Path(own).exists() else None)
    if found is None:
        (pytest.fail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip)(HOW_TO_GET_IT)
    return found


@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """One browser for all tests of a process.

    While Playwright's loop runs, Django takes this thread for an asynchronous one: it would refuse to use a database,
    and it gives the thread another connection, which has to be closed before the loop ends.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=chromium(playwright), args=ARGUMENTS)
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture(scope="session")
def stylesheet_in_one_piece(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the stylesheet as readers get it, not as the dozens of files that it is written in."""
    folder = tmp_path_factory.mktemp("static")
    (folder / "css").mkdir()
    source = Path(__file__).parents[2] / "site/static/css/site.css"
    (folder / "css" / "site.css").write_text(bundle(source))
    return folder


@pytest.fixture
def island(live_server: Any, settings: Any, stylesheet_in_one_piece: Path) -> str:
    """The address of a server with the tree and the groups that every site has (`tests/conftest.py` keeps them)."""
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    settings.STATICFILES_DIRS = [stylesheet_in_one_piece, *settings.STATICFILES_DIRS]
    set_site_address(None)
    return live_server.url


@pytest.fixture
def new_context(browser: Browser, island: str) -> Iterator[NewContext]:
    """Makes a browser that knows nothing yet; by default a desk's, with script and light colours."""
    contexts = []

    def make(width: int = 1440, height: int = 900, **options: Any) -> BrowserContext:
        size = {"width": width, "height": height}
        context = browser.new_context(base_url=island, viewport=size, locale="en-GB", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def open_browser(new_context: NewContext) -> Callable[..., Visit]:
    """Opens a browser as a reader does; the visit remembers what was asked for and complained of."""
    return lambda **options: Visit(new_context(**options))


@pytest.fixture
def reader(open_browser: Callable[..., Visit]) -> Visit:
    """A reader at a desk."""
    return open_browser()


@pytest.fixture
def desk(open_browser: Callable[..., Visit]) -> Callable[[Any], Desk]:
    """A desk for somebody on the staff, each in a browser of their own."""
    return lambda user: Desk(open_browser(), user)


@pytest.fixture(autouse=True)
def quick_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """A driven browser fills in a form faster than a person can; `test_spam` takes a person's time instead."""
    monkeypatch.setattr(stamps, "SHORTEST_AGE", timedelta(0))


@pytest.fixture
def storm(monkeypatch: pytest.MonkeyPatch) -> None:
    """One search breaks the server, as something unforeseen would."""
    search_pages = views.search_pages

    def search_or_sink(request: Any, query: str) -> Any:
        if query == STORM:
            raise RuntimeError("The server breaks, as this test wants it to.")
        return search_pages(request, query)

    monkeypatch.setattr(views, "search_pages", search_or_sink)
