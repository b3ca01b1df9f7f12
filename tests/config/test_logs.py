"""No log keeps a mailed link: whoever holds one may do what it was mailed for."""

import json
import logging
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse
from pythonjsonlogger.json import JsonFormatter

from config.logs import Handler
from core.management.commands.run import web_arguments
from core.request_id import request_id

TOKEN = "aB3:1xYz:s3cr_et-t0ken"  # Signed tokens have colons and dashes.
DEPLOY = settings.BASE_DIR / "deploy"


def mailed_addresses() -> list[str]:
    found = [reverse("wagtailadmin_password_reset_confirm", kwargs={"uidb64": "MQ", "token": TOKEN})]
    for namespace in ("newsletter", "readers"):
        _prefix, resolver = get_resolver().namespace_dict[namespace]
        for pattern in resolver.url_patterns:
            if "token" in pattern.pattern.converters:
                parts = {name: TOKEN if name == "token" else "part" for name in pattern.pattern.converters}
                found.append(reverse(f"{namespace}:{pattern.name}", kwargs=parts))
    return found


@pytest.fixture
def log():
    """What Django's log of refused requests writes, line by line, in the format that the settings name."""
    written = []
    handler = Handler()
    handler.emit = lambda record: written.append(handler.format(record))
    handler.setFormatter(logging.Formatter("{message} {request}", style="{"))
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


@pytest.mark.django_db
def test_the_log_of_refused_requests_holds_no_token(log):
    client = Client(headers={"host": "localhost"})
    for address in mailed_addresses():
        client.put(address)
        client.get(f"{address}?from=mail")
    assert len(log) >= 6
    assert [line for line in log if TOKEN in line or "s3cr" in line] == []
    assert any("/newsletter/download/…" in line for line in log)


def test_what_holds_no_token_is_logged_as_it_is():
    record = logging.makeLogRecord({"msg": "Not Found: %s", "args": ("/articles/nobody/?page=2",)})
    assert Handler().format(record) == "Not Found: /articles/nobody/?page=2"


def test_every_handler_of_the_site_cuts_tokens():
    assert {handler["class"] for handler in settings.LOGGING["handlers"].values()} == {"config.logs.Handler"}


def test_no_address_is_logged_and_json_stays_json():
    handler = Handler()
    handler.setFormatter(JsonFormatter("{asctime}{levelname}{name}{message}{request_id}", style="{"))
    try:
        raise ValueError('550 "<ann@example.com>" is no user of ours')
    except ValueError:
        record = logging.LogRecord(
            "mail", logging.ERROR, "", 0, "To %s\nand ann%%40example.com", ("ann@example.com",), sys.exc_info()
        )
    line = handler.format(record)
    assert "example.com" not in line
    assert json.loads(line)["message"].startswith("To …\nand …")
    assert "is no user of ours" in json.loads(line)["exc_info"]


@pytest.mark.parametrize(
    ("message", "cut"),
    [
        ("refused:\njan@example.com", "refused:\n…"),
        ("a\tjan@example.com\tb", "a\t…\tb"),
        ("żw@example.com and ann@żółw.example", "… and …"),
        ('Key (email)=("john smith"@example.com) is there', "Key (email)=(…) is there"),
        ("/search/?q=jan%2540example.com&page=2", "/search/?q=…&page=2"),
        ("C:\\jan@example.com", "C:\\…"),
        ("/newsletter/confirm/tok\\en", "/newsletter/confirm/…"),
        ("at 5 @ noon", "at 5 @ noon"),
    ],
)
def test_an_address_is_cut_wherever_it_stands_in_text_and_in_json(message, cut):
    plain, handler = Handler(), Handler()
    handler.setFormatter(JsonFormatter("{message}{request_id}", style="{"))
    extra = {"msg": message, "extra": {message: [message, 3, None]}}
    assert plain.format(logging.makeLogRecord(extra)) == cut
    said = json.loads(handler.format(logging.makeLogRecord(extra)))
    assert said["message"] == cut
    assert said["extra"] == {cut: [cut, 3, None]}


