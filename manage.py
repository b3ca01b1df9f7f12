#!/usr/bin/env python
"""Django's command line for Leaders Island."""

import os
import sys
from pathlib import Path


def main() -> None:
    # site/ is an import root, not a package: it holds `config` and `core`.
    sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
