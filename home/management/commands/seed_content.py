from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.models import ArticleIndexPage
from core import sql
from core.page_store import tags
from core.page_store.clearing import clear
from core.progress import Progress
from home.seeding import seed_articles, seed_leads

MAXIMUM = 1_000_000  # Of each, in one run: the tree's paths hold 1.6 million children below one page.


class Command(BaseCommand):
    help = (
        "Adds valid content in bulk, for measuring: real pages, searchable, in the tree, with pictures shared, and "
        "people who left an address. May be run again to add more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--articles", type=int, default=0, help="How many articles to add, below the new authors.")
        parser.add_argument("--authors", type=int, default=0, help="How many author profiles to add.")
        parser.add_argument("--leads", type=int, default=0, help="How many people who left an address to add.")
        parser.add_argument("--seed", type=int, default=1, help="The same number gives the same content (default 1).")

    def handle(self, *args: Any, articles: int, authors: int, leads: int, seed: int, **options: Any) -> None:
        if complaint := fault(articles=articles, authors=authors, leads=leads):
            raise CommandError(complaint)
        if authors:
            self.follow(f"articles by {authors:,} authors", articles, seed_articles(articles, authors, seed))
        if leads:
            self.follow("leads", leads, seed_leads(leads, seed))
        sql.count_rows()
        clear(tags.EVERYTHING)  # Nothing of this is told by signals.

    def follow(self, what: str, total: int, steps: Iterator[int]) -> None:
        """Goes through the steps, saying how far they are."""
        progress = Progress(what, total, self.stdout)
        for size in steps:
            progress.add(size)


def fault(**numbers: int) -> str:
    """What is wrong with the numbers, in one sentence, or nothing."""
    for name, number in numbers.items():
        if not 0 <= number <= MAXIMUM:
            return f"--{name} must be between 0 and {MAXIMUM:,}; it is {number:,}."
    if not any(numbers.values()):
        return "There is nothing to do: give --articles with --authors, or --leads."
    if numbers["articles"] and not numbers["authors"]:
        return "Articles stand below authors: give --authors of at least 1."
    if numbers["authors"] and not ArticleIndexPage.objects.exists():
        return "There is no article index to put authors below."
    return ""
