"""`make bench`: measures the site against the goals of its speed, and prints one table.

Builds a site of its own in a temporary folder, seeds it, asks for its pages and its server, and takes all of it away
again. Ends with 1 when a goal does not hold. `--scale N` goes on to N articles and an import of N posts, which takes as
long as it takes.
"""

import argparse
import json
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench import growth, lighthouse, load, memory, postgres, posting, search, stored, weight  # noqa: E402 (the root has to be found first)
from tests.bench.island import Island, new_folder, remove  # noqa: E402
from tests.bench.report import Report  # noqa: E402

FEW, MANY, AUTHORS, LEADS = 100, 1_000, 10, 1_000
MOST_QUERIES = 12
WITH_GOAL = ("home", "index", "page 2", "author", "topic", "tag", "article, 1 picture", "article, 10 pictures")
LONGEST_TO_ANSWER, LONGEST_FIRST = 5.0, 150  # Seconds, milliseconds.
STARTS = 3
PAGE_BYTES, SCRIPT_BYTES, REQUESTS = 60_000, 10_000, 12
STORED = ("article, 1 picture", "index")
UNDER_LOAD = ("home", "index", "article, 1 picture", "search, rare word")
ASKED, ASKED_OF_REFERENCE = 200, 2_000
CONNECTIONS = (1, 8)
LEAST_MAILS = 1_500
FEW_LEADS, SOME_LEADS, MANY_LEADS = 100, 10_000, 100_000
MOST_TIMES, MOST_GROWTH = 2, 10  # What the list with many leads costs, in lists with few; MiB.
QUICK_VIEWS = ("first page", "last page", "sorted by address", "an address")
QUICK_UP_TO, QUICK_SEARCHES = 10_000, {search.RARE: 25, search.FREQUENT: 60}  # Articles; ms.
LONGEST_SEARCH = 150
SENDERS, LEAST_SUBMISSIONS, LONGEST_SUBMISSION = 8, 300, 100  # Connections, a second, ms.
TO_WARM_UP, SECONDS_TO_WARM_UP, SECONDS_OF_FORMS = 1_000, 1, 6
SOME_POSTS, MANY_POSTS, MOST_HELD_FOR_POSTS = 500, 2_000, 60  # MiB.
BEGAN = time.monotonic()
Pages = dict[str, dict[str, Any]]


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures the site against its goals.")
    parser.add_argument("--scale", type=int, default=0, metavar="N", help="go on to N articles and N imported posts")
    scale = parser.parse_args().scale
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))  # So that what is below is taken away all the same.
    report, folder = Report(), new_folder()
    try:
        measure_sqlite(report, folder, scale)
        measure_postgres(report, folder, scale)
    finally:
        remove(folder)
    write(report.as_markdown(), sys.stdout)
    for row in report.failures:
        write(f"Missed: {row.what} is {row.figure}; the goal is {row.goal or 'to measure it'}.", sys.stderr)
    return 1 if report.failures else 0


def write(text: str, stream: Any) -> None:
    stream.write(text + "\n")
    stream.flush()


def say(what: str) -> None:
    """What is being measured now, beside the table, and since when."""
    write(f"{time.monotonic() - BEGAN:4.0f} s  {what}", sys.stderr)


def measure_sqlite(report: Report, folder: Path, scale: int) -> None:
    island = Island(folder)
    say("a first start, on an empty folder")
    with island.serve() as server:
        report.note("`manage.py run` on an empty folder answers after", f"{server.seconds_to_answer:.1f} s")
        server.wait_until_idle()  # So that the demonstration has its pictures, which Lighthouse weighs.
    pages, few = measure_pages(report, island, "SQLite")
    measure_start(report, island)
    say("the server under load")
    with island.serve() as server:
        server.wait_until_idle()
        measure_load(report, island, pages)
        say("memory, while readers are all over the site")
        memory.measure_memory(report, island, server, pages["index"]["path"])
        say("stored pages")
        stored.measure_stored(report, island, {name: pages[name]["path"] for name in STORED})
        measure_weight(report, island.address + pages["article, 1 picture"]["path"])
        say("Lighthouse")
        lighthouse.measure_lighthouse(report, island)
    measure_submissions(report, island, "SQLite")
    measure_mails(report, island, "SQLite")
    measure_leads(report, island)
    measure_scale(report, island, "SQLite", scale, few)
    measure_moving(report, island, max(MANY_POSTS, scale))


