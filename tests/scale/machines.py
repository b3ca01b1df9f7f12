"""The site on several machines: each process with a folder of its own, all on one database, Redis and bucket."""

import itertools
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, build_opener

from tests.bench.island import KEPT_FROM_OUTSIDE, LONGEST_START, ROOT, free_port
from tests.bench.processes import descendants, end_remaining, read
from tests.chaos.readers import AsItComes

HOST = "island.example"
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "tests.scale.settings",
    "SECRET_KEY": "".join(map(chr, range(48, 123))),
    "ALLOWED_HOSTS": f"{HOST},127.0.0.1",
    "BASE_URL": f"http://{HOST}",
    "DEFAULT_FROM_EMAIL": "Leaders Island <hello@island.example>",
    "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}",
    "PYTHONUNBUFFERED": "1",
}


class Machine:
    """One process of ours and what it starts, in a folder that no other has."""

    def __init__(self, folder: Path, environment: dict[str, str], command: list[str]) -> None:
        folder.mkdir()
        own = {name: os.environ[name] for name in KEPT_FROM_OUTSIDE if name in os.environ}
        own |= {**PRODUCTION, **environment, "DATA_DIR": str(folder)}
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=own, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        self.port = 0

    def kill(self) -> None:
        """All at once, as when the machine is switched off."""
        below = descendants(self.process.pid)
        own = read(self.process.pid)
        end_remaining([*([own] if own else []), *below])
        self.process.wait()

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]


def web(folder: Path, environment: dict[str, str]) -> Machine:
    port = free_port()
    granian = str(Path(sys.executable).with_name("granian"))
    command = [granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    machine = Machine(folder, environment, [*command, "--blocking-threads", "2", "--no-ws", "config.wsgi:application"])
    machine.port = port
    return machine


def worker(folder: Path, environment: dict[str, str]) -> Machine:
    return Machine(folder, environment, [sys.executable, "manage.py", "run_worker"])


class Balancer:
    """What stands in front: each request to the next machine, and to another one if that does not answer.

    A form is sent once only, unless nobody took the connection, as nginx does it.
    """

    def __init__(self, machines: list[Machine]) -> None:
        self.machines, self.turns = machines, itertools.count()
        self.opener = build_opener(AsItComes)

    def open(self, request: str | Request, timeout: float = 10) -> Any:
        request = request if isinstance(request, Request) else Request(request)
        first = next(self.turns)
        for number in range(len(self.machines)):
            machine = self.machines[(first + number) % len(self.machines)]
            asked = urlsplit(request.full_url)._replace(scheme="http", netloc=f"127.0.0.1:{machine.port}")
            headers = {**request.headers, "Host": HOST}
            there = Request(asked.geturl(), request.data, headers)
            try:
                return self.opener.open(there, timeout=timeout)
            except (URLError, OSError) as error:
                last = error
                refused = isinstance(getattr(error, "reason", error), ConnectionRefusedError)
                if request.data and not refused:
                    raise
        raise last

    def wait_until_answering(self) -> None:
        until = time.monotonic() + LONGEST_START
        waiting = list(self.machines)
        while waiting and time.monotonic() < until:
            with suppress(URLError, OSError, HTTPError):
                self.opener.open(f"http://127.0.0.1:{waiting[0].port}/healthz", timeout=2)
                waiting.pop(0)
                continue
            assert waiting[0].process.poll() is None, waiting[0].said()
            time.sleep(0.05)
        assert not waiting, waiting[0].said()
