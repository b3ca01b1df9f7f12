"""Edits of every kind while three web processes answer, and beside them a twin that renders afresh.

Run within a site that holds the demonstration, `python -m tests.core.page_store.processes --edits 1000`; prints JSON.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from typing import Any

import django

from tests.core.page_store.volatile import steady

PROCESSES, SECOND, SAMPLE = 3, 1.0, 6


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--edits", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    django.setup()
    import logging

    logging.disable(logging.WARNING)
    with ExitStack() as running:
        ports = [running.enter_context(process()) for _ in range(PROCESSES)]
        json.dump(Watcher(ports, options.seed).watch(options.edits), sys.stdout)


@contextmanager
def process() -> Iterator[int]:
    """A web process of this site, on a port of its own."""
    from tests.bench.island import free_port

    port = free_port()
    command = [
        *(str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "2", "--no-ws", "--log-level", "error", "config.wsgi:application"),
    ]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        running.terminate()
        running.wait(20)


def wait_for(port: int) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


class Watcher:
    def __init__(self, ports: list[int], seed: int) -> None:
        from django.conf import settings
        from django.test import Client

        from tests.core.page_store.edits_of_rows import Editor

        self.host = settings.BASE_URL.partition("://")[2]
        self.connections = [HTTPConnection("127.0.0.1", port, timeout=60) for port in ports]
        self.twin = Client(headers={"host": self.host})
        self.editor, self.random = Editor(seed), Random(seed)
        self.seen: dict[str, bytes] = {}
        self.counts: Counter[str] = Counter()
        self.stale: list[str] = []
        self.longest = 0.0

    def watch(self, edits: int) -> dict[str, Any]:
        for number in range(edits):
            self.look_at(self.sample())  # So that there is something to clear.
            what = self.editor.make()
            self.edited_at = time.monotonic()
            self.look_at(self.sample(), what)
            if number % 10 == 9:
                sys.stderr.write(f"{number + 1} edits, {dict(self.counts)}, stale: {len(self.stale)}\n")
        return {**self.counts, "edits": edits, "stale": self.stale, "longest": round(self.longest, 3)}

    def sample(self) -> list[str]:
        """Some of all addresses that are or were."""
        from tests.core.page_store.edits_of_rows import addresses

        known = sorted({*addresses(), *self.seen})
        return [*self.random.sample(known, min(SAMPLE, len(known))), "/", "/articles/"]

    def look_at(self, paths: list[str], what: str = "") -> None:
        for path in paths:
            first = self.random.randrange(PROCESSES)
            for turn in range(PROCESSES):
                status, cache, body = self.ask((first + turn) % PROCESSES, path)
                if turn == 0 and what:
                    fresh = self.fresh(path)
                if what and (status, body) != fresh:
                    body = self.look_again((first + turn) % PROCESSES, path, what)
                if turn == 0:
                    self.count(path, status, cache, body)

    def look_again(self, place: int, path: str, what: str) -> bytes:
        """An answer that was not what the twin said: it has until the second is over."""
        self.counts["late"] += 1
        while True:
            is_over = time.monotonic() > self.edited_at + SECOND
            status, _, body = self.ask(place, path)
            if (status, body) == self.fresh(path):
                self.longest = max(self.longest, time.monotonic() - self.edited_at)
                return body
            if is_over:
                self.stale.append(f"{path} after {what}")
                return body

    def count(self, path: str, status: int, cache: str, body: bytes) -> None:
        """What had been stored and is rendered anew, and how much of it has not changed."""
        if path in self.seen:
            self.counts["looks"] += 1
            if "hit" not in cache and status == 200:
                self.counts["cleared"] += 1
                self.counts["needlessly"] += body == self.seen[path]
        if status == 200:
            self.seen[path] = body

    def ask(self, place: int, path: str) -> tuple[int, str, bytes]:
        self.connections[place].request("GET", path, headers={"Host": self.host})
        answer = self.connections[place].getresponse()
        return answer.status, answer.headers.get("Cache-Status", ""), steady(answer.read())

    def fresh(self, path: str) -> tuple[int, bytes]:
        answer = self.twin.get(path)
        return answer.status_code, steady(answer.content)


if __name__ == "__main__":
    main()
