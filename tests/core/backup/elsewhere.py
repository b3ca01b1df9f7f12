"""Run within a site on another kind of database: `FROM TO` restores the one backup, says as JSON how many rows each
table has then, and makes the other."""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from tests.core.backup.commands import backup, counts, restore  # noqa: E402

call_command("migrate", interactive=False, verbosity=0)
restore(Path(sys.argv[1]))
sys.stdout.write(json.dumps(counts()) + "\n")
backup(Path(sys.argv[2]))
