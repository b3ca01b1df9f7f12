"""How fast stored pages are served, beside nginx with the same bytes: all by the same generator of load, in one run."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from http.client import HTTPConnection

from tests.bench.front import BROTLI, Front, nginx
from tests.bench.front import HOW_TO_GET_IT as HOW_TO_GET_NGINX
from tests.bench.island import Island, free_port
from tests.bench.report import Report

CONNECTIONS, SECONDS, ROUNDS = 32, 4, 3
LEAST_OF_SERVER, LEAST_OF_NGINX = 0.4, 0.9  # Of what nginx does with the same files.
LONGEST_MEDIAN, LONGEST_PERCENTILE = 0.5, 5.0  # Milliseconds.
MEDIAN_OF_NGINX = 0.13  # So many it took for its file where the goal of the median was set, at 137,000 a second.
HOW_TO_GET_WRK = "wrk is missing (apt-get install wrk)"
MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Speed:
    per_second: float
    median: float  # In milliseconds, as all times.
    slowest_percent: float
    failures: int


def measure(url: str, encoding: str = "gzip") -> Speed:
    """As fast as `wrk` can ask, over connections that stay open."""
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{SECONDS}s",
        "--latency",
        "-H",
        f"Accept-Encoding: {encoding}",
        url,
    ]
    return speed_in(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def speed_in(said: str) -> Speed:
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    return Speed(
        float(rate[1]) if rate else 0.0,
        latency(said, "50%"),
        latency(said, "99%"),
        (int(refused[1]) if refused else 0) + (sum(map(int, broken.groups())) if broken else 0),
    )


def latency(said: str, percent: str) -> float:
    found = re.search(rf"{percent}\s+([\d.]+)(us|ms|s)", said)
    return float(found[1]) * MILLISECONDS[found[2]] if found else 0.0


def measure_stored(report: Report, island: Island, paths: dict[str, str]) -> None:
    """Rows for each of these pages; the site must be running."""
    if not shutil.which("wrk") or not nginx():
        report.missing("stored pages, beside nginx", HOW_TO_GET_NGINX if shutil.which("wrk") else HOW_TO_GET_WRK)
        return
    if not BROTLI.exists():
        report.missing("stored pages, in Brotli by nginx", "apt-get install libnginx-mod-http-brotli-static")
    front_port, plain_port = free_port(), free_port()
    with Front(island.folder / "nginx", island.folder, front_port, island.port, plain_port) as front:
        front.check()
        for name, path in paths.items():
            warm(front_port, path)
            warm(island.port, path)
            compare(report, name, path, island.port, front_port, plain_port)


def compare(report: Report, name: str, path: str, own_port: int, front_port: int, plain_port: int) -> None:
    """The best of some rounds of each, in turns, since a machine with other work to do delays them unevenly."""
    targets = {
        "plain": f"http://127.0.0.1:{plain_port}{path}index.html",
        "nginx": f"http://127.0.0.1:{front_port}{path}",
        "server": f"http://127.0.0.1:{own_port}{path}",
    }
    rounds = [{target: measure(url) for target, url in targets.items()} for _ in range(ROUNDS)]
    best = {target: max((each[target] for each in rounds), key=lambda speed: speed.per_second) for target in targets}
    plain, median = best["plain"].per_second, best["plain"].median
    longest = max(LONGEST_MEDIAN, LONGEST_MEDIAN * median / MEDIAN_OF_NGINX)  # As slow as the machine is.
    report.note(f"{name}: nginx with its file", f"{plain:,.0f}/s, p50 {median:.2f} ms")
    for target, least in (("server", LEAST_OF_SERVER), ("nginx", LEAST_OF_NGINX)):
        speed = best[target]
        what = {"server": f"{name}: `manage.py run`, {CONNECTIONS} connections", "nginx": f"{name}: deploy/nginx.conf"}
        figure = f"{speed.per_second:,.0f}/s, {speed.per_second / plain:.2f} of nginx with its file"
        holds = speed.per_second >= least * plain and not speed.failures
        report.check(what[target], figure, f"≥ {least}", holds)
        figure = f"{speed.median:.2f} ms, {speed.median / median:.2f} of nginx with its file"
        report.check(f"{what[target]}, p50", figure, f"≤ {longest:.2f} ms", speed.median <= longest)
        report.at_most(f"{what[target]}, p99", speed.slowest_percent, LONGEST_PERCENTILE, "ms")


def warm(port: int, path: str) -> None:
    """Asks until every process has it."""
    for _ in range(20):
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        connection.getresponse().read()
        connection.close()
