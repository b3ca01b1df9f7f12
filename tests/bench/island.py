"""A site of its own for the benchmarks: its data in a temporary folder, its server on a free port of this machine."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from tests.bench.processes import Process, descendants, end_remaining

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START = 300.0
LONGEST_STOP = 30.0
LONGEST_WORK = 1800.0
IDLE = 0.2  # Seconds of the processors within two.
KEPT_FROM_OUTSIDE = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Island:
    """The site, as `manage.py` knows it. Nothing of the machine's own settings reaches it."""

    folder: Path
    database_url: str = ""
    port: int = field(default_factory=free_port)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}",
        }
        return {**{name: os.environ[name] for name in KEPT_FROM_OUTSIDE if name in os.environ}, **own}

    def manage(self, *arguments: str, timeout: float = 300) -> float:
        """Runs a command to its end; the seconds it took."""
        return self.python("manage.py", *arguments, timeout=timeout)[1]

    def python(self, *arguments: str, timeout: float = 300) -> tuple[str, float]:
        """Runs Python within the site; what it printed, and the seconds it took. Raises with its last words."""
        command, began = [sys.executable, *arguments], time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=self.environment, timeout=timeout, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
        return done.stdout, time.monotonic() - began

    def serve(self) -> "Server":
        return Server(self)


class Server:
    """`manage.py run`, from its start until it is stopped. Use it in a `with` statement."""

    def __init__(self, island: Island) -> None:
        self.island = island
        self.seconds_to_answer = 0.0
        self.children: list[Process] = []

    def __enter__(self) -> "Server":
        began = time.monotonic()
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=ROOT,
            env=self.island.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            self.wait_until_answering(began + LONGEST_START)
        except BaseException:
            self.__exit__()
            raise
        self.seconds_to_answer = time.monotonic() - began
        return self

    def wait_until_answering(self, until: float) -> None:
        while time.monotonic() < until:
            self.children = self.processes
            if self.process.poll() is not None:
                break
            try:
                with urlopen(f"{self.island.address}/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (URLError, OSError):
                time.sleep(0.02)
        self.log.seek(0)
        raise RuntimeError(f"`manage.py run` did not answer:\n{self.log.read().decode(errors='replace')[-2000:]}")

    def wait_until_idle(self) -> None:
        """Until every process has started, and the worker has done what seeding left it: pictures, cards, the index."""
        until, before = time.monotonic() + LONGEST_WORK, -1.0
        while time.monotonic() < until:
            spent = sum(process.seconds for process in self.processes)
            if spent - before < IDLE:
                return
            before = spent
            time.sleep(2)
        raise RuntimeError("The server does not come to rest.")

    @property
    def processes(self) -> list[Process]:
        """It and everything below it, as of now."""
        return descendants(self.process.pid)

    def __exit__(self, *exception: Any) -> None:
        """Stops it as Ctrl-C would, and then whatever of its own is left."""
        self.children = self.processes or self.children
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(LONGEST_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        end_remaining(self.children)
        self.log.close()


def new_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="leadersisland-bench-"))


def remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
