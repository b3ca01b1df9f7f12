"""`manage.py run`: what it prepares, and what it says. How its processes live: `test_run_processes`."""

import os
import socket
import stat
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.template import engines

from core.management.commands import run
from core.management.commands.run import Processes, ensure_administrator, greeting, migrate_if_needed, web_arguments
from core.models import User
from tests.config.settings_process import ROOT, environment

# A new site that makes ready for its processes: how much it asked the database, and what its children begin with.
ASK = """
import gc, os, sys, threading, django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from core.management.commands import run
from core.page_store.clearing import own_store
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
with CaptureQueriesContext(connection) as context:
    run.load_what_requests_need()
gc.collect()
opened = [os.path.basename(os.readlink(f"/proc/self/fd/{number}")) for number in os.listdir("/proc/self/fd")
    if os.path.exists(f"/proc/self/fd/{number}")] if sys.platform == "linux" else []
held = [name for name in opened if name.startswith("index-")]
print(len(context), threading.active_count(), len(held), own_store().log.in_background)
"""


@pytest.fixture
def data_dir(settings, tmp_path, monkeypatch):
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    settings.DATA_DIR = tmp_path
    return tmp_path


def kept(data_dir) -> str:
    return (data_dir / "admin-password.txt").read_text().strip()


# The administrator


@pytest.mark.django_db
def test_the_first_start_makes_an_administrator_with_a_password_of_its_own(data_dir):
    password = ensure_administrator()
    admin = User.objects.get()
    assert (admin.username, admin.is_superuser) == ("admin", True)
    assert admin.check_password(password)
    assert len(password) >= 12
    assert kept(data_dir) == password


@pytest.mark.django_db
def test_only_its_owner_may_read_the_password(data_dir):
    ensure_administrator()
    assert stat.S_IMODE((data_dir / "admin-password.txt").stat().st_mode) == 0o600


@pytest.mark.django_db
def test_the_second_start_says_the_same_password(data_dir):
    first = ensure_administrator()
    assert ensure_administrator() == first
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_two_sites_do_not_share_a_password(data_dir, settings, tmp_path):
    first = ensure_administrator()
    User.objects.all().delete()
    settings.DATA_DIR = tmp_path / "other"
    settings.DATA_DIR.mkdir()
    assert ensure_administrator() != first


@pytest.mark.django_db
def test_a_password_in_the_environment_is_used(data_dir, monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", "correct-horse")
    assert ensure_administrator() == "correct-horse"
    assert User.objects.get().check_password("correct-horse")


@pytest.mark.django_db
def test_another_password_in_the_environment_replaces_the_first(data_dir, monkeypatch):
    ensure_administrator()
    monkeypatch.setenv("ADMIN_PASSWORD", "correct-horse")
    assert ensure_administrator() == "correct-horse"
    assert User.objects.get().check_password("correct-horse")
    monkeypatch.delenv("ADMIN_PASSWORD")
    assert ensure_administrator() == "correct-horse"


@pytest.mark.django_db
def test_a_password_that_somebody_has_changed_in_the_admin_is_neither_said_nor_undone(data_dir):
    ensure_administrator()
    admin = User.objects.get()
    admin.set_password("my-own-choice")
    admin.save()
    assert ensure_administrator() == ""
    assert User.objects.get().check_password("my-own-choice")


@pytest.mark.django_db
def test_an_administrator_who_was_there_before_keeps_the_password(data_dir):
    User.objects.create_superuser("admin", password="my-own-choice")
    assert ensure_administrator() == ""
    assert not (data_dir / "admin-password.txt").exists()


# What it says


def test_the_greeting_names_all_that_a_newcomer_needs(settings):
    settings.BASE_URL = "http://127.0.0.1:8000"
    text = greeting("s3cret")
    for part in ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/admin/", "admin", "s3cret", "Ctrl-C"):
        assert part in text
    assert str(settings.EMAIL_FILE_PATH) in text


def test_a_password_that_is_not_known_is_not_invented():
    assert "(the one you have set)" in greeting("")


# Migrations


@pytest.mark.django_db
def test_a_database_that_is_up_to_date_is_not_migrated(monkeypatch):
    monkeypatch.setattr(run, "call_command", pytest.fail)
    migrate_if_needed()


@pytest.mark.django_db
def test_a_database_that_lags_behind_is_migrated(monkeypatch):
    command = Mock()
    monkeypatch.setattr(run.MigrationExecutor, "migration_plan", Mock(return_value=["something"]))
    monkeypatch.setattr(run, "call_command", command)
    migrate_if_needed()
    assert [call.args for call in command.call_args_list] == [("migrate",)]


# The web server


def test_the_web_server_is_told_where_to_listen():
    command = web_arguments("0.0.0.0", "8123")
    assert command[command.index("--host") + 1] == "0.0.0.0"
    assert command[command.index("--port") + 1] == "8123"
    assert command[-1] == "config.wsgi:application"


def test_a_port_that_is_taken_is_said_before_anything_is_done(monkeypatch):
    collect = Mock()
    monkeypatch.setattr(run, "collect_if_changed", collect)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        monkeypatch.setattr(run.settings, "PORT", port)
        with pytest.raises(CommandError, match=f"Port {port} is taken.*PORT="):
            call_command("run")
    collect.assert_not_called()


def test_more_web_workers_can_be_asked_for(monkeypatch):
    monkeypatch.setenv("WEB_WORKERS", "3")
    command = web_arguments("127.0.0.1", "8000")
    assert command[command.index("--workers") + 1] == "3"


@pytest.fixture
def server():
    """Something that answers like a web server, with the given status."""
    servers = []

    def start(status: int) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.end_headers()

            def log_message(self, *args: object) -> None: ...

        found = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=found.serve_forever, daemon=True).start()
        servers.append(found)
        return str(found.server_port)

    yield start
    for found in servers:
        found.shutdown()
        found.server_close()