def measure_postgres(report: Report, folder: Path, scale: int) -> None:
    """The pages once more, on the other database; the files are shared."""
    server = postgres.server()
    if server is None:
        report.missing("the pages on PostgreSQL", postgres.HOW_TO_GET_IT)
        return
    with postgres.temporary_database(server) as address:
        island = Island(folder, address)
        say("a database on PostgreSQL")
        island.manage("migrate", "-v0")
        island.manage("load_demo")
        _pages, few = measure_pages(report, island, "PostgreSQL")
        measure_search(report, island, MANY)
        measure_submissions(report, island, "PostgreSQL")
        measure_mails(report, island, "PostgreSQL")
        measure_scale(report, island, "PostgreSQL", scale, few)


def measure_pages(report: Report, island: Island, database: str) -> tuple[Pages, growth.Growth]:
    """The pages with few articles and with many; these, and how long pages take with few."""
    say(f"pages on {database} with {FEW} articles")
    seed(island, FEW)
    island.python("-m", "tests.bench.pages", "--prepare")
    few, first = ask_pages(island)
    grown_from = growth.ask(island)
    say(f"pages on {database} with {MANY:,} articles")
    seconds = seed(island, MANY - FEW, "--leads", str(LEADS))
    many, second = ask_pages(island)
    for name in few:
        report_queries(report, f"queries, {name}, {database}", few[name], many[name], has_goal=name in WITH_GOAL)
    for name in few:
        report.note(f"CPU, {name}, {database}", f"{few[name]['cpu']:.1f} → {many[name]['cpu']:.1f} ms")
    report.note(f"CPU, the yardstick, {database}", f"{first:.1f} → {second:.1f} ms")
    report.note(f"seeding, {database}", f"{(MANY - FEW) / seconds:.0f} articles/s, with {LEADS:,} leads")
    return many, grown_from


def seed(island: Island, articles: int, *options: str) -> float:
    return island.manage(
        "seed_content", "--articles", str(articles), "--authors", str(AUTHORS), *options, timeout=60 + articles
    )


def ask_pages(island: Island) -> tuple[Pages, float]:
    """What each page costs, and the yardstick of the same process."""
    answer = json.loads(island.python("-m", "tests.bench.pages", timeout=900)[0])
    return answer["pages"], answer["yardstick"]


def report_queries(report: Report, what: str, few: dict[str, Any], many: dict[str, Any], *, has_goal: bool) -> None:
    """`few → many`, with empty caches; in brackets what a warm process needs."""
    figure = f"{few['queries']} → {many['queries']} ({many['queries_warm']} warm), {many['repeated']} repeated"
    same = few["queries"] == many["queries"] and not few["repeated"] + many["repeated"]
    if has_goal:
        report.check(what, figure, f"≤ {MOST_QUERIES}, equal, 0", same and many["queries"] <= MOST_QUERIES)
    else:
        report.note(what, figure)


def measure_start(report: Report, island: Island) -> None:
    """The quickest of some starts, since a machine with other work to do delays each differently."""
    say("starts on a prepared folder")
    starts, firsts = [], []
    for number in range(STARTS):
        with island.serve() as server:
            starts.append(server.seconds_to_answer)
            began = time.perf_counter()
            memory.get(island.port, f"/search/?q=leader{number}")  # Which is never stored.
            firsts.append((time.perf_counter() - began) * 1000)
    report.at_most("`manage.py run` on a prepared folder answers after", min(starts), LONGEST_TO_ANSWER, "s")
    report.at_most("the first request after a start, a search", round(min(firsts)), LONGEST_FIRST, "ms")


def measure_load(report: Report, island: Island, pages: Pages) -> None:
    for connections in CONNECTIONS:
        reference = load.measure(f"{island.address}/healthz", connections, ASKED_OF_REFERENCE)
        report_load(report, "/healthz (the reference)", connections, reference, reference)
        for name in UNDER_LOAD:
            result = load.measure(island.address + pages[name]["path"], connections, ASKED)
            report_load(report, name, connections, result, reference)


def report_load(report: Report, name: str, connections: int, result: load.Load, reference: load.Load) -> None:
    what = f"load, {name}, {connections} connection{'s' if connections > 1 else ''}"
    figure = f"{result.per_second:,.0f}/s, p50 {result.median:.1f} ms, p99 {result.slowest_percent:.1f} ms"
    if result is not reference:
        figure += f", {result.per_second / reference.per_second:.3f} of the reference"
    report.check(what, figure, "no failure", not result.failures)


