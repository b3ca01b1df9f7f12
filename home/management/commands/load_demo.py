from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.page_store import tags
from core.page_store.clearing import clear
from home.demo.loader import DemoLoader, is_empty, was_offered


class Command(BaseCommand):
    help = "Loads the demo content into an empty tree."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="Do nothing, and say nothing, when there is content or the demo was loaded before.",
        )

    def handle(self, *args: Any, if_empty: bool, **options: Any) -> None:
        if if_empty and (was_offered() or not is_empty()):
            return
        if not is_empty():
            raise CommandError("The tree is not empty: the demo content is only loaded into a new site.")
        self.stdout.write("Loading the demo content …")
        DemoLoader().load()
        clear(tags.EVERYTHING)  # Its dates are set without a signal.
        self.stdout.write("The demo content is loaded.")
