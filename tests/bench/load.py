"""Asks one server for one page many times: a bounded number of requests, over connections that stay open."""

import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

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
    """Makes at most so many requests, shared between the connections."""
    parts = urlsplit(url)
    times: list[list[float]] = [[] for _ in range(connections)]
    failures = [0] * connections
    gate = threading.Barrier(connections + 1)

    def visit(place: int) -> None:
        connection = HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=30)
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        for _ in range(WARM_UP):
            ask(connection, path)
        gate.wait()
        until = time.monotonic() + LONGEST
        for _ in range(requests // connections):
            began = time.perf_counter()
            failures[place] += not ask(connection, path)
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
    return Load(len(everything) / seconds, percentile(everything, 50), percentile(everything, 99), sum(failures))


def ask(connection: HTTPConnection, path: str) -> bool:
    """One request as a browser makes it; whether the answer was a good one."""
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read()
    return answer.status == 200


def percentile(times: list[float], percent: int) -> float:
    """The smallest of the sorted times that is not below so many percent of them."""
    return times[max(0, -(-len(times) * percent // 100) - 1)] if times else 0.0
