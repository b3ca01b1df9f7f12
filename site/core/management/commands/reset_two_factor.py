from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.models import User
from core.two_factor import remove


class Command(BaseCommand):
    """For the administrator who has lost both app and recovery codes, and whom no other can help."""

    help = "Takes the second factor from a user, who then signs in with the password alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if not user:
            raise CommandError("There is no such user.")
        remove(user, by=None)
        self.stdout.write("Done.")
