"""External links: asked politely, never within our own network, and called broken only after several tries."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from core import outbound
from core.content_health import checking
from core.content_health.scanning import forget_unlinked, scan_some
from core.models import ExternalAddress
from core.tasks import check_external_links
from tests.factories import ArticleFactory, blocks

pytestmark = pytest.mark.django_db


class Host(BaseHTTPRequestHandler):
    """Answers with the code that the path says; notes what was asked, by whom, and how many at a time."""

    asked: list[str] = []
    agents: set[str] = set()
    robots = ""
    open, most = 0, 0

    def do_GET(self) -> None:
        type(self).open += 1
        type(self).most = max(self.open, self.most)
        self.asked.append(f"{self.command} {self.path}")
        self.agents.add(self.headers["User-Agent"])
        kind, _slash, rest = self.path.lstrip("/").partition("/")
        self.send_response(self.code(kind))
        if kind == "to":
            self.send_header("Location", rest)
        self.end_headers()
        if kind == "robots.txt" and self.robots:
            self.wfile.write(self.robots.encode())
        type(self).open -= 1

    def do_HEAD(self) -> None:
        self.do_GET()

    def code(self, kind: str) -> int:
        if kind == "robots.txt":
            return 200 if self.robots else 404
        if kind == "no-head":
            return 405 if self.command == "HEAD" else 200
        return {"to": 302}.get(kind) or int(kind)

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def host(monkeypatch) -> Iterator[str]:
    monkeypatch.setattr(checking, "AT_LOOPBACK", True)
    Host.asked, Host.agents, Host.robots, Host.most = [], set(), "", 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def linked(*addresses: str) -> None:
    """A published page with these links, read as the worker reads it."""
    links = "".join(f'<a href="{address}">there</a>' for address in addresses)
    ArticleFactory(body=blocks.stream(blocks.block("paragraph", f"<p>{links}</p>")))
    scan_some()


def checked(address: str) -> ExternalAddress:
    return ExternalAddress.objects.get(address=address)


@pytest.mark.parametrize("path", ["/200", "/no-head", "/to//200", "/403", "/429"])
def test_what_answers_is_in_order(host, run_jobs, path):
    linked(f"{host}{path}")
    check_external_links()
    run_jobs()
    row = checked(f"{host}{path}")
    assert row.checked_at
    assert (row.problem, row.failures, row.is_broken) == ("", 0, False)


def test_an_address_is_broken_after_an_hour_and_a_day_not_before(host, run_jobs, later):
    address = f"{host}/404"
    linked(address)
    states = []
    for hours in (0, 1.1, 25.2):
        later(hours=hours)
        check_external_links()
        run_jobs()
        states.append(checked(address).is_broken)
        check_external_links()  # Not due again at once.
        assert not run_jobs()
    assert states == [False, False, True]
    assert "404" in checked(address).problem
    assert checked(address).next_check_at > timezone.now() + timedelta(days=13)


def test_one_that_comes_back_is_in_order_again(host):
    linked(f"{host}/200")
    ExternalAddress.objects.update(failures=3, is_broken=True, problem="gone")
    checking.check([checked(f"{host}/200").pk])
    assert not checked(f"{host}/200").is_broken


def test_head_is_asked_before_get_by_a_client_that_says_who_it_is(host, settings):
    linked(f"{host}/no-head")
    checking.check([checked(f"{host}/no-head").pk])
    assert Host.asked == ["GET /robots.txt", "HEAD /no-head", "GET /no-head"]
    assert Host.agents == {f"LeadersIsland/1.0 (check of links; {settings.BASE_URL})"}


def test_robots_txt_is_heeded(host):
    Host.robots = "User-agent: *\nDisallow: /404"
    linked(f"{host}/404")
    checking.check([checked(f"{host}/404").pk])
    assert Host.asked == ["GET /robots.txt"]
    assert checked(f"{host}/404").problem == ""


def test_a_host_is_asked_few_things_in_a_run_and_one_at_a_time(host, run_jobs):
    linked(*[f"{host}/200/{number}" for number in range(9)])
    check_external_links()
    assert len(run_jobs()) == 1
    assert ExternalAddress.objects.exclude(checked_at=None).count() == checking.MOST_OF_A_HOST
    assert Host.most == 1


@pytest.mark.parametrize(
    "found", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "192.168.1.1", "::1", "fd00::1", "::ffff:10.0.0.1", "0.0.0.0"]
)
def test_nothing_is_asked_within_the_servers_own_network(monkeypatch, found):
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *args, **options: [(0, 0, 0, "", (found, 80))])
    linked("http://inside.example/")
    checking.check([checked("http://inside.example/").pk])
    row = checked("http://inside.example/")
    assert (row.problem, row.is_broken) == ("inside.example is not a public address", True)


def test_no_redirect_leads_into_it(host, monkeypatch):
    answer = outbound.may_ask
    monkeypatch.setattr(outbound, "may_ask", lambda ip, loopback: answer(ip, loopback) and str(ip) != "127.0.0.9")
    linked(f"{host}/to/http://127.0.0.9:1/")
    checking.check([row.pk for row in ExternalAddress.objects.all()])
    assert ExternalAddress.objects.get().problem == "127.0.0.9 is not a public address"


@pytest.mark.parametrize("address", ["http://[broken/", "https://nowhere.example:99999/", "http://"])
def test_what_is_no_address_is_said_and_stops_nothing(address):
    row = ExternalAddress.objects.create(address=address, next_check_at=timezone.now())
    checking.check([row.pk])
    row.refresh_from_db()
    assert row.problem


def test_an_address_that_no_page_names_any_more_is_forgotten():
    linked("https://one.example/")
    ExternalAddress.objects.create(address="https://two.example/", next_check_at=timezone.now())
    forget_unlinked()
    assert [row.address for row in ExternalAddress.objects.all()] == ["https://one.example/"]
