"""The parts of the benchmarks that can be wrong without anybody noticing."""

import json
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest.mock import Mock
from urllib.parse import urlsplit

import pytest

from tests.bench import island, load, mails, memory, postgres, run, search
from tests.bench.processes import children, descendants, end_remaining, read
from tests.bench.report import Report, number
from tests.bench.weight import Weight

# The table


def table(report: Report) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in report.as_markdown().splitlines()]


def test_the_table_is_markdown():
    report = Report()
    report.note("one thing", "1")
    report.at_most("another thing altogether", 3, 12)
    lines = report.as_markdown().splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[0].startswith("| what ")
    assert set(lines[1]) == {"|", "-"}
    assert table(report)[2:] == [["one thing", "1", "–", "–"], ["another thing altogether", "3", "≤ 12", "yes"]]


@pytest.mark.parametrize(("value", "holds"), [(11, True), (12, True), (12.01, False)])
def test_a_goal_is_a_limit(value, holds):
    report = Report()
    report.at_most("requests", value, 12)
    assert report.rows[0].holds is holds
    assert bool(report.failures) is not holds


def test_what_has_no_goal_cannot_fail():
    report = Report()
    report.note("memory", "1 GB")
    assert report.failures == []


@pytest.mark.parametrize(("required", "failures"), [("1", 1), ("0", 0), ("", 0)])
def test_what_is_missing_fails_where_everything_is_required(monkeypatch, required, failures):
    monkeypatch.setenv("REQUIRE_ALL", required)
    report = Report()
    report.missing("the weight", "Chromium is missing")
    assert len(report.failures) == failures
    assert report.rows[0].figure == "not measured: Chromium is missing"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(7, "", "7"), (1234, "B", "1,234 B"), (12.34, "ms", "12.3 ms"), (1.234, "s", "1.23 s"), (123.4, "", "123")],
)
def test_numbers_have_three_digits(value, unit, text):
    assert number(value, unit) == text


# Queries


def page(queries: int, warm: int = 9, repeated: int = 0) -> dict:
    return {"queries": queries, "queries_warm": warm, "repeated": repeated}


@pytest.mark.parametrize(
    ("few", "many", "holds"),
    [
        (page(12), page(12), True),
        (page(13), page(13), False),
        (page(9), page(10), False),
        (page(10), page(9), False),
        (page(9), page(9, repeated=1), False),
        (page(9, repeated=1), page(9), False),
    ],
)
def test_pages_need_few_queries_none_twice_and_as_many_whatever_there_is(few, many, holds):
    report = Report()
    run.report_queries(report, "queries, home", few, many, has_goal=True)
    assert report.rows[0].holds is holds


def test_a_page_without_a_goal_is_only_told():
    report = Report()
    run.report_queries(report, "queries, feed", page(30), page(31, repeated=4), has_goal=False)
    assert table(report)[2] == ["queries, feed", "30 → 31 (9 warm), 4 repeated", "–", "–"]


# The search


@pytest.mark.parametrize(
    ("name", "articles", "took", "holds"),
    [
        (search.RARE, 1_000, {"median": 25, "p95": 90}, True),
        (search.RARE, 10_000, {"median": 26, "p95": 26}, False),
        (search.FREQUENT, 10_000, {"median": 60, "p95": 90}, True),
        (search.FREQUENT, 100_000, {"median": 90, "p95": 150}, True),
        (search.FREQUENT, 100_000, {"median": 20, "p95": 151}, False),
        ("a misspelt word", 1_000, {"median": 20, "p95": 151}, False),
    ],
)
def test_a_search_has_the_goals_of_its_size(name, articles, took, holds):
    report = Report()
    answer = json.dumps({name: {**took, "database": 5}})
    run.measure_search(report, Mock(python=Mock(return_value=(answer, 1.0))), articles)
    assert report.rows[0].holds is holds


@pytest.mark.parametrize(
    ("times", "value"), [([5.0], 5.0), ([float(n) for n in range(1, 21)], 19.0), ([2.0, 1.0], 2.0)]
)
def test_the_slowest_of_a_search_by_the_nearest_rank(times, value):
    assert search.percentile(times, 95) == value


