"""The processes of `manage.py run`: how they live and end."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db.utils import ConnectionHandler

from config import env
from core.management.commands import run
from core.management.commands.run import Processes
from tests.bench import postgres
from tests.bench.processes import read
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

    def make(*works: Callable[[], None]) -> Processes:
        found = Processes({str(number): work for number, work in enumerate(works)})
        started.append(found)
        return found

    yield make
    for found in started:
        for process in found.running.values():
            process.kill()
            process.join()


SLEEP = partial(time.sleep, 60)


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
    assert all(process.is_alive() for process in found.running.values())
    thread = watched(found)
    os.kill(os.getpid(), number)
    thread.join(timeout=15)
    assert not thread.is_alive()
    assert all(process.exitcode is not None for process in found.running.values())


def test_a_run_that_shall_outlive_its_terminal_does(processes):
    """`nohup` says so by having the signal ignored."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    found = processes(SLEEP)
    found.start()
    os.kill(os.getpid(), signal.SIGHUP)
    assert not found.stopping


def test_a_process_that_ends_is_started_again_and_said(processes, capfd):
    found = processes(partial(sys.exit, 3))
    found.start()
    first = found.running["0"].pid
    thread = watched(found)
    assert until(lambda: found.running["0"].pid != first)
    found.stop(signal.SIGTERM, None)
    thread.join(timeout=15)
    assert "ended with 3; starting it again" in capfd.readouterr().err


def test_nothing_is_left_of_a_process_that_is_started_again(processes, tmp_path):
    def divided() -> None:
        if not (tmp_path / "pid").exists():
            child = multiprocessing.Process(target=SLEEP)
            child.start()
            (tmp_path / "pid").write_text(str(child.pid))
            os.kill(os.getpid(), signal.SIGKILL)
        SLEEP()

    found = processes(divided)
    found.start()
    thread = watched(found)
    assert until((tmp_path / "pid").exists)
    left = int((tmp_path / "pid").read_text())
    assert until(lambda: not read(left))
    found.stop(signal.SIGTERM, None)
    thread.join(timeout=15)


def test_a_process_that_ends_because_it_was_told_to_is_not_started_again(processes):
    found = processes(SLEEP)
    found.start()
    first = found.running["0"].pid
    thread = watched(found)
    found.stop(signal.SIGTERM, None)
    thread.join(timeout=15)
    assert found.running["0"].pid == first


def test_a_process_that_does_not_listen_is_killed_in_the_end(processes, monkeypatch, tmp_path):
    def stubborn() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        (tmp_path / "ready").touch()
        time.sleep(60)

    monkeypatch.setattr(run, "LONGEST_END", 0.2)
    found = processes(stubborn)
    found.start()
    assert until((tmp_path / "ready").exists)
    found.end()
    assert found.running["0"].exitcode == -signal.SIGKILL


def test_a_child_stands_apart_in_the_project_and_hears_signals_as_any_program_does(processes, monkeypatch, tmp_path):
    def tell() -> None:
        heard = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
        said = f"{Path.cwd()} {os.getsid(0) == os.getpid()} {set(heard) == {signal.SIG_DFL}}"
        (tmp_path / "out").write_text(said)

    monkeypatch.chdir(tmp_path)
    found = processes(tell)
    found.start()
    found.running["0"].join(30)
    assert (tmp_path / "out").read_text() == f"{settings.BASE_DIR} True True"


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux says what is shared.")
def test_a_child_shares_what_its_parent_has_loaded(processes, tmp_path):
    def tell() -> None:
        lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
        sizes = {line.split()[0]: int(line.split()[1]) for line in lines[1:]}
        (tmp_path / "out").write_text(str(sizes["Pss:"] / sizes["Rss:"]))

    found = processes(tell)
    found.start()
    found.running["0"].join(30)
    assert float((tmp_path / "out").read_text()) < 0.8


@pytest.mark.django_db
def test_processes_share_no_connection_to_the_database(monkeypatch):
    """A pool keeps a connection open that was closed: divided, its processes would read each other's answers."""
    parameters = postgres.server()
    if parameters is None:
        pytest.skip(postgres.HOW_TO_GET_IT)
    monkeypatch.setenv("DATABASE_URL", postgres.address(parameters, "postgres"))
    handler = ConnectionHandler({"default": env.database("DATABASE_URL", "")})
    monkeypatch.setattr(run, "connections", handler)
    monkeypatch.setattr(type(handler["default"]), "_connection_pools", {})
    with handler["default"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (ours,) = cursor.fetchone()
    run.let_go_of_databases()
    with psycopg.connect(**parameters, autocommit=True) as other:  # In a transaction each look is as the first one.
        found = "SELECT FROM pg_stat_activity WHERE pid = %s"
        assert until(lambda: not other.execute(found, [ours]).fetchall())


def test_it_waits_no_longer_once_it_is_told_to_stop(own_signals):
    """Whoever has mistyped something does not want to wait for a minute."""
    found = Processes({})
    found.start()
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    began = time.monotonic()
    assert run.wait_until_answering("127.0.0.1", unused_port(), found) is False
    assert time.monotonic() - began < run.LONGEST_START / 4
