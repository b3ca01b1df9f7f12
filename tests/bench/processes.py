"""What Linux says of processes. Elsewhere there is nothing to be had: no children, no memory."""

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Process:
    """A process for certain: its number may be given to another one, its number and start may not."""

    pid: int
    started: str
    command: str

    @property
    def lives(self) -> bool:
        return read(self.pid) == self

    @property
    def seconds(self) -> float:
        """What it has had of the processors so far."""
        with suppress(OSError):
            fields = (PROC / str(self.pid) / "stat").read_text().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / TICKS
        return 0.0

    @property
    def memory(self) -> int:
        """Its proportional share of memory in bytes: what is shared with others is counted once in all."""
        with suppress(OSError):
            for line in (PROC / str(self.pid) / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
        return 0


def read(pid: int) -> Process | None:
    with suppress(OSError):
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        command = (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return None if fields[0] == "Z" else Process(pid, fields[19], command)
    return None


def parents() -> dict[int, int]:
    """The parent of every process."""
    found = {}
    for entry in PROC.glob("[0-9]*"):
        with suppress(OSError):
            found[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    return found


def children(pid: int) -> list[Process]:
    own = sorted(child for child, parent in parents().items() if parent == pid)
    return [process for process in map(read, own) if process]


def descendants(pid: int) -> list[Process]:
    """The children of a process, and theirs."""
    parent_of, found, generation = parents(), [], {pid}
    while generation:
        generation = {child for child, parent in parent_of.items() if parent in generation}
        found += [process for process in map(read, sorted(generation)) if process]
    return found


def parts(pid: int) -> dict[str, Process]:
    """The children of `manage.py run`: the web server has processes of its own, the worker has none."""
    return {("web server" if descendants(child.pid) else "worker"): child for child in children(pid)}


def end_remaining(processes: list[Process]) -> None:
    """Ends those of the given processes that still live, and no other."""
    for process in processes:
        if process.lives:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
