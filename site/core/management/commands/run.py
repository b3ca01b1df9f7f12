import multiprocessing
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import django
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import translation

from core import metrics
from core.memory import hold_little, settle
from core.page_store.clearing import own_store
from core.signal_handlers import set_site_address
from core.static_stamp import collect_if_changed
from core.warming import django_application, warm_up

ADMINISTRATOR = "admin"
MOST_WORKERS = 4  # Web processes unless WEB_WORKERS says otherwise: one for each processor, up to this.
LONGEST_START = 60  # Seconds within which the web server must answer.
LONGEST_END = 20  # Seconds within which a process must end before it is killed.


class Command(BaseCommand):
    help = "Prepares the site (migrations, static files, demo content, administrator), then runs web server and worker."

    def handle(self, *args: Any, **options: Any) -> None:
        hold_little()
        host, port = settings.HOST, settings.PORT
        check_port(host, port)
        collect_if_changed(self.stdout)
        migrate_if_needed()
        set_site_address(sender=None)  # The port may be another than at the last start.
        call_command("load_demo", "--if-empty")
        password = ensure_administrator()
        metrics.forget()
        load_what_requests_need()
        let_go_of_databases()
        processes = Processes({"web": partial(serve, host, port), "worker": work})
        processes.start()
        try:
            if wait_until_answering(host, port, processes):
                self.stdout.write(greeting(password))
            processes.watch()
        finally:  # Also when there is no terminal left to write to.
            processes.end()


def check_port(host: str, port: str) -> None:
    """Raises `CommandError` where another program listens already; without that, its answers would pass for ours."""
    try:
        socket.create_connection((reachable(host), int(port)), timeout=1).close()
    except OSError:
        return
    raise CommandError(f"Port {port} is taken by another program. Choose one with PORT=, or end that program.")


def reachable(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104


def migrate_if_needed() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def ensure_administrator() -> str:
    """Makes the administrator on the first start; returns the password as far as it is known."""
    file = Path(settings.DATA_DIR) / "admin-password.txt"
    known = os.environ.get("ADMIN_PASSWORD") or (file.read_text().strip() if file.exists() else "")
    if not known:
        known = secrets.token_urlsafe(12)
    user, created = get_user_model().objects.get_or_create(
        username=ADMINISTRATOR,
        defaults={"is_superuser": True, "is_staff": True, "email": "admin@leadersisland.example"},
    )
    if created or (os.environ.get("ADMIN_PASSWORD") and not user.check_password(known)):
        user.set_password(known)
        user.save()
        file.touch(mode=0o600)
        file.write_text(known + "\n")
    return known if user.check_password(known) else ""


def load_what_requests_need() -> None:
    """What Django would load with the first requests, in each process for itself: addresses, words, templates.

    And what it only makes when it is first needed, by way of two pages. The store of this process is not handed on: it
    has open files, and in time it would know of changes less than those who begin anew.
    """
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            get_resolver()._populate()
    folder = settings.BASE_DIR / "templates"
    for file in folder.rglob("*.html"):
        get_template(str(file.relative_to(folder)))
    own_store().log.in_background = False  # A process with a thread should not divide itself.
    warm_up(django_application())
    own_store.cache_clear()


def let_go_of_databases() -> None:
    """Closes all connections, those in a pool as well: two processes with one between them would answer for each other.

    `close` alone gives a connection back to its pool, which a fork would copy.
    """
    for each in connections.all(initialized_only=True):
        each.close()
        if each.vendor == "postgresql":
            each.close_pool()  # type: ignore[attr-defined] # Of this database's alone.


def serve(host: str, port: str) -> None:
    from granian.cli import cli

    cli(web_arguments(host, port))


def web_arguments(host: str, port: str) -> list[str]:
    workers = os.environ.get("WEB_WORKERS") or str(min(os.cpu_count() or 1, MOST_WORKERS))
    return [
        *("--interface", "wsgi", "--host", host, "--port", port),
        *("--workers", workers, "--blocking-threads", "2", "--no-ws"),
        *("--respawn-failed-workers", "--log-level", "warning", "config.wsgi:application"),
    ]


def work() -> None:
    call_command("run_worker")


def wait_until_answering(host: str, port: str, processes: "Processes") -> bool:
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until and not processes.stopping:
        try:
            with urlopen(f"http://{reachable(host)}:{port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            time.sleep(0.1)
    return False


def greeting(password: str) -> str:
    return "\n".join(
        [
            "",
            f"  Leaders Island   {settings.BASE_URL}/",
            f"  Admin            {settings.BASE_URL}/admin/",
            f"  User             {ADMINISTRATOR}",
            f"  Password         {password or '(the one you have set)'}",
            f"  Mailbox          {settings.EMAIL_FILE_PATH}",
            "  Ctrl-C stops all of it.",
            "",
        ]
    )


class Processes:
    """Child processes that are started again when they end, until this one is told to stop.

    Where the system can fork, they share the memory of all that this one has loaded: half of what each would take.
    """

    def __init__(self, works: dict[str, Callable[[], None]]) -> None:
        self.works = works
        self.running: dict[str, BaseProcess] = {}
        self.stopping = False

    def start(self) -> None:
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # As `nohup` sets it.
            signal.signal(signal.SIGHUP, self.stop)
        if sys.platform == "linux":  # Elsewhere libraries of the system do not bear it.
            multiprocessing.set_start_method("fork", force=True)
        settle()
        for name in self.works:
            self.spawn(name)

    def spawn(self, name: str) -> None:
        self.running[name] = multiprocessing.Process(target=apart, args=(self.works[name],), name=name)
        self.running[name].start()

    def watch(self) -> None:
        while not self.stopping:
            time.sleep(0.5)
            for name, process in list(self.running.items()):
                if process.exitcode is not None and not self.stopping:
                    sys.stderr.write(f"The {name} process ended with {process.exitcode}; starting it again.\n")
                    end_group_of(process)
                    time.sleep(1)
                    self.spawn(name)

    def end(self) -> None:
        """Ends all processes. They hear of no closed terminal and no Ctrl-C: each has a session of its own."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.join(LONGEST_END)
            end_group_of(process)
            process.join()

    def stop(self, signum: int, frame: Any) -> None:
        self.stopping = True


def end_group_of(process: BaseProcess) -> None:
    """Ends a process that will not end, and what one that has ended has left behind."""
    if process.pid:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def apart(work: Callable[[], None]) -> None:
    """Does the work of a child process, which has a session of its own and none of its parent's signal handlers."""
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    os.chdir(settings.BASE_DIR)
    if not apps.ready:
        django.setup()
    work()
