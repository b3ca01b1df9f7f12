"""What the processes of `manage.py run` hold once readers have been all over the site: hundreds of different pages."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

from tests.bench.island import Island, Server
from tests.bench.processes import descendants, parts
from tests.bench.report import Report

MOST_MEMORY = 248  # MiB, which are 260 MB.
FROM_SITEMAP, LISTS, READERS = 260, 30, 4
SOUGHT = (
    "boat", "captain", "change", "courage", "decision", "feedback", "habit", "island", "leader", "letter", "meeting",
    "people", "plan", "question", "stairway", "story", "team", "time", "trust", "work",
)  # fmt: skip
MEBIBYTE = 1024**2


def measure_memory(report: Report, island: Island, server: Server, index: str) -> None:
    """Of what processes share, each is said to hold its part; the one that started them is left out."""
    before = sum(held(server).values())
    report.note("memory (PSS), web server and worker, before wide reading", f"{before / MEBIBYTE:.0f} MiB")
    paths = different_pages(island.port, index)
    failures = read_all(island.port, paths)
    report.check(f"{len(paths)} different pages", f"{failures} failures", "no failure", not failures)
    after = held(server)
    for name, size in after.items():
        report.note(f"memory (PSS), {name}", f"{size / MEBIBYTE:.0f} MiB")
    report.at_most("memory (PSS), web server and worker", round(sum(after.values()) / MEBIBYTE), MOST_MEMORY, "MiB")


def held(server: Server) -> dict[str, int]:
    found = parts(server.process.pid)
    return {name: sum(each.memory for each in [part, *descendants(part.pid)]) for name, part in found.items()}


def different_pages(port: int, index: str) -> list[str]:
    """Articles, authors, topics and pages of every language, lists to their later pages, searches, feeds, sitemaps."""
    maps = [path_of(address) for address in addresses_in(get(port, "/sitemap.xml")[1])]
    pages = [path_of(address) for path in maps for address in addresses_in(get(port, path)[1])]
    lists = [f"{index}?page={number}" for number in range(2, LISTS + 2)]
    searches = [f"/search/?q={word}" for word in SOUGHT]
    return [*spread(sorted(set(pages)), FROM_SITEMAP), *lists, *searches, f"{index}feed/", "/llms.txt", "/robots.txt"]


def spread(items: Sequence[str], number: int) -> list[str]:
    """So many of them, from the first to the last at equal distances."""
    number = min(number, len(items))
    return [items[place * len(items) // number] for place in range(number)]


def addresses_in(sitemap: str) -> list[str]:
    return re.findall(r"<loc>([^<]+)</loc>", sitemap)


def path_of(address: str) -> str:
    parts_of = urlsplit(address)
    return parts_of.path + (f"?{parts_of.query}" if parts_of.query else "")


def read_all(port: int, paths: Sequence[str]) -> int:
    """Reads each once, some at a time; how many failed."""
    with ThreadPoolExecutor(READERS) as readers:
        return sum(status != 200 for status, _body in readers.map(lambda path: get(port, path), paths))


def get(port: int, path: str) -> tuple[int, str]:
    """Over a connection of its own, so that each web process has its share."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
