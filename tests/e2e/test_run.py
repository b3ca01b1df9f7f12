"""`manage.py run` as a newcomer meets it: an empty folder, one command, and everything works; no browser needed."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
GUIDEBOOK = "/guidebooks/10-principles-of-an-effective-manager/"
BOOK = ROOT / "home/demo/guidebook/10-principles-of-an-effective-manager.pdf"
FIRST_START, SECOND_START, END = 240, 60, 40  # Seconds, on a machine with other work to do.
# What the site under test must not take over from the machine.
FOREIGN = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "S3_BUCKET", "BASE_URL", "ALLOWED_HOSTS", "DEBUG", "SENTRY_DSN")


class Running:
    """The command, its output, and the site that it serves."""

    def __init__(self, folder: Path, patience: float) -> None:
        self.address = f"http://127.0.0.1:{(port := free_port())}"
        self.log = folder / "output.txt"
        environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        environment |= {
            "DATA_DIR": str(folder / "data"),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "PYTHONUNBUFFERED": "1",
        }
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run"], cwd=ROOT, env=environment, stdout=output, stderr=output
            )
        wait_for(
            lambda: self.process.poll() is not None or "Ctrl-C stops" in self.output, patience, self.output_on_failure
        )
        assert self.process.poll() is None, self.output

    @property
    def output(self) -> str:
        return self.log.read_text()

    def output_on_failure(self) -> str:
        return self.output

    def get(self, path: str) -> tuple[int, str]:
        status, _, content = answer(self.address + path)
        return status, content.decode()

    def stop(self) -> None:
        """As Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(END)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition: Callable[[], Any], seconds: float, explanation: Callable[[], str] = str) -> Any:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if result := condition():
            return result
        time.sleep(0.1)
    pytest.fail(f"Nothing came in {seconds} seconds. {explanation()}")


def answer(url: str, data: dict[str, str] | None = None) -> tuple[int, str, bytes]:
    """Status, final address and content; a POST with `data`."""
    body = None if data is None else urlencode(data).encode()
    try:
        with urlopen(Request(url, data=body), timeout=30) as response:
            return response.status, response.url, response.read()
    except HTTPError as error:
        return error.code, error.url or url, error.read()


def processes_of(folder: Path) -> list[str]:
    """The processes that know this folder from their environment, as Linux tells."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder / "data").encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue  # It has ended, or is somebody else's.
    return found


def ask_for_the_guidebook(site: Running) -> None:
    """Sends the form as it stands in the page, with an address, and lands on the thanks."""
    form = BeautifulSoup(site.get(GUIDEBOOK)[1], "html.parser").select_one("main form")
    fields = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    time.sleep(1.5)  # Whoever fills in a form within a second is no person.
    status, landed, content = answer(site.address + GUIDEBOOK, {**fields, "email": "ann@example.com"})
    assert status == 200
    assert "?thanks=" in landed
    assert "on its way" in content.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A fresh folder; whatever a failed test leaves running in it is ended."""
    yield tmp_path
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(tmp_path / "data").encode() in (process / "environ").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)
        except OSError:
            continue


def test_one_command_gives_a_whole_site_and_ends_without_a_trace(folder: Path) -> None:
    site = Running(folder, FIRST_START)
    assert f"{site.address}/" in site.output
    assert (folder / "data/admin-password.txt").read_text().strip() in site.output
    status, home = site.get("/")
    assert status == 200
    first_article = BeautifulSoup(home, "html.parser").select_one("main article h2 a, main article h3 a")["href"]
    for path in (
        first_article,
        "/articles/",
        GUIDEBOOK,
        "/search/?q=manager",
        "/sitemap.xml",
        "/readyz",
        "/admin/login/",
    ):
        wait_for(lambda path=path: site.get(path.removeprefix(site.address))[0] == 200, 30)
    stylesheet = re.search(r'href="(/static/css/site\.[0-9a-f]+\.css)"', home)[1]
    assert site.get(stylesheet)[0] == 200

    ask_for_the_guidebook(site)
    (mailed,) = wait_for(lambda: list((folder / "data/mailbox").glob("*.eml")), 120, site.output_on_failure)
    message = message_from_bytes(mailed.read_bytes(), policy=policy.default)
    assert message["To"] == "ann@example.com"
    link = re.search(r"http\S+/newsletter/download/\S+", message.get_body(("plain",)).get_content())[0]
    assert link.startswith(site.address)
    assert answer(link)[0] == 200
    status, _, content = answer(link, {})
    assert (status, content) == (200, BOOK.read_bytes())
    assert answer(link)[0] == 410

    site.stop()
    assert processes_of(folder) == []
    again = Running(folder, SECOND_START)
    status, article = again.get(first_article.removeprefix(site.address))
    assert status == 200
    assert site.address not in article, "The address has changed, and every link with it."
    again.stop()
    assert processes_of(folder) == []
    assert "Traceback" not in again.output
