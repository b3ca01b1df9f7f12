"""Asks a site what readers may look for, within one process, and how long each answer takes.

Run within the site, `python -m tests.bench.search`; prints JSON for `run.py`: for each question the median and the
95th percentile of the whole answer, and what the database alone took once, in milliseconds.
"""

import json
import os
import statistics
import sys
import time
from typing import Any

import django

TIMES, LONGEST = 40, 10.0  # How often a question is asked, and for how many seconds at most.
RARE, FREQUENT = "a rare word", "a frequent word"


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    django.setup()
    import logging

    logging.disable(logging.WARNING)
    settle()
    json.dump({name: measured(query) for name, query in questions().items()}, sys.stdout)


def settle() -> None:
    """What PostgreSQL does by itself within minutes of so many new rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def questions() -> dict[str, dict[str, str]]:
    """By what is looked for. The seed writes 'leader' into nearly all articles; few have the newest one's headline."""
    from articles.models import ArticlePage, Topic

    newest = ArticlePage.objects.live().newest_first()[0]
    topic = Topic.objects.filter(articles=newest)[0]
    return {
        RARE: {"q": newest.title},
        FREQUENT: {"q": "leader"},
        "two frequent words": {"q": "leader decision"},
        "a frequent word in a topic": {"q": "leader", "topic": topic.slug},
        "a frequent word in a year": {"q": "leader", "year": str(newest.published_at.year)},
        "a frequent word, the newest first": {"q": "leader", "sort": "newest"},
        "page 2 of a frequent word": {"q": "leader", "page": "2"},
        "a misspelt word": {"q": "leadr"},
        "what is nowhere": {"q": "xyzzyqwv"},
    }


def measured(query: dict[str, str]) -> dict[str, float]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, times = Client(headers={"host": "127.0.0.1"}), list[float]()
    ask(client, query)
    while len(times) < TIMES and sum(times) < LONGEST * 1000:
        times.append(ask(client, query))
    with CaptureQueriesContext(connection) as context:
        ask(client, query)
    database = [float(statement["time"]) * 1000 for statement in context.captured_queries]
    return {"median": statistics.median(times), "p95": percentile(times, 95), "database": sum(database)}


def percentile(times: list[float], percent: int) -> float:
    """By the nearest rank: of those asked, so many percent were answered within it."""
    return sorted(times)[max(0, -(-len(times) * percent // 100) - 1)]


def ask(client: Any, query: dict[str, str]) -> float:
    began = time.perf_counter()
    answer = client.get("/search/", query)
    taken = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{query} answered {answer.status_code}.")
    return taken


if __name__ == "__main__":
    main()