def test_it_waits_until_the_web_server_answers(server):
    assert run.wait_until_answering("127.0.0.1", server(200), Processes({})) is True
    assert run.wait_until_answering("0.0.0.0", server(200), Processes({})) is True


def test_it_does_not_wait_for_ever(monkeypatch, server):
    monkeypatch.setattr(run, "LONGEST_START", 0.3)
    assert run.wait_until_answering("127.0.0.1", unused_port(), Processes({})) is False
    assert run.wait_until_answering("127.0.0.1", server(503), Processes({})) is False


def test_every_template_is_parsed_before_the_processes_part(settings, db):
    loader = engines["django"].engine.template_loaders[0]
    loader.reset()
    run.load_what_requests_need()
    folder = settings.BASE_DIR / "templates"
    assert {str(file.relative_to(folder)) for file in folder.rglob("*.html")} <= loader.get_template_cache.keys()


def test_pages_are_made_before_the_processes_part_and_no_thread_or_store_is_handed_on(tmp_path):
    env = environment(tmp_path, DJANGO_SETTINGS_MODULE="config.settings.dev", BASE_URL="http://localhost:8000")
    asked = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stderr
    assert "could not be made" not in asked.stderr
    statements, *handed_on = asked.stdout.splitlines()[-1].split()
    assert int(statements) > 10
    assert handed_on == ["1", "0", "True"]


def unused_port() -> str:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return str(unused.getsockname()[1])


# All of it


STEPS = (
    "hold_little",
    "check_port",
    "collect_if_changed",
    "migrate_if_needed",
    "set_site_address",
    "ensure_administrator",
    "load_what_requests_need",
    "wait_until_answering",
    "let_go_of_databases",
    "call_command",
    "Processes",
)


@pytest.fixture
def steps(monkeypatch, data_dir):
    found = Mock()
    for name in STEPS:
        monkeypatch.setattr(run, name, getattr(found, name))
    found.ensure_administrator.return_value = "s3cret"
    return found


def test_the_parts_come_in_their_order(steps, capsys):
    """Files before the database, the database before its content, and the greeting once a browser would be answered."""
    call_command("run")
    assert [name for name, *_ in steps.mock_calls] == [
        "hold_little",
        "check_port",
        "collect_if_changed",
        "migrate_if_needed",
        "set_site_address",
        "call_command",
        "ensure_administrator",
        "load_what_requests_need",
        "let_go_of_databases",
        "Processes",
        "Processes().start",
        "wait_until_answering",
        "Processes().watch",
        "Processes().end",
    ]
    assert steps.call_command.call_args.args == ("load_demo", "--if-empty")
    assert list(steps.Processes.call_args.args[0]) == ["web", "worker"]
    assert "s3cret" in capsys.readouterr().out


def test_without_an_answer_it_does_not_claim_to_be_there(steps, capsys):
    steps.wait_until_answering.return_value = False
    call_command("run")
    assert "Password" not in capsys.readouterr().out


def test_no_process_is_left_when_there_is_no_terminal_to_write_to(steps, monkeypatch):
    monkeypatch.setattr(run, "greeting", Mock(side_effect=OSError("Input/output error")))
    with pytest.raises(OSError, match="Input/output"):
        call_command("run")
    steps.Processes().end.assert_called_once()


def test_manage_py_is_found_from_any_folder(tmp_path):
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, str(root / "manage.py"), "check"]
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    environment.pop("PYTHONPATH", None)
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
