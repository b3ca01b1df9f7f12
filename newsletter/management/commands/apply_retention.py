from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from newsletter import retention


class Command(BaseCommand):
    help = "Removes personal data whose time has come, as the worker does once a day; --dry-run only counts it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what would go, and remove nothing.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        for name, count in retention.run(dry=dry_run).counts.items():
            self.stdout.write(f"{name}: {count}")
