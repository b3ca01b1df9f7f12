from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.wordpress.importer import Importer
from articles.wordpress.stream import ImportRefusedError


class Command(BaseCommand):
    help = "Imports a WordPress export (WXR): articles, authors, topics, tags, pictures and redirects. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file that WordPress wrote (Tools > Export)")
        parser.add_argument("--uploads", type=Path, help="a copy of wp-content/uploads, to take pictures from")
        parser.add_argument(
            "--authors-from-categories",
            default="",
            metavar="NAMES",
            help="categories, separated by commas, that are names of authors; they do not become topics",
        )
        parser.add_argument("--dry-run", action="store_true", help="change nothing, and say what would happen")

    def handle(self, *args: Any, **options: Any) -> None:
        names = [name.strip() for name in options["authors_from_categories"].split(",")]
        try:
            importer = Importer(
                options["file"], options["uploads"], [name for name in names if name], options["dry_run"]
            )
            report = importer.run()
        except ImportRefusedError as refusal:
            raise CommandError(f"{refusal}. Nothing was changed.") from refusal
        self.stdout.write(report.render())