def measure_weight(report: Report, url: str) -> None:
    say("an article in the browser")
    weighed = weight.weigh(url)
    if weighed is None:
        report.missing("the weight of an article page", weight.HOW_TO_GET_IT)
        return
    loaded, read = weighed
    for kind in ("Document", "Stylesheet", "Font"):
        report.note(f"article, {kind.lower()}", f"{loaded.size[kind]:,} B")
    report.at_most("article, script", loaded.size["Script"], SCRIPT_BYTES, "B")
    report.at_most("article, all but pictures", loaded.without_pictures, PAGE_BYTES, "B")
    report.at_most("article, requests", len(loaded.requests), REQUESTS)
    report.note("article, requests when read to its end", f"{len(read.requests)}")
    report.check("article, hosts contacted", ", ".join(sorted(read.hosts)), "its own", len(read.hosts) == 1)


def measure_submissions(report: Report, island: Island, database: str) -> None:
    """Forms as readers send them, each stored with its consent and its mail; beside them the bare insert."""
    if not shutil.which("wrk"):
        report.missing(f"submissions, {database}", stored.HOW_TO_GET_WRK)
        return
    say(f"submissions on {database}")
    forms = json.loads(island.python("-m", "tests.bench.submissions")[0])
    address, bodies = island.address + forms["path"], forms["bodies"]
    with island.serve() as server:
        server.wait_until_idle()
        first = posting.post_each(address, SENDERS, SECONDS_TO_WARM_UP, bodies[:TO_WARM_UP])
        sent = posting.post_each(address, SENDERS, SECONDS_OF_FORMS, bodies[TO_WARM_UP:])
    outcome = json.loads(island.python("-m", "tests.bench.submissions", "--outcome")[0])
    figure = f"{sent.per_second:,.0f}/s, {sent.per_second / outcome['bare']:.2f} of {outcome['bare']:,.0f}/s"
    what = f"submissions over {SENDERS} connections, {database}"
    report.check(what, figure, f"≥ {LEAST_SUBMISSIONS}/s", sent.per_second >= LEAST_SUBMISSIONS)
    report.at_most(f"submissions, p99, {database}", sent.slowest_percent, LONGEST_SUBMISSION, "ms")
    report_stored(report, database, outcome["stored"], first, sent)


def report_stored(report: Report, database: str, stored: int, *parts: posting.Posted) -> None:
    """All that had a good answer, and at most what was under way when the time was over."""
    good, bad = sum(part.good for part in parts), sum(part.bad for part in parts)
    holds = not bad and good <= stored <= good + SENDERS * len(parts)
    figure = f"{stored:,}, {good:,} with a good answer, {bad:,} with a bad one"
    report.check(f"submissions stored, {database}", figure, "all", holds)


def measure_mails(report: Report, island: Island, database: str) -> None:
    """Personal mails into a sink, each noted; the bare loop of smtplib beside them tells what the machine can do."""
    say(f"mails on {database}")
    answer = json.loads(island.python("-m", "tests.bench.mails")[0])
    sent, bare = answer["sent"], answer["bare"]
    figure = f"{sent:,.0f}/s, {sent / bare:.2f} of {bare:,.0f}/s"
    report.check(f"mails over 2 connections, {database}", figure, f"≥ {LEAST_MAILS:,}/s", sent >= LEAST_MAILS)


def measure_leads(report: Report, island: Island) -> None:
    """Marketing's list and its exports, with few leads and with many; takes away those that there were."""
    say(f"the list of leads with {FEW_LEADS}")
    island.python("-m", "tests.bench.leads", "--clear")
    add_leads(island, FEW_LEADS)
    few = ask_leads(island)
    say(f"exports of {SOME_LEADS:,} leads")
    add_leads(island, SOME_LEADS - FEW_LEADS)
    some = {kind: ask_leads(island, kind) for kind in ("csv", "xlsx")}
    say(f"exports and the list of {MANY_LEADS:,} leads")
    add_leads(island, MANY_LEADS - SOME_LEADS)
    report_list(report, few, ask_leads(island))
    for kind, smaller in some.items():
        report_export(report, kind, smaller, ask_leads(island, kind))


def add_leads(island: Island, number: int) -> None:
    island.manage("seed_content", "--leads", str(number), timeout=60 + number / 100)


