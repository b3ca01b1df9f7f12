from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from articles.wordpress.importer import Importer
from articles.wordpress.report import Report
from articles.wordpress.runs import names_of, run_here
from articles.wordpress.stream import ImportRefusedError
from core.progress import Progress


class Command(BaseCommand):
    help = (
        "Imports a WordPress export (WXR): articles, pages, authors, topics, tags, series, pictures, files, comments "
        "and redirects. Safe to repeat, and to go on with after it was broken off."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file that WordPress wrote (Tools > Export)")
        parser.add_argument(
            "--uploads",
            type=Path,
            help="a copy of wp-content/uploads, to take pictures and files from; without it they are fetched",
        )
        parser.add_argument(
            "--authors-from-categories",
            default="",
            metavar="NAMES",
            help="categories, separated by commas, that are names of authors; they do not become topics",
        )
        parser.add_argument("--dry-run", action="store_true", help="change nothing, and say what would happen")

    def handle(self, *args: Any, **options: Any) -> None:
        self.progress: Progress | None = None
        try:
            report = self.import_file(
                options["file"], options["uploads"], options["authors_from_categories"], options["dry_run"]
            )
        except ImportRefusedError as refusal:
            raise CommandError(f"{refusal}. Nothing was changed.") from refusal
        for line in report.lines():
            self.stdout.write(line)

    def import_file(self, file: Path, uploads: Path | None, categories: str, dry_run: bool) -> Report:
        if not dry_run:
            return run_here(file, uploads, categories, self.follow)
        importer = Importer(file, uploads, names_of(categories), dry_run=True)
        for number, _step in enumerate(importer.steps(), start=1):
            self.follow(number, importer.report.expected)
        return importer.report

    def follow(self, done: int, total: int) -> None:
        """Says on the error stream how far it is: what the command prints stays the report alone."""
        if total:
            self.progress = self.progress or Progress("items", total, OutputWrapper(cast("TextIO", self.stderr._out)))
            self.progress.reach(done)
