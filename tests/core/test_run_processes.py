"""The processes of `manage.py run`: how they live and end."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from core.management.commands import run
from core.management.commands.run import Processes
from tests.core.test_run_command import unused_port


@pytest.fixture
def own_signals():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def processes(own_signals):
    started = []

    def make(*code: str) -> Processes:
        found = Processes({str(number): [sys.executable, "-c", line] for number, line in enumerate(code)})
        started.append(found)
        return found

    yield make
    for found in started:
        for process in found.running.values():
            if process.poll() is None:
                process.kill()
                process.wait()


SLEEP = "import time; time.sleep(60)"


def watched(found: Processes) -> threading.Thread:
    def watch() -> None:
        found.watch()
        found.end()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def until(condition, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_all_processes_are_started_and_a_signal_stops_them(processes, number):
    """SIGHUP is what a closed terminal sends; the processes do not get it themselves."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # Whoever runs the tests may have it ignored.
    found = processes(SLEEP, SLEEP)
    found.start()
    assert all(process.poll() is None for process in found.running.values())
    thread = watched(found)
    os.kill(os.getpid(), number)
    thread.join(timeout=15)
    assert not thread.is_alive()
    assert all(process.poll() is not None for process in found.running.values())


def test_a_run_that_shall_outlive_its_terminal_does(processes):
    """`nohup` says so by having the signal ignored."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    found = processes(SLEEP)
    found.start()
    os.kill(os.getpid(), signal.SIGHUP)
    assert not found.stopping


def test_a_process_that_ends_is_started_again_and_said(processes, capfd):
    found = processes("raise SystemExit(3)")
    found.start()
    first = found.running["0"].pid
    thread = watched(found)
    assert until(lambda: found.running["0"].pid != first)
    found.stop(signal.SIGTERM, None)
    thread.join(timeout=15)
    assert "ended with 3; starting it again" in capfd.readouterr().err


def test_a_process_that_ends_because_it_was_told_to_is_not_started_again(processes):
    found = processes(SLEEP)
    found.start()
    first = found.running["0"].pid
    thread = watched(found)
    found.stop(signal.SIGTERM, None)
    thread.join(timeout=15)
    assert found.running["0"].pid == first


def test_a_process_that_does_not_listen_is_killed_in_the_end(processes, monkeypatch):
    monkeypatch.setattr(run, "LONGEST_END", 0.2)
    found = processes(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready'); time.sleep(60)"
    )
    found.start()
    time.sleep(1)
    found.end()
    assert found.running["0"].wait(15) == -signal.SIGKILL


def test_a_child_finds_the_project_whatever_the_environment_says(processes, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    out = tmp_path / "out"
    found = processes(f"import os, config.env; open({str(out)!r}, 'w').write(os.getcwd())")
    found.start()
    assert found.running["0"].wait(30) == 0
    assert (Path(out.read_text()) / "manage.py").exists()


def test_it_waits_no_longer_once_it_is_told_to_stop(own_signals):
    """Whoever has mistyped something does not want to wait for a minute."""
    found = Processes({})
    found.start()
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    began = time.monotonic()
    assert run.wait_until_answering("127.0.0.1", unused_port(), found) is False
    assert time.monotonic() - began < run.LONGEST_START / 4
