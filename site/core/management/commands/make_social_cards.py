from typing import Any

from django.core.management.base import BaseCommand

from core.cards import every_page, make_card


class Command(BaseCommand):
    help = (
        "Draws the cards for shared links of all published pages where what they show has changed: after the site got "
        "another name, or content came in bulk. Safe to repeat, and to stop at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        drawn = sum(make_card(page_id) for page_id in every_page())
        self.stdout.write(f"Drawn: {drawn}")
