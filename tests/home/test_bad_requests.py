"""Whatever is sent to an address that needs no sign-in, the answer is never an error of ours.

It goes the way that a web server sends it: through the counters, the page store and Django.

`BAD_REQUESTS=10000 pytest -m slow tests/home/test_bad_requests.py` is the long run.
"""

import os
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.metrics import Counted
from core.page_store.setup import parameters
from core.page_store.store import Store
from core.page_store.wsgi import PageStore, close
from tests.core.page_store.conftest import kept_connection
from tests.factories import ArticleFactory
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db


def patterns(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        address = before + re.sub(r"<[^>]+>|\((?:[^()]|\([^()]*\))*\)", "#", str(pattern.pattern)).strip("^$")
        yield from patterns(pattern, address) if isinstance(pattern, URLResolver) else [address]


PROBES = ["/healthz", "/readyz", "/metrics", "/static/css/site.css", "//", "/./", "/pl/", "/articles/", "/guidebooks/"]
SIGN_IN = re.compile(r"/admin/(login|logout|password_reset|two-factor|sprite|jsi18n)/|(?!/admin/)")
ADDRESSES = sorted({address for address in patterns(get_resolver()) if SIGN_IN.match(address)} | {*PROBES, "/admin/"})
ODD = [
    "",
    "0",
    "-1",
    "1e9",
    str(10**9),
    str(10**30),
    "\0",
    "%",
    "%zz",
    "../..",
    "<b>",
    "'\"",
    "٣",
    "a" * 3000,
    "\u202e",
    "[]",
]
TEXT = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
RAW = st.binary(max_size=40)
LATIN = st.text(st.characters(max_codepoint=255), max_size=30)
NAMES = st.sampled_from(["page", "q", "topic", "sort", "by", "email", "name", "next", "stamp", "token", "text"])
NAMES |= st.sampled_from(["username", "password", "new_password1", "remember"]) | TEXT
FIELDS = st.lists(st.tuples(NAMES, TEXT), max_size=4)
METHODS = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PURGE", "get", "Ł"]
HEADERS = [
    "ACCEPT",
    "ACCEPT_ENCODING",
    "ACCEPT_LANGUAGE",
    "AUTHORIZATION",
    "COOKIE",
    "HOST",
    "IF_MODIFIED_SINCE",
    "IF_NONE_MATCH",
    "ORIGIN",
    "RANGE",
    "REFERER",
    "SEC_FETCH_SITE",
    "USER_AGENT",
    "X_FORWARDED_FOR",
    "X_FORWARDED_HOST",
    "X_REQUESTED_WITH",
]
VALUES = LATIN | st.sampled_from(
    [
        "localhost",
        "evil.example",
        "localhost:99999",
        "[::1",
        "bytes=0-0,5-",
        "sessionid=\x00",
        "csrftoken=a; sessionid=b",
        "gzip;q=x",
    ]
)
KINDS = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=nothing",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/json",
        "text/plain; charset=utf-16",
        "",
    ]
)


def encoded(fields: list[tuple[str, str]]) -> str:
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in fields)


QUERIES = FIELDS.map(encoded) | LATIN
BODIES = (
    FIELDS.map(lambda fields: encoded(fields).encode())
    | RAW
    | RAW.map(lambda raw: b'--x\r\nContent-Disposition: form-data; name="' + raw)
)
REQUESTS = st.fixed_dictionaries(
    {
        "method": st.sampled_from(METHODS),
        "address": st.sampled_from([*ADDRESSES, "ARTICLE", "GUIDEBOOK"]) | TEXT.map(lambda text: f"/{text}"),
        "parts": st.lists(TEXT, min_size=3, max_size=3),
        "query": QUERIES,
        "headers": st.dictionaries(st.sampled_from(HEADERS), VALUES, max_size=3),
        "kind": KINDS,
        "body": BODIES,
    }
)


@pytest.fixture
def pages(home_page):
    return {"ARTICLE": ArticleFactory().get_url(), "GUIDEBOOK": GuidebookPageFactory().get_url()}


@pytest.fixture
def site(home_page, settings, tmp_path):
    settings.PAGE_STORE = True
    return Counted(PageStore(WSGIHandler(), Store(tmp_path, "tests", in_background=False), parameters()))


def send(site, pages, method, address, parts, query, headers, kind, body):
    """As it comes off the wire: a path of bytes, the query as it was written."""
    path = pages.get(address, address)
    for part in parts:
        path = path.replace("#", part, 1)
    environment = {f"HTTP_{name}": value for name, value in {"HOST": "localhost", **headers}.items()}
    environment |= {"QUERY_STRING": query, "PATH_INFO": path.encode().decode("latin-1")}
    answer = []
    with transaction.atomic(), kept_connection():
        request = RequestFactory().generic(method, "/", body, content_type=kind, **environment)
        # The path once more: the request has decoded it.
        content = site({**request.environ, **environment}, lambda line, headers, *error: answer.append((line, headers)))
        b"".join(content)
        close(content)
        transaction.set_rollback(True)
    line, sent = answer[-1]
    assert line < "500" or path in {"/readyz"}, (method, path, line)
    assert not [name for name, value in sent if re.search(r"[^\t -~\x80-\xff]", name + value)], (method, path, sent)


def examples(number: int):
    allowed = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=number, deadline=None, suppress_health_check=allowed, database=None)


@given(asked=REQUESTS)
@examples(300)
def test_no_request_is_answered_by_an_error_of_ours(site, pages, asked):
    send(site, pages, **asked)


@pytest.mark.slow
@given(asked=REQUESTS)
@examples(int(os.environ.get("BAD_REQUESTS", "10000")))
def test_nor_is_any_of_a_great_many(site, pages, asked):
    send(site, pages, **asked)
