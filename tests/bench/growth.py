"""How long each kind of page takes when nothing is stored, and how long it takes to publish an article.

Run within the site, `python -m tests.bench.growth`, with few articles and with many; prints JSON for `run.py`. Real
time, since the database works in a process of its own; the yardstick tells what the machine did meanwhile.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django

from tests.bench.island import Island
from tests.bench.leads import desk
from tests.bench.pages import addresses, cpu_of, slug_of, statements, yardstick
from tests.bench.report import Report

Growth = dict[str, Any]  # The pages by name, each with its `median` in ms and its `queries`; and the `yardstick`.

TIMES = 15
PAGE_DEEP_DOWN = 500
MOST_TIMES, MOST_TIMES_PUBLISHING, MOST_TIMES_THE_LAST = 1.2, 1.5, 2.0
LEFT_OUT = {"page 2", "tag", "article, 10 pictures"}  # Which say the same as others.


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    django.setup()
    import logging

    logging.disable(logging.WARNING)
    measured = {name: page(*way) for name, way in ways().items()}
    json.dump({"pages": {**measured, "publishing": publishing()}, "yardstick": cpu_of(yardstick)}, sys.stdout)


def ways() -> dict[str, tuple[Any, str]]:
    """Each page's client and address. Without as many pages in the list, one in its middle is as deep down."""
    from django.test import Client

    from articles.models import ArticlePage

    reader, editor = Client(headers={"host": "127.0.0.1"}), desk()
    found = {name: (reader, path) for name, path in addresses().items() if name not in LEFT_OUT}
    author = ArticlePage.objects.get(slug=slug_of(1)).get_parent()
    pages = author.get_parent().specific.listed().count() // 12
    index = found["index"][1]
    found["page 500"] = reader, f"{index}?page={min(PAGE_DEEP_DOWN, pages // 2)}"
    found["last page"] = reader, f"{index}?page={pages}"
    found["explorer"] = editor, f"/admin/pages/{author.pk}/"
    return found


def page(client: Any, path: str) -> dict[str, float]:
    client.get(path)
    return {"queries": len(statements(client, path)), "median": median(lambda: client.get(path))}


def publishing() -> dict[str, float]:
    """An article published once more, with all that this writes and clears."""
    from articles.models import ArticlePage

    article = ArticlePage.objects.get(slug=slug_of(1))

    def publish() -> None:
        article.standfirst = f"{article.standfirst[:100]} {time.monotonic_ns()}"
        article.save_revision().publish()

    publish()
    return {"median": median(publish)}


def median(work: Callable[[], Any]) -> float:
    """Milliseconds of real time."""
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


# What `run.py` makes of it


def ask(island: Island) -> Growth:
    answer: Growth = json.loads(island.python("-m", "tests.bench.growth", timeout=900)[0])
    return answer


def compare(report: Report, database: str, few: tuple[int, Growth], many: tuple[int, Growth]) -> None:
    """How many times as long each page takes as with few articles, on a machine of the same speed."""
    (number, first), (articles, second) = few, many
    slower, pages = second["yardstick"] / first["yardstick"], second["pages"]
    for name, page in pages.items():
        before = first["pages"][name]
        times = page["median"] / before["median"] / slower
        figure = f"{before['median']:.0f} → {page['median']:.0f} ms, {times:.2f} times"
        limit = MOST_TIMES_PUBLISHING if name == "publishing" else MOST_TIMES
        goal, holds = f"≤ {limit} times", times <= limit
        if "queries" in page:
            figure += f", {before['queries']} → {page['queries']} queries"
            goal, holds = f"{goal}, equal", holds and page["queries"] == before["queries"]
        report.check(f"{name}, {number} → {articles:,} articles, {database}", figure, goal, holds)
    last = pages["last page"]["median"] / pages["index"]["median"]
    report.at_most(f"the last page of {articles:,} articles, in first pages, {database}", last, MOST_TIMES_THE_LAST)


if __name__ == "__main__":
    main()