# Leads


@pytest.mark.parametrize(("view", "many", "holds"), [("first page", 20, True), ("last page", 21, False)])
def test_a_list_of_many_leads_may_cost_twice_one_of_few(view, many, holds):
    report = Report()
    run.report_list(report, {view: 10.0}, {view: float(many)})
    assert report.rows[0].holds is holds


def test_a_view_that_has_to_read_every_lead_is_only_told():
    report = Report()
    run.report_list(report, {"part of a name": 10.0}, {"part of a name": 40.0})
    assert table(report)[2][1:] == ["10.0 → 40.0 ms of CPU, 4.00 times", "–", "–"]


@pytest.mark.parametrize(("held", "holds"), [(14, True), (16, False)])
def test_an_export_of_many_leads_holds_little_more_than_one_of_some(held, holds):
    report = Report()
    some, many = ({"seconds": 1.0, "bytes": 1.0, "held": size * 1024**2} for size in (5, held))
    run.report_export(report, "csv", some, many)
    assert report.rows[1].figure == f"5.0 → {held}.0 MiB"
    assert report.rows[1].holds is holds


# Load


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        good = urlsplit(self.path).path == "/good"
        body = b"ok"
        self.send_response(200 if good else 500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    Handler.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_load_is_bounded_and_shared_between_connections(address):
    result = load.measure(f"{address}/good?page=2", connections=4, requests=40)
    assert len(Handler.asked) == 40 + 4 * load.WARM_UP
    assert set(Handler.asked) == {"/good?page=2"}
    assert result.failures == 0
    assert 0 < result.median <= result.slowest_percent
    assert result.per_second > 0


def test_errors_are_counted(address):
    assert load.measure(f"{address}/bad", connections=2, requests=10).failures == 10


def test_a_load_ends_in_time(address, monkeypatch):
    monkeypatch.setattr(load, "LONGEST", 0.0)
    load.measure(f"{address}/good", connections=2, requests=1000)
    assert len(Handler.asked) == 2 + 2 * load.WARM_UP


@pytest.mark.parametrize(("percent", "value"), [(1, 1), (50, 50), (99, 99), (100, 100)])
def test_percentiles(percent, value):
    assert load.percentile(list(range(1, 101)), percent) == value


def test_the_percentile_of_few_and_of_none():
    assert load.percentile([3.0], 99) == 3.0
    assert load.percentile([], 50) == 0.0


# Weight


def test_pictures_do_not_count():
    weight = Weight()
    weight.size.update({"Document": 7, "Script": 2, "Image": 1000})
    weight.requests += ["http://127.0.0.1:8000/", "http://127.0.0.1:8000/a.js", "https://cdn.example/b.js"]
    assert weight.without_pictures == 9
    assert weight.hosts == {"127.0.0.1:8000", "cdn.example"}


# Processes


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen]:
    """A process with a child of its own."""
    inner = "import time; time.sleep(60)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    with subprocess.Popen([sys.executable, "-c", outer]) as process:
        until = time.monotonic() + 20
        while not children(process.pid) and time.monotonic() < until:
            time.sleep(0.05)
        yield process
        end_remaining(descendants(process.pid))
        process.kill()


needs_proc = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="Only Linux has /proc.")


@needs_proc
def test_the_children_of_a_process_are_found_with_their_memory(sleeper):
    below = descendants(sleeper.pid)
    assert len(below) == 1
    assert "time.sleep" in below[0].command
    assert below[0].memory > 1024**2


@needs_proc
def test_only_what_still_is_the_same_process_is_ended(sleeper):
    child = descendants(sleeper.pid)[0]
    stranger = type(child)(child.pid, "0", child.command)
    end_remaining([stranger])
    assert child.lives
    end_remaining([child])
    sleeper.wait(10)
    assert not child.lives


def test_what_is_gone_has_no_memory():
    assert read(2**22 + 1) is None
    assert descendants(2**22 + 1) == []


