"""What Lighthouse says of the demonstration's pages on a phone over simulated slow 4G; all it asks is this machine."""

import json
import os
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

from tests.bench import weight
from tests.bench.island import ROOT, Island
from tests.bench.report import Report

VERSION = "12.8.2"  # The last that runs on Node 20.
KEPT_IN = ROOT / "var" / "lighthouse"
HOW_TO_GET_NODE = "node and npm are missing (apt-get install nodejs npm)"
PAGES = {
    "home": "/",
    "article": "/articles/zofia-swiecicka/what-to-hand-over-first/",
    "author": "/articles/zofia-swiecicka/",
    "landing page": "/lead-better/",
    "guidebook": "/guidebooks/10-principles-of-an-effective-manager/",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
OWN_HOST_ONLY = "--host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'"
TRIES = 5
MOST_SHIFT, LONGEST_PAINT = 0.1, 1.2


class NotRecordedError(RuntimeError):
    """A browser on a busy machine has begun before its trace."""


@dataclass(frozen=True)
class Verdict:
    scores: tuple[int, ...]  # Of a hundred each, in the order of CATEGORIES.
    paint: float  # Seconds until the largest content is there.
    shift: float
    lost: tuple[str, ...]  # The audits that cost points.

    @property
    def is_full(self) -> bool:
        return set(self.scores) == {100}


def read(said: dict[str, Any]) -> Verdict:
    """Out of a report in JSON. https://github.com/GoogleChrome/lighthouse/blob/main/docs/understanding-results.md"""
    audits, categories = said["audits"], [said["categories"][name] for name in CATEGORIES]
    if problem := said.get("runtimeError"):
        kind = NotRecordedError if problem.get("code") == "NO_NAVSTART" else RuntimeError
        raise kind(f"Lighthouse could not read {said['requestedUrl']}: {problem['message']}")
    weighty = [part["id"] for category in categories for part in category["auditRefs"] if part["weight"]]
    return Verdict(
        tuple(round(100 * category["score"]) for category in categories),
        audits["largest-contentful-paint"]["numericValue"] / 1000,
        audits["cumulative-layout-shift"]["numericValue"],
        tuple(name for name in weighty if audits[name]["score"] is not None and audits[name]["score"] < 0.9),
    )


def program() -> Path | str:
    """Lighthouse, fetched by npm when it is first wanted; else a sentence on what is missing."""
    script = KEPT_IN / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not (shutil.which("node") and shutil.which("npm")):
        return HOW_TO_GET_NODE
    if not script.exists():
        wanted = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(KEPT_IN), f"lighthouse@{VERSION}"]
        done = subprocess.run(["npm", "install", *wanted], capture_output=True, text=True, check=False)
        if done.returncode:
            return f"npm could not fetch Lighthouse ({done.stderr.strip().splitlines()[-1]})"
    return script


def look_at(script: Path, browser: str, url: str) -> Verdict:
    flags = " ".join(["--headless=new", *weight.ARGUMENTS, OWN_HOST_ONLY])
    with TemporaryDirectory() as folder:
        # A file, since it ends before all of a long report has gone through a pipe.
        said = Path(folder) / "report.json"
        options = ["--output=json", f"--output-path={said}", "--quiet", "--no-enable-error-reporting"]
        done = subprocess.run(
            ["node", str(script), url, *options, f"--chrome-flags={flags}"],
            env={**os.environ, "CHROME_PATH": browser},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if not said.exists():
            raise RuntimeError(f"Lighthouse said nothing of {url}:\n{done.stderr[-2000:]}")
        return read(json.loads(said.read_text()))


def measure_lighthouse(report: Report, island: Island) -> None:
    """Rows for each page; the site must be running. The best of some tries, since other work costs points for speed."""
    script = program()
    with sync_playwright() as playwright:
        browser = weight.chromium(playwright)
    if isinstance(script, str) or browser is None:
        report.missing("Lighthouse", script if isinstance(script, str) else weight.HOW_TO_GET_IT)
        return
    for name, path in PAGES.items():
        urlopen(island.address + path, timeout=60).close()  # Stored from now on, as for every reader but the first.
        verdicts: list[Verdict] = []
        for _ in range(TRIES):
            with suppress(NotRecordedError):
                verdicts.append(look_at(script, browser, island.address + path))
            if any(verdict.is_full and verdict.paint <= LONGEST_PAINT for verdict in verdicts):
                break
        if verdicts:
            add_rows(report, name, max(verdicts, key=lambda verdict: (verdict.scores, -verdict.paint)))
        else:
            report.missing(f"Lighthouse, {name}", f"its trace was not recorded in {TRIES} tries")


def add_rows(report: Report, name: str, verdict: Verdict) -> None:
    figure = ", ".join(map(str, verdict.scores)) + (f" (for {', '.join(verdict.lost)})" if verdict.lost else "")
    report.check(f"Lighthouse, {name}: {', '.join(CATEGORIES)}", figure, "100 each", verdict.is_full)
    report.at_most(f"Lighthouse, {name}: layout shift", verdict.shift, MOST_SHIFT)
    report.at_most(f"Lighthouse, {name}: largest paint, slow 4G", verdict.paint, LONGEST_PAINT, "s")
