import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.backup.errors import BackupError
from core.backup.making import make


class Command(BaseCommand):
    help = (
        "Writes database, media and private files into one file, encrypted if BACKUP_PASSPHRASE is set, and reads it "
        "through once. The site may run meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The file to be written; it must not exist yet.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        passphrase = os.environ.get("BACKUP_PASSPHRASE", "")
        try:
            made = make(file, passphrase)
        except BackupError as error:
            raise CommandError(str(error)) from error
        how = "encrypted" if passphrase else "NOT encrypted"
        self.stdout.write(f"{file}: {sum(made.rows.values())} rows and {made.files} files, {how}.")
        if made.missing:
            some = ", ".join(made.missing[:3])
            self.stderr.write(f"{len(made.missing)} files are named in the database and were not there: {some}.")
