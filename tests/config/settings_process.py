"""Settings are read once a process, so each of these tests starts one."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OURS = {
    "ALLOWED_HOSTS",
    "BASE_URL",
    "DATABASE_REPLICA_URL",
    "DATABASE_URL",
    "DEFAULT_FROM_EMAIL",
    "DJANGO_SETTINGS_MODULE",
    "EMAIL_URL",
    "HOST",
    "LOG_FORMAT",
    "METRICS_TOKEN",
    "PORT",
    "REDIS_URL",
    "REQUIRE_TWO_FACTOR",
    "S3_BUCKET",
    "S3_ENDPOINT_URL",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "SENTRY_DSN",
    "STAGING",
    "TRUSTED_PROXIES",
    "DEBUG",
}
READ = """
import importlib, json, sys
module = importlib.import_module(sys.argv[1])
print(json.dumps({name: getattr(module, name, None) for name in sys.argv[2:]}, default=str))
"""


def environment(data_dir: Path, **variables: str) -> dict[str, str]:
    """This process's environment without any variable that the settings read, then with the given ones."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**kept, "PYTHONPATH": str(ROOT / "site"), "DATA_DIR": str(data_dir), **variables}


def start(module: str, names: list[str], data_dir: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", READ, module, *names]
    return subprocess.run(
        command, cwd=ROOT, env=environment(data_dir, **variables), capture_output=True, text=True, check=False
    )


def read(module: str, names: list[str], data_dir: Path, **variables: str) -> dict[str, Any]:
    """The values that settings have in a fresh process with just these variables."""
    process = start(module, names, data_dir, **variables)
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)
