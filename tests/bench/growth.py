"""How long each kind of page takes when nothing is stored, and how long it takes to publish an article.

Run within the site, `python -m tests.bench.growth`, with few articles and with many; prints JSON for `run.py`. Real
time, since the database works in a process of its own; a yardstick is taken in turns with each page, since a machine is
not as quick in one second as in the next.
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
from tests.bench.pages import addresses, slug_of, statements, yardstick
from tests.bench.report import Report

Growth = dict[str, dict[str, float]]  # By page: its `median` and that of its `yardstick`, in ms, and its `queries`.

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
    json.dump({**measured, "publishing": publishing()}, sys.stdout)


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
    return {"queries": len(statements(client, path)), **medians(lambda: client.get(path))}


def publishing() -> dict[str, float]:
    """An article published once more, with all that this writes and clears."""
    from articles.models import ArticlePage

    article = ArticlePage.objects.get(slug=slug_of(1))

    def publish() -> None:
        article.standfirst = f"{article.standfirst[:100]} {time.monotonic_ns()}"
        article.save_revision().publish()

    publish()
    return medians(publish)


def medians(work: Callable[[], Any]) -> dict[str, float]:
    """Milliseconds of real time."""
    pairs = [(milliseconds(work), milliseconds(yardstick)) for _ in range(TIMES)]
    median, beside = (statistics.median(times) for times in zip(*pairs, strict=True))
    return {"median": median, "yardstick": beside}


def milliseconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


# What `run.py` makes of it


def ask(island: Island) -> Growth:
    answer: Growth = json.loads(island.python("-m", "tests.bench.growth", timeout=900)[0])
    return answer


def compare(report: Report, database: str, few: tuple[int, Growth], many: tuple[int, Growth]) -> None:
    """How many times as long each page takes as with few articles, on a machine of the same speed."""
    (number, first), (articles, pages) = few, many
    for name, page in pages.items():
        before = first[name]
        times = page["median"] / before["median"] / (page["yardstick"] / before["yardstick"])
        figure = f"{before['median']:.0f} → {page['median']:.0f} ms, {times:.2f} times"
        limit = MOST_TIMES_PUBLISHING if name == "publishing" else MOST_TIMES
        goal, holds = f"≤ {limit} times", times <= limit
        if "queries" in page:
            figure += f", {before['queries']} → {page['queries']} queries"
            goal, holds = f"{goal}, no more", holds and page["queries"] <= before["queries"]
        report.check(f"{name}, {number} → {articles:,} articles, {database}", figure, goal, holds)
    last, first_page = (pages[name]["median"] / pages[name]["yardstick"] for name in ("last page", "index"))
    what = f"the last page of {articles:,} articles, in first pages, {database}"
    report.at_most(what, last / first_page, MOST_TIMES_THE_LAST)


if __name__ == "__main__":
    main()
