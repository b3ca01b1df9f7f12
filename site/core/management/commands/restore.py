import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.backup.errors import BackupError
from core.backup.making import keys
from core.backup.restoring import check, restore


class Command(BaseCommand):
    help = (
        "Replaces all that the database holds by a backup, and puts back its files. A file that is damaged, of another "
        "version, or encrypted with another passphrase (BACKUP_PASSPHRASE) changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="A file that `backup` has written.")
        parser.add_argument("--no-input", action="store_true", help="Do not ask.")

    def handle(self, *args: Any, file: Path, no_input: bool, **options: Any) -> None:
        passphrase = os.environ.get("BACKUP_PASSPHRASE", "")
        try:
            head = check(file, passphrase)
            of = f"the backup of {head['site']} that was made at {head['made_at']}"
            if not no_input and input(f"Replace everything here by {of}? Type 'yes': ") != "yes":
                raise CommandError("Nothing was changed.")
            rows, files = restore(file, passphrase)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored {of}: {rows} rows and {files} files. Everybody has to sign in again.")
        if not set(head["keys"]) <= set(keys()):
            self.stderr.write(
                "The backup was made under another SECRET_KEY. Add that one to SECRET_KEY_FALLBACKS: without it, links "
                "in mails that are out no longer work, and the marks of those who left are not recognised."
            )