def ask_leads(island: Island, *arguments: str) -> dict[str, float]:
    answer: dict[str, float] = json.loads(island.python("-m", "tests.bench.leads", *arguments)[0])
    return answer


def report_list(report: Report, few: dict[str, float], many: dict[str, float]) -> None:
    for name in few:
        what, times = f"leads, {name}, {FEW_LEADS} → {MANY_LEADS:,}", many[name] / few[name]
        figure = f"{few[name]:.1f} → {many[name]:.1f} ms of CPU, {times:.2f} times"
        if name in QUICK_VIEWS:
            report.check(what, figure, f"≤ {MOST_TIMES} times", times <= MOST_TIMES)
        else:
            report.note(what, figure)


def report_export(report: Report, kind: str, some: dict[str, float], many: dict[str, float]) -> None:
    """How long, and how much more is held for many leads than for some."""
    name, mebibyte = kind.upper(), 1024**2
    report.note(f"{name} of {MANY_LEADS:,} leads", f"{many['seconds']:.1f} s, {many['bytes'] / mebibyte:.1f} MiB")
    figure = f"{some['held'] / mebibyte:.1f} → {many['held'] / mebibyte:.1f} MiB"
    goal = f"≤ {MOST_GROWTH} MiB more"
    holds = many["held"] - some["held"] <= MOST_GROWTH * mebibyte
    report.check(f"{name} of {SOME_LEADS:,} → {MANY_LEADS:,} leads, memory", figure, goal, holds)


def measure_moving(report: Report, island: Island, most: int) -> None:
    """The move from WordPress: what is held may not grow with the export."""
    some, many = (move(island, posts) for posts in (SOME_POSTS, most))
    mebibyte = 1024**2
    rate = most / many["seconds"]
    figure = f"{many['seconds'] / 60:.1f} min, {rate:.0f} posts/s, {many['bytes'] / mebibyte:.0f} MiB of XML"
    report.check(f"WordPress import of {most:,} posts", figure, "all", many["imported"] == most)
    what = f"WordPress import of {SOME_POSTS:,} → {most:,} posts, peak memory"
    held = f"{some['held'] / mebibyte:.0f} → {many['held'] / mebibyte:.0f} MiB"
    holds = many["held"] - some["held"] <= MOST_HELD_FOR_POSTS * mebibyte
    report.check(what, held, f"≤ {MOST_HELD_FOR_POSTS} MiB more", holds)


def move(island: Island, posts: int) -> dict[str, float]:
    say(f"an import of {posts:,} posts from WordPress")
    printed, _seconds = island.python("-m", "tests.bench.moving", str(posts), str(island.folder), timeout=600 + posts)
    answer: dict[str, float] = json.loads(printed)
    return answer


def measure_scale(report: Report, island: Island, database: str, articles: int, few: growth.Growth) -> None:
    if articles <= MANY:
        growth.compare(report, database, (FEW, few), (MANY, growth.ask(island)))
        return
    say(f"pages on {database} with {articles:,} articles")
    seconds = seed(island, articles - MANY)
    report.note(f"seeding to {articles:,}, {database}", f"{(articles - MANY) / seconds:.0f} articles/s")
    growth.compare(report, database, (FEW, few), (articles, growth.ask(island)))
    for name, page in ask_pages(island)[0].items():
        figure = f"{page['queries']} queries, {page['repeated']} repeated, {page['cpu']:.1f} ms"
        report.note(f"{name} at {articles:,}, {database}", figure)
    if database == "PostgreSQL":
        measure_search(report, island, articles)


def measure_search(report: Report, island: Island, articles: int) -> None:
    """Whole answers, one after the other. What has no goal of its own by then is to be within the longest."""
    say(f"the search on PostgreSQL with {articles:,} articles")
    goals = QUICK_SEARCHES if articles <= QUICK_UP_TO else {}
    for name, took in json.loads(island.python("-m", "tests.bench.search", timeout=900)[0]).items():
        goal = goals.get(name, LONGEST_SEARCH)
        figure = f"p50 {took['median']:.1f}, p95 {took['p95']:.1f} ms, of which the database {took['database']:.1f} ms"
        within = took["median"] if name in goals else took["p95"]
        of = "p50" if name in goals else "p95"
        report.check(f"search, {name}, at {articles:,}", figure, f"{of} ≤ {goal} ms", within <= goal)


if __name__ == "__main__":
    sys.exit(main())