@pytest.mark.parametrize(("web", "worker", "holds"), [(200, 48, True), (200, 49, False)])
def test_memory_is_what_is_held_after_wide_reading(monkeypatch, web, worker, holds):
    held = iter([{"web server": 1, "worker": 1}, {"web server": web * 1024**2, "worker": worker * 1024**2}])
    monkeypatch.setattr(memory, "held", lambda _server: next(held))
    monkeypatch.setattr(memory, "different_pages", lambda _port, _index: ["/", "/a/"])
    monkeypatch.setattr(memory, "get", lambda _port, _path: (200, ""))
    report = Report()
    memory.measure_memory(report, Mock(), Mock(), "/articles/")
    assert report.rows[-1].figure == f"{web + worker} MiB"
    assert report.rows[-1].holds is holds


def test_pages_are_taken_from_all_over_the_sitemap():
    assert memory.spread([str(number) for number in range(10)], 3) == ["0", "3", "6"]
    assert memory.spread(["a", "b"], 3) == ["a", "b"]
    assert memory.spread([], 3) == []
    assert memory.addresses_in("<loc>http://h/</loc><loc>http://h/b?p=2</loc>") == ["http://h/", "http://h/b?p=2"]
    assert memory.path_of("http://h/b.xml?p=2") == "/b.xml?p=2"


# The site


def test_a_site_of_its_own_takes_nothing_from_outside(monkeypatch, tmp_path):
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "EMAIL_URL", "S3_BUCKET", "DEBUG"):
        monkeypatch.setenv(name, "mine")
    environment = island.Island(tmp_path).environment
    assert "mine" not in environment.values()
    assert environment["DATA_DIR"] == str(tmp_path)
    assert environment["HOST"] == "127.0.0.1"


def test_free_ports_are_free():
    assert island.free_port() > 1024


def test_a_command_that_fails_says_so(tmp_path):
    with pytest.raises(RuntimeError, match=r"(?s)ended with 3.*why it failed"):
        island.Island(tmp_path).python("-c", "import sys; sys.stderr.write('why it failed'); sys.exit(3)")


def test_a_command_that_works_gives_what_it_said(tmp_path):
    said, seconds = island.Island(tmp_path).python("-c", "print('done')")
    assert said == "done\n"
    assert seconds > 0


@pytest.mark.parametrize(
    ("parameters", "address"),
    [
        ({"host": "/var/run/postgresql", "user": "ann", "port": "5432"}, "postgres:///bench"),
        ({"user": "ann"}, "postgres:///bench"),
        ({"host": "db", "user": "ann", "password": "p@ss/word", "port": "6432"}, "postgres://ann:p%40ss%2Fword@db:6432/bench"),
        ({"host": "127.0.0.1", "user": "ann", "password": ""}, "postgres://ann@127.0.0.1:5432/bench"),
    ],
)  # fmt: skip
def test_the_address_of_a_database(parameters, address):
    assert postgres.address(parameters, "bench") == address


# Mails


def test_the_sink_takes_mails_as_smtplib_sends_them():
    with mails.sink() as port, smtplib.SMTP("127.0.0.1", port) as connection:
        for body in (b"Subject: A\r\n\r\n.\r\n..\r\nDATA\r\n", b"Subject: B\r\n\r\n" + b"x" * 200_000):
            assert connection.sendmail("hello@example.com", ["ann@example.com"], body) == {}
        assert connection.noop()[0] == 250


@pytest.mark.parametrize(("sent", "holds"), [(1500, True), (1499, False)])
def test_mails_have_a_goal_and_are_held_against_the_bare_loop(monkeypatch, tmp_path, sent, holds):
    site = island.Island(tmp_path)
    monkeypatch.setattr(island.Island, "python", lambda *_: (f'{{"sent": {sent}, "bare": 3000}}', 1.0))
    report = Report()
    run.measure_mails(report, site, "SQLite")
    assert report.rows[0].figure == f"{sent:,}/s, 0.50 of 3,000/s"
    assert report.rows[0].holds is holds
