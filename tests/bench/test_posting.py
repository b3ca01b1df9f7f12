"""Forms that are sent for the bench: each once, and what came of each is counted."""

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.bench import run
from tests.bench.posting import Posted, post_each
from tests.bench.report import Report
from tests.bench.stored import HOW_TO_GET_WRK

needs_wrk = pytest.mark.skipif(not shutil.which("wrk"), reason=HOW_TO_GET_WRK)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    sent: list[str] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.sent.append(body)
        self.send_response(303 if body.startswith("good") else 400)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    Handler.sent = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # Connections that `wrk` ends.
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ask"
    server.shutdown()
    server.server_close()


@needs_wrk
def test_each_form_is_sent_once(address):
    posted = post_each(address, 4, 1, [f"good={number}" for number in range(50_000)])
    assert len(set(Handler.sent)) == len(Handler.sent)
    assert 0 < posted.good <= len(Handler.sent) <= posted.good + 4
    assert posted.bad == 0
    assert posted.per_second == pytest.approx(posted.good, rel=0.3)
    assert posted.slowest_percent > 0


@needs_wrk
def test_what_has_no_good_answer_is_counted(address):
    assert post_each(address, 2, 1, ["bad=1"] * 50_000).good == 0


@needs_wrk
def test_it_is_told_when_there_are_too_few_forms(address):
    assert post_each(address, 2, 1, ["good=1", "good=2", "good=3"]).bad


@pytest.mark.parametrize(
    ("stored", "bad", "holds"), [(100, 0, True), (108, 0, True), (99, 0, False), (109, 0, False), (100, 1, False)]
)
def test_all_that_was_answered_is_stored_and_what_was_under_way_may_be(stored, bad, holds):
    report = Report()
    run.report_stored(report, "SQLite", stored, Posted(100, bad, 1.0, 10.0))
    assert report.rows[0].holds is holds
