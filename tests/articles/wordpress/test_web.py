"""Files are fetched from the export's own site, within limits, and from nowhere else."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from articles.wordpress.importer import Importer
from articles.wordpress.report import Outcome
from articles.wordpress.uploads import UploadError
from articles.wordpress.web import Web
from core import outbound
from core.models import SiteImage
from tests.articles.wordpress.export import attachment, post
from tests.factories.images import picture_bytes

FILE = "/wp-content/uploads/2020/05/boat.jpg"
LARGEST = 100_000


class Site(BaseHTTPRequestHandler):
    """A WordPress site of three kinds of addresses; `faults` are answered first."""

    faults: list[int] = []
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.faults:
            self.answer(self.faults.pop(0), b"", "text/plain")
        elif self.path.startswith("/away/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/away/"))
            self.end_headers()
        elif self.path == FILE:
            self.answer(200, picture_bytes(), "image/jpeg")
        elif self.path == "/large":
            self.answer(200, b"x" * (LARGEST + 1), "image/jpeg")
        elif self.path == "/page":
            self.answer(200, b"<p>Not found</p>", "text/html; charset=utf-8")
        else:
            self.answer(404, b"", "text/plain")

    def answer(self, code: int, body: bytes, kind: str) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.faults, Site.asked = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def problem(source: Web, address: str) -> str:
    with pytest.raises(UploadError) as caught:
        source.open("2020/05/boat.jpg", address, LARGEST)
    return str(caught.value)


@pytest.mark.parametrize("path", [FILE, f"/away/{FILE}", "/wp-content/uploads/2020/05/boat-300x200.jpg"])
def test_a_file_is_fetched_in_its_whole_size(site, path):
    with Web(site, allow_loopback=True).open("2020/05/boat.jpg", f"{site}{path}", LARGEST) as file:
        assert file.read() == picture_bytes()
        assert file.name == "boat.jpg"


def test_an_address_without_a_host_is_the_sites_own(site):
    assert Web(site, allow_loopback=True).open("boat.jpg", FILE, LARGEST).size == len(picture_bytes())


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/none.jpg", "the site answers with the code 404"),
        ("/large", "larger than 97.7"),
        ("/page", "a page in place of the file"),
        ("/away//away//away//away//away/" + FILE, "redirected too often"),
        ("/away/http://other.example/boat.jpg", "on another site"),
        ("/away/file:///etc/passwd", "on another site"),
    ],
)
def test_what_is_no_file_is_said(site, path, reason):
    assert reason in problem(Web(site, allow_loopback=True), f"{site}{path}")


@pytest.mark.parametrize(
    "address",
    ["http://other.example/a.jpg", "ftp://harbour.example/a.jpg", "http://notharbour.example/a.jpg", "http://["],
)
def test_nothing_is_asked_of_another_site(address):
    assert problem(Web("https://harbour.example"), address)


@pytest.mark.parametrize(
    "found",
    ["127.0.0.1", "10.0.0.7", "169.254.169.254", "192.168.1.1", "::1", "fd00::1", "::ffff:127.0.0.1", "0.0.0.0"],
)
def test_nothing_is_asked_within_the_servers_own_network(monkeypatch, found):
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *args, **options: [(0, 0, 0, "", (found, 80))])
    assert problem(Web("http://harbour.example"), "http://harbour.example/a.jpg") == (
        "harbour.example is not a public address"
    )


def test_one_private_address_among_public_ones_is_enough(monkeypatch):
    answers = [(0, 0, 0, "", (found, 80)) for found in ("93.184.216.34", "10.0.0.7")]
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *args, **options: answers)
    assert "not a public address" in problem(Web("http://harbour.example"), "http://harbour.example/a.jpg")


def test_a_site_that_asks_for_patience_is_asked_again(site):
    Site.faults = [503, 429]
    assert Web(site, allow_loopback=True).open("boat.jpg", FILE, LARGEST).size
    assert len(Site.asked) == 3


def test_a_site_that_does_not_answer_is_left_alone():
    source = Web("https://harbour.example")
    problems = [problem(source, f"https://harbour.example/{number}.jpg") for number in range(5)]
    assert problems == ["harbour.example cannot be found"] * 3 + ["harbour.example does not answer"] * 2


@pytest.mark.django_db
class TestAnImport:
    def items(self, site):
        address = f"{site}{FILE}"
        html = f'<p>One.</p><img class="wp-image-7" src="{address}" alt="A boat at sea">'
        return post(1, content=html), attachment(7, "2020/05/boat.jpg", attachment_url=address, guid=address)

    def load(self, export_file, site, **options):
        return Importer(export_file(*self.items(site), address=site), allow_loopback=True, **options).run()

    def test_fetches_pictures_and_goes_on_with_those_that_failed(self, export_file, site):
        Site.faults = [404]
        report = self.load(export_file, site)
        assert [entry.outcome for entry in report.entries] == [Outcome.FAILED, Outcome.IMPORTED]
        report = self.load(export_file, site)
        assert [entry.outcome for entry in report.entries] == [Outcome.IMPORTED, Outcome.CHANGED]
        assert SiteImage.objects.count() == 1
        Site.asked.clear()
        assert self.load(export_file, site).count(Outcome.SKIPPED) == 2
        assert Site.asked == []

    def test_of_a_dry_run_asks_nothing(self, export_file, site):
        assert self.load(export_file, site, dry_run=True).count(Outcome.IMPORTED) == 2
        assert Site.asked == []

    def test_from_the_admin_asks_nothing_of_this_machine(self, export_file, site):
        report = Importer(export_file(*self.items(site), address=site)).run()
        assert report.count(Outcome.FAILED) == 1
        assert Site.asked == []
