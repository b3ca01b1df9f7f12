"""Asks a site for each kind of page within one process, and counts what the database is asked for.

Run within the site, `python -m tests.bench.pages`; prints JSON for `run.py`. With `--prepare` it publishes the two
articles that differ in nothing but the number of their pictures, and empties the queue of the demonstration's
renditions, which would keep the worker busy beside everything else that is measured.
"""

import gc
import json
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import django

TIMES, LONGEST = 9, 3.0  # How often a page is timed, and for how many seconds at most.
PICTURES = (1, 10)


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    django.setup()
    import logging

    logging.disable(logging.WARNING)
    if "--prepare" in sys.argv:
        prepare()
    else:
        pages = {name: measured(path) for name, path in addresses().items()}
        json.dump({"pages": pages, "yardstick": cpu_of(yardstick)}, sys.stdout)


def prepare() -> None:
    """Publishes an article for each number of pictures, as an editor would."""
    from django_tasks_db.models import DBTaskResult

    from articles.models import ArticlePage, AuthorPage, Series, Topic
    from home.seeding.pictures import shared_pictures
    from home.seeding.writing import Writer

    author = AuthorPage.objects.filter(slug__startswith="author-").order_by("pk").first()
    picture = shared_pictures()[0]
    series, _ = Series.objects.get_or_create(name="Bench")
    for position, number in enumerate(PICTURES, start=1):
        writer = Writer("bench")
        text = [writer.heading(), writer.paragraph()] * 4
        article = ArticlePage(
            title=f"A bench with {number} in its text",
            slug=slug_of(number),
            standfirst=writer.sentences(2),
            hero_image=picture,
            hero_alt_text="An island.",
            series=series,
            series_position=position,
            body=json.dumps([*text, *(writer.picture(picture.pk) for _ in range(number)), writer.questions()]),
        )
        article.topics.set(Topic.objects.filter(locale=author.locale)[:2])
        article.tags.add("agenda")
        author.add_child(instance=article)
        article.save_revision().publish()
    DBTaskResult.objects.all().delete()


def slug_of(number: int) -> str:
    return f"bench-{number}-pictures"


def addresses() -> dict[str, str]:
    """The address of one page of each kind; the same pages whatever else the site has."""
    from articles.models import ArticlePage, Topic

    articles = {number: ArticlePage.objects.get(slug=slug_of(number)) for number in PICTURES}
    author = articles[1].get_parent()
    topic = Topic.objects.filter(locale=author.locale)[0]
    index = author.get_parent().url
    return {
        "home": "/",
        "index": index,
        "page 2": f"{index}?page=2",
        "author": author.url,
        "topic": f"{index}topics/{topic.slug}/",
        "tag": f"{index}tags/agenda/",
        "article, 1 picture": articles[1].url,
        "article, 10 pictures": articles[10].url,
        "search, rare word": "/search/?q=bench",
        "search, common word": "/search/?q=leader",
        "feed": f"{index}feed/",
    }


def measured(path: str) -> dict[str, Any]:
    """What one page costs: once with empty caches, then in a process that has shown it before."""
    from django.core.cache import cache
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.get(path)
    gc.collect()
    gc.freeze()  # As `manage.py run` does before it divides itself.
    cache.clear()
    cold, warm = statements(client, path), statements(client, path)
    return {
        "queries": len(cold),
        "queries_warm": len(warm),
        "repeated": sum(count - 1 for count in Counter(cold).values()),
        "cpu": cpu_of(lambda: client.get(path)),
        "path": path,
    }


def cpu_of(work: Callable[[], Any]) -> float:
    """The milliseconds of this process's own time that some work takes."""
    times: list[float] = []
    while len(times) < TIMES and sum(times) < LONGEST * 1000:
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


def yardstick() -> int:
    """A fixed piece of Python, by which figures of one hour and machine can be held against those of another."""
    return sum(len(str(number).split("7")) for number in range(200_000))


def statements(client: Any, path: str) -> list[str]:
    """The statements that a page needs, with their values."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as context:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}.")
    answer.getvalue() if answer.streaming else answer.content
    return [query["sql"] for query in context.captured_queries]


if __name__ == "__main__":
    main()
