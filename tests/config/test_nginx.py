"""The nginx configuration as it is shipped: it parses, and says of pages what the site says of them."""

import os
import re
import subprocess
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings

from core.page_store.entries import CACHE_CONTROL
from core.page_store.files import USUAL
from core.page_store.setup import parameters
from tests.bench.front import HOW_TO_GET_IT, Front, nginx, shipped
from tests.bench.island import free_port

HEADERS = Path(settings.BASE_DIR) / "deploy" / "leadersisland-headers.conf"
CONFIGURATION = Path(settings.BASE_DIR) / "deploy" / "nginx.conf"
BODY = "<!doctype html><title>A stored page</title>"


def said() -> dict[str, str]:
    """The headers that nginx adds to a stored page."""
    found = re.findall(r'^add_header ([\w-]+) (?:"([^"]*)"|([^;]+));', HEADERS.read_text(), flags=re.MULTILINE)
    return {name: quoted or bare for name, quoted, bare in found}


def policy(text: str) -> set[str]:
    return {part.strip() for part in text.split(";")}


def test_nginx_says_of_a_page_what_the_site_says(client, db, home_page):
    answer, headers = client.get("/"), said()
    for name in USUAL - {"Cache-Control", "Content-Security-Policy", "Content-Type", "Strict-Transport-Security"}:
        assert headers[name] == answer[name]
    assert policy(headers["Content-Security-Policy"]) == policy(answer["Content-Security-Policy"])
    assert headers["Cache-Control"] == CACHE_CONTROL
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert {*headers} - {"Last-Modified", "Vary", "Cache-Status"} == USUAL - {"Content-Type"}


def test_nginx_leaves_to_the_site_whatever_a_page_knows():
    pattern = re.search(r'"~\(\^\|&\)\(([\w|]+)\)\(=\|&\|\$\)"', CONFIGURATION.read_text())
    assert set(pattern[1].split("|")) == parameters()


# With nginx itself


@pytest.fixture
def front(tmp_path, free_ports):
    """nginx over a folder with one stored page, before an application that is not there."""
    page = tmp_path / "pages" / "public" / "http" / "127.0.0.1" / "articles" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(BODY)
    page.with_name("index.html.gz").write_bytes(b"in gzip")
    front = Front(tmp_path / "nginx", tmp_path, *free_ports)
    front.check()
    with front:
        yield front


@pytest.fixture
def free_ports() -> list[int]:
    if nginx() is None:
        (pytest.fail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip)(HOW_TO_GET_IT)
    return [free_port(), free_port()]


def ask(front: Front, path: str, *options: str) -> tuple[int, dict[str, str], bytes]:
    command = ["curl", "-s", "-i", "--path-as-is", *options, f"http://127.0.0.1:{front.port}{path}"]
    head, _, body = subprocess.run(command, capture_output=True, check=True).stdout.partition(b"\r\n\r\n")
    line, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in lines)}
    return int(line.split()[1]), headers, body


def test_a_stored_page_is_served_without_the_site(front):
    status, headers, body = ask(front, "/articles/")
    assert (status, body.decode()) == (200, BODY)
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert "last-modified" not in headers
    assert headers["vary"] == "Accept-Encoding"
    assert ask(front, "/articles/", "-H", "Accept-Encoding: gzip")[2] == b"in gzip"
    assert ask(front, "/articles/", "-H", f"If-None-Match: {headers['etag']}")[0] == 304


@pytest.mark.parametrize("query", ["?utm_source=x", "?fbclid=a%20b&gclid", "?", "?pager=2"])
def test_unknown_parameters_change_nothing(front, query):
    assert ask(front, f"/articles/{query}")[0] == 200


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/articles/?page=2", []),
        ("/articles/?utm_source=x&page=2", []),
        ("/articles/?%70age=2", []),
        ("/articles/?p=7", []),
        ("/articles/", ["-X", "POST"]),
        ("/articles/", ["-H", "Cookie: theme=dark; sessionid=abc"]),
        ("/articles/index.html", []),
        ("/public/http/127.0.0.1/articles/", []),
        ("/articles/feed/", []),
        ("/other/", []),
    ],
)
def test_what_is_not_for_everybody_goes_to_the_site(front, path, options):
    """Which is not there, and so 502."""
    assert ask(front, path, *options)[0] == 502


def test_other_cookies_make_no_difference(front):
    assert ask(front, "/articles/", "-H", "Cookie: csrftoken=abc; theme=dark")[0] == 200


def statuses(front: Front, method: str, path: str, number: int, address: str = "") -> set[int]:
    """Behind it there is no application: what passes is a 502."""
    connection, found = HTTPConnection("127.0.0.1", front.port), set()
    for each in range(number):
        connection.request(method, path, headers={"X-Real-IP": address.format(each)})
        answer = connection.getresponse()
        answer.read()
        found.add(answer.status)
    return found


@pytest.mark.parametrize("path", ["/newsletter/ask/1/", "/pl/newsletter/sign-up/", "/guidebooks/a/", "/admin/login/"])
def test_a_flood_of_forms_is_stopped_and_readers_are_not(front, path):
    assert statuses(front, "POST", path, 40) == {502}
    assert 429 in statuses(front, "POST", path, 40)
    assert statuses(front, "GET", path, 80) == {502}


def test_a_flood_of_searches_is_stopped_and_they_alone(front):
    assert statuses(front, "GET", "/pl/search/suggest/?q=is", 80) == {502}
    assert 429 in statuses(front, "GET", "/%73earch/?q=island", 80)
    assert statuses(front, "GET", "/articles/", 80) == {200}


def test_no_log_of_a_flood_or_a_fault_holds_an_address(front):
    """Where searches and forms go there is no application, so each is an error."""
    for query in ("q=jan%40example.com", "q=jan@example.com", "q=jan%2540example.com"):
        for path in (
            "/search/",
            "/admin/reports/leads/",
            "/articles/ann/",
            "/articles/?page=2&",
            "/a/jan@example.com/",
        ):
            ask(front, f"{path}?{query}")
    statuses(front, "POST", "/newsletter/ask/1/?email=jan@example.com", 80)
    log, errors = front.folder / "leadersisland.log", front.folder / "leadersisland-error.log"
    until = time.monotonic() + 10
    while log.read_text().count("\n") < 95 and time.monotonic() < until:  # A line is written after its answer.
        time.sleep(0.05)
    lines = [*log.read_text().splitlines(), *errors.read_text().splitlines()]
    assert len(lines) == 95
    assert not [line for line in lines if "jan" in line or "example" in line]
    assert re.search(rf" 127\.0\.0\.1:{front.application_port} 502 \d\.\d+$", lines[0])


def test_who_has_ipv6_is_counted_by_the_network_and_a_neighbour_apart(tmp_path, free_ports):
    """Said by a proxy here, since a test has one address."""
    folder, proxy = tmp_path / "nginx", "set_real_ip_from 127.0.0.1;\nreal_ip_header X-Real-IP;\n"
    with Front(folder, tmp_path, *free_ports, site=proxy + shipped(folder, tmp_path, *free_ports)) as front:
        assert 429 in statuses(front, "POST", "/newsletter/ask/1/", 80, "2001:db8:0:7::{:x}")
        assert statuses(front, "POST", "/newsletter/ask/1/", 40, "2001:db8:0:8::1") == {502}
        assert statuses(front, "POST", "/newsletter/ask/1/", 200, "203.0.113.{}") == {502}
