"""Takes the pictures of the editors' guide (`make guide`) from the demonstration, started in a temporary folder."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures" / "guide"
SIZE = {"width": 1280, "height": 800}
LONGEST_START = 600  # Seconds: the demonstration is made first.
PATIENCE = 60_000  # Milliseconds for a page, while the worker is busy with pictures.
LARGEST = 100_000  # Bytes.
LEADS = "30"  # Invented people, so that there is a list to show.
ARTICLE, LANDING_PAGE = "A lighthouse is not a firework", "Lead better, a little at a time"
USER, PASSWORD = "admin", secrets.token_urlsafe(12)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def demonstration() -> Iterator[str]:
    """The address of a site that has never been used."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    with TemporaryDirectory(prefix="leadersisland-guide-") as folder:
        own = {"DATA_DIR": folder, "HOST": "127.0.0.1", "PORT": port, "ADMIN_PASSWORD": PASSWORD, "WEB_WORKERS": "1"}
        command = [sys.executable, "manage.py", "run"]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own}, stdout=subprocess.DEVNULL)  # noqa: S603
        try:
            wait_until_answering(address, process)
            leads = [sys.executable, "manage.py", "seed_content", "--leads", LEADS]
            subprocess.run(leads, cwd=ROOT, env={**os.environ, **own}, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def wait_until_answering(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + LONGEST_START
    while process.poll() is None and time.monotonic() < until:
        try:
            with urlopen(f"{address}/readyz", timeout=5):  # noqa: S310 (on this machine)
                return
        except (URLError, OSError):
            time.sleep(1)
    raise SystemExit("The demonstration did not start.")


def edit(page: Page, title: str) -> None:
    """Opens a page of the demonstration, found as an editor would find it."""
    page.goto(f"/admin/pages/search/?q={quote(title)}")
    page.get_by_role("main").get_by_role("link", name=title, exact=True).first.click()
    page.locator("[data-streamfield-stream-container]").first.wait_for()
    page.wait_for_timeout(1500)  # The panels unfold one after the other.


def front(page: Page) -> None:
    page.goto("/admin/")


def article(page: Page) -> None:
    edit(page, ARTICLE)


def blocks(page: Page) -> None:
    edit(page, ARTICLE)
    button = page.get_by_role("button", name="Insert a block").first
    button.scroll_into_view_if_needed()
    page.mouse.wheel(0, 250)
    button.click()
    page.get_by_role("option", name="Picture").first.hover()
    page.wait_for_timeout(1000)


def picture(page: Page) -> None:
    page.goto("/admin/images/")
    page.locator("main a[href*='/admin/images/']:has(img)").first.click()
    page.locator("[name=credit]").fill("Anna Berg / Coastline")
    page.locator("[name=licence]").fill("Coastline Agency, contract 4711")
    page.locator("[name=use_until]").evaluate("field => field.value = '2031-12-31'")  # Without its calendar.
    page.mouse.move(SIZE["width"] // 2, SIZE["height"] // 2)
    page.mouse.wheel(0, 380)
    page.wait_for_timeout(1000)


def publish_gate(page: Page) -> None:
    edit(page, ARTICLE)
    page.locator("[name=hero_alt_text]").fill("")
    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.locator("details.readiness[open]").wait_for()
    page.wait_for_timeout(1500)


def preview(page: Page) -> None:
    edit(page, ARTICLE)
    page.get_by_role("button", name="Toggle preview").click()
    page.frame_locator("#w-preview-iframe").locator("h1").wait_for()
    page.wait_for_timeout(3000)


def landing_page(page: Page) -> None:
    edit(page, LANDING_PAGE)


def leads(page: Page) -> None:
    page.goto("/admin/marketing/leads/")


PICTURES: dict[str, Callable[[Page], None]] = {
    "article.webp": article,
    "blocks.webp": blocks,
    "picture.webp": picture,
    "preview.webp": preview,
    "publish-gate.webp": publish_gate,
    "landing-page.webp": landing_page,
    "leads.webp": leads,
    "front.webp": front,  # Last: by then there is a draft.
}


def sign_in(page: Page) -> None:
    page.goto("/admin/login/")
    page.locator("[name=username]").fill(USER)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[type=submit]").click()
    page.get_by_role("navigation", name="Main menu").wait_for()


def keep(name: str, screenshot: bytes) -> None:
    file = FOLDER / name
    for quality in (80, 60, 40):
        Image.open(BytesIO(screenshot)).convert("RGB").save(file, "WEBP", quality=quality, method=6)
        if file.stat().st_size < LARGEST:
            return
    raise SystemExit(f"{name} is too large.")


def main() -> None:
    names = sys.argv[1:] or list(PICTURES)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demonstration() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, BROWSERS)), None), args=["--no-sandbox"]
        )
        page = browser.new_context(base_url=address, viewport=SIZE, locale="en-GB", reduced_motion="reduce").new_page()
        page.set_default_timeout(PATIENCE)
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(page)
        for name in names:
            PICTURES[name](page)
            keep(name, page.screenshot())
        browser.close()


if __name__ == "__main__":
    main()
