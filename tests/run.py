"""The whole suite, as `make test` runs it: on SQLite, in a browser, and once more on PostgreSQL and Redis.

What is not found is said in plain words; with REQUIRE_ALL=1 it is a failure. The last line counts all parts together.
"""

import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import psycopg
import redis

ROOT = Path(__file__).resolve().parents[1]
WORKERS = os.environ.get("WORKERS", "2")
POSTGRES = (
    os.environ.get("TEST_DATABASE_URL", ""),
    "postgres://postgres@127.0.0.1:5432/postgres",
    "postgres://postgres:postgres@127.0.0.1:5432/postgres",
)
# A whole file to one process, so that what its tests share is made once; as they come, or the longest might be last.
EVERYTHING = ["-n", WORKERS, "--dist=loadfile", "--no-loadscope-reorder", "-m", "not e2e and not slow"]
REDIS = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379/0"
HOW_TO_GET = {
    "PostgreSQL": "PostgreSQL does not answer. To get it on Debian and Ubuntu: apt-get install postgresql; "
    "then name it, if need be: TEST_DATABASE_URL=postgres://user:password@127.0.0.1:5432/postgres make test",
    "Redis": "Redis does not answer. To get it on Debian and Ubuntu: apt-get install redis-server; "
    "then name it, if need be: TEST_REDIS_URL=redis://127.0.0.1:6379/0 make test",
}


def main() -> int:
    counts: Counter[str] = Counter()
    counts += part("on SQLite", EVERYTHING, {})
    counts += part("in a browser", ["-n", WORKERS, "-m", "e2e", "tests/e2e"], {})
    missing = []
    postgres, answers = next(filter(reaches_postgres, POSTGRES), ""), reaches_redis(REDIS)
    if postgres:
        services = {"DATABASE_URL": postgres, **({"REDIS_URL": REDIS} if answers else {})}
        where = "on PostgreSQL" + (" and Redis" if answers else "")
        counts += part(where, [*EVERYTHING, "--create-db"], services)
    else:
        missing.append("PostgreSQL")
    if not answers:
        missing.append("Redis")
    for name in missing:
        say(HOW_TO_GET[name])
    if missing and os.environ.get("REQUIRE_ALL") == "1":
        counts["failed"] += len(missing)
    say(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    return 1 if counts["failed"] or not counts["passed"] else 0


def part(name: str, arguments: list[str], environment: dict[str, str]) -> Counter[str]:
    """Runs pytest once and counts what it reports; a run that ends without a report is one failure."""
    say(f"\nThe suite {name}:")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", f"--junitxml={report}", *arguments]
        code = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode
        if not report.exists():
            return Counter(failed=1)
        suite = ElementTree.parse(report).getroot()[0]
    failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    skipped = int(suite.get("skipped", 0))
    passed = int(suite.get("tests", 0)) - failed - skipped
    return Counter(passed=passed, skipped=skipped, failed=failed or (1 if code else 0))


def reaches_postgres(address: str) -> bool:
    if not address:
        return False
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def reaches_redis(address: str) -> bool:
    try:
        return bool(redis.Redis.from_url(address, socket_connect_timeout=3).ping())
    except redis.RedisError:
        return False


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
