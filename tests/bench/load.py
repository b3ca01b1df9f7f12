"""Asks one server many times: a bounded number of requests, over connections that stay open."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

Ask = Callable[[HTTPConnection], bool]

LONGEST = 6.0  # Seconds that one measurement may take.
WARM_UP = 5


@dataclass(frozen=True)
class Load:
    """What came of it; times in milliseconds."""

    per_second: float
    median: float
    slowest_percent: float
    failures: int


def measure(url: str, connections: int, requests: int) -> Load:
    """Gets a page at most so many times, shared between the connections."""
    parts = urlsplit(url)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    return drive(url, connections, [partial(get, path=path)] * (requests + WARM_UP * connections))


def drive(url: str, connections: int, asks: Sequence[Ask]) -> Load:
    """Shares the requests between connections that stay open; the first few of each are not timed."""
    address = urlsplit(url)
    times: list[list[float]] = [[] for _ in range(connections)]
    failures = [0] * connections
    gate = threading.Barrier(connections + 1)

    def visit(place: int) -> None:
        connection = HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=30)
        mine = asks[place::connections]
        for ask in mine[:WARM_UP]:
            ask(connection)
        gate.wait()
        until = time.monotonic() + LONGEST
        for ask in mine[WARM_UP:]:
            began = time.perf_counter()
            failures[place] += not ask(connection)
            times[place].append((time.perf_counter() - began) * 1000)
            if time.monotonic() > until:
                break
        connection.close()

    threads = [threading.Thread(target=visit, args=(place,)) for place in range(connections)]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    everything = sorted(time for visit in times for time in visit)
    return Load(
        len(everything) / seconds,
        percentile(everything, 50),
        percentile(everything, 99),
        sum(failures),
    )


def get(connection: HTTPConnection, path: str) -> bool:
    """One request as a browser makes it; whether the answer was a good one."""
    return status_of(connection, "GET", path, headers={"Accept-Encoding": "gzip"}) == 200


def status_of(connection: HTTPConnection, method: str, path: str, **request: Any) -> int:
    connection.request(method, path, **request)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def percentile(times: list[float], percent: int) -> float:
    """The smallest of the sorted times that is not below so many percent of them."""
    return times[max(0, -(-len(times) * percent // 100) - 1)] if times else 0.0