def test_a_long_word_without_an_address_holds_no_reader_up():
    """As in the address of a page that is not there, which anybody may ask for."""
    record = logging.makeLogRecord({"msg": "Not Found: /" + "a" * 100_000})
    began = time.perf_counter()
    assert Handler().format(record).endswith("a")
    assert time.perf_counter() - began < 1


@pytest.mark.django_db
def test_lines_of_one_request_bear_its_name(log):
    client = Client(headers={"host": "localhost"})
    log.clear()
    logging.getLogger("django.request").handlers[-1].setFormatter(logging.Formatter("[{request_id}]", style="{"))
    for given in ("front-7", "", "a b\nforged", "x" * 65):
        client.get("/nowhere/", headers={"x-request-id": given})
    first, *own = log
    assert first == "[front-7]"
    assert all(re.fullmatch(r"\[[0-9a-f]{32}\]", line) for line in own)
    assert len(set(own)) == 3
    assert Handler().format(logging.makeLogRecord({"msg": "outside"})) == "outside"
    assert request_id() == ""


# The servers in front


def nginx() -> str:
    return (DEPLOY / "nginx.conf").read_text()


def logged_by_nginx(address: str) -> str:
    for pattern, result in re.findall(r'"~(\^[^"]+)"\s+"([^"]+)"', nginx()):
        if found := re.match(pattern.replace("?<", "?P<"), address):
            return re.sub(r"\$\{(\w+)\}", lambda name: found[name[1]], result)
    return address


def test_nginx_logs_mailed_addresses_without_their_tokens():
    for address in mailed_addresses():
        logged = logged_by_nginx(f"{address}?from=mail")
        assert "s3cr" not in logged
        assert logged.endswith("/...")
    assert logged_by_nginx("/newsletter/download/x/") == "/newsletter/download/..."
    assert logged_by_nginx("/articles/?page=2") == "/articles/?page=2"


@pytest.mark.parametrize(
    ("asked", "logged"),
    [
        ("/search/?q=jan+kowalski", "/search/?..."),
        ("/pl/search/suggest/?q=jan", "/pl/search/suggest/?..."),
        ("/admin/reports/leads/?q=jan", "/admin/reports/leads/?..."),
        ("/admin/pages/3/", "/admin/pages/3/"),
        ("/articles/?page=2&utm_content=jan%40example.com", "/articles/?..."),
        ("/articles/?page=2&next=/a/jan%2540example.com/", "/articles/?page=2&next=/a/..."),
        ("/jan@example.com/ann@example.com/", "/..."),
        ("/articles/ann/jan@example.com", "/articles/ann/..."),
    ],
)
def test_nginx_logs_neither_what_was_searched_for_nor_an_address(asked, logged):
    assert logged_by_nginx(asked) == logged


def test_nginx_logs_neither_the_whole_address_nor_where_a_reader_came_from():
    """The page behind a mailed link names its own address as the Referer of all that it loads."""
    log_format = re.search(r"log_format without_tokens([^;]+);", nginx())[1]
    assert "$logged_uri" in log_format
    assert not re.search(r"\$(request|request_uri|uri|args|query_string|http_referer)\b", log_format)
    servers = nginx().split("\nserver {")[1:]
    assert all("access_log /var/log/nginx/leadersisland.log without_tokens;" in server for server in servers)
    assert all("error_log /var/log/nginx/leadersisland-error.log crit;" in server for server in servers)


def test_the_application_server_writes_no_access_log():
    assert not [part for part in web_arguments("127.0.0.1", "8000") if "access-log" in part]
    assert "access-log" not in (DEPLOY / "leadersisland-web.service").read_text()


def test_granian_writes_none_unless_it_is_told_to():
    command = [str(Path(sys.executable).with_name("granian")), "--help"]
    help_text = " ".join(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    assert re.search(r"--access-log / --no-access-log Enable access log .{0,90}\(disabled\)", help_text)
