"""What is shipped for containers and services: it parses, holds no secret, and gives the settings what they ask for."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from tests.config.settings_process import start

DEPLOY = Path(settings.BASE_DIR) / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
EXAMPLE = (DEPLOY / "environment.example").read_text()
OURS = ("prepare", "web", "worker", "bucket-made")
SECRET = re.compile(r"SECRET|PASSWORD|_KEY\b|_KEY_ID|TOKEN")
SECRETS = [".env", "deploy/.env", "deploy/environment", "deploy/tls/fullchain.pem", "deploy/tls/privkey.pem"]
IN_THE_IMAGE = {"articles", "docs", "home", "manage.py", "newsletter", "requirements.txt", "site", "templates"}


def instructions(name: str) -> list[str]:
    text = re.sub(r"\\\n\s*", "", CONTAINERFILE)
    return re.findall(rf"^\s*{name} (.+)$", text, flags=re.MULTILINE)


def test_the_image_is_built_in_two_stages_upon_a_pinned_base_and_from_the_pins_alone():
    bases = [line.split()[0] for line in instructions("FROM")]
    assert len(bases) == 2
    assert all(re.search(r":\d+\.\d+\.\d+-", base) for base in bases)
    assert any("--require-hashes -r requirements.txt" in line for line in instructions("RUN"))


def test_the_image_runs_as_nobody_in_particular_and_says_whether_it_lives():
    assert instructions("USER") == ["10001"]
    assert "/healthz" in instructions("HEALTHCHECK --interval=15s --timeout=5s --start-period=40s CMD")[0]
    last = CONTAINERFILE.rindex("\nUSER ")
    assert not re.search(r"^(RUN|COPY|ADD) ", CONTAINERFILE[last:], flags=re.MULTILINE)


def test_the_image_holds_no_secret_and_nothing_of_ours_but_the_site():
    assert not [line for line in instructions("ENV") + instructions("ARG") if SECRET.search(line)]
    assert not in_the_image(*SECRETS, ".git/config", ".venv/bin/python", "var/db.sqlite3", "tests/conftest.py")
    files = git("ls-files").split()
    assert {file.split("/")[0] for file in in_the_image(*files)} == IN_THE_IMAGE
    assert in_the_image("site/config/wsgi.py", "site/config/__pycache__/wsgi.pyc") == ["site/config/wsgi.py"]


def test_what_one_fills_in_is_never_committed():
    assert git("check-ignore", *SECRETS).split() == SECRETS
    assert not git("ls-files", *SECRETS)


def in_the_image(*files: str) -> list[str]:
    """What of these `COPY . .` takes: the last line of .dockerignore that fits a file or a folder above it decides."""
    lines = (Path(settings.BASE_DIR) / ".dockerignore").read_text().splitlines()
    patterns = [(not line.startswith("!"), pattern_of(line.lstrip("!"))) for line in lines if line[:1] not in {"", "#"}]
    return [file for file in files if not [leaves_out for leaves_out, fits in patterns if fits.match(file)][-1]]


def pattern_of(line: str) -> re.Pattern[str]:
    escaped = re.escape(line).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
    return re.compile(f"{escaped}(?:/|$)")


def git(*arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("name", OURS)
def test_our_containers_write_nowhere_but_into_their_data_and_can_do_nothing_else(name):
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == ["data:/var/lib/leadersisland"]


def test_compose_names_no_secret_and_no_moving_version():
    for name, service in COMPOSE["services"].items():
        for variable, value in service.get("environment", {}).items():
            if SECRET.search(variable) or variable == "DATABASE_URL":
                assert "${" in value, f"{name}: {variable}"
        assert re.search(r":(\d|RELEASE)", service["image"]), name
        if name not in {"nginx"}:
            assert "ports" not in service, f"{name} is for the others alone."


def test_what_compose_waits_for_is_there():
    for service in COMPOSE["services"].values():
        assert set(service.get("depends_on", ())) <= COMPOSE["services"].keys()
    assert COMPOSE["services"]["web"]["deploy"]["replicas"] == 2


def test_with_the_example_and_compose_the_site_starts(tmp_path):
    """Whatever a production site refuses to start without stands in one of the two."""
    given: dict[str, Any] = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, flags=re.MULTILINE))
    given |= COMPOSE["services"]["web"]["environment"]
    given |= {"SECRET_KEY": "".join(map(chr, range(48, 123))), "DATA_DIR": str(tmp_path)}
    given.pop("PYTHONPATH")
    filled = {name: re.sub(r"\$\{\w+:\?\}", "filled-in", value) for name, value in given.items()}
    names = ["STORAGES", "DATABASES", "REDIS_URL"]
    process = start(filled.pop("DJANGO_SETTINGS_MODULE"), names, filled.pop("DATA_DIR") and tmp_path, **filled)
    assert process.returncode == 0, process.stderr
    assert "BucketStorage" in process.stdout
    assert "postgresql" in process.stdout
    assert "redis://redis" in process.stdout


@pytest.fixture(params=["web", "worker"])
def unit(request, tmp_path):
    """A unit as it is shipped, on a machine where what it starts is there."""
    text = (DEPLOY / f"leadersisland-{request.param}.service").read_text()
    started = tmp_path / "srv" / ".venv" / "bin" / "python"
    started.parent.mkdir(parents=True)
    started.touch(mode=0o755)
    file = tmp_path / f"leadersisland-{request.param}.service"
    file.write_text(text.replace("/srv/leadersisland", str(tmp_path / "srv")))
    return file


def systemd_analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    if shutil.which("systemd-analyze") is None:
        how_to_get_it = "systemd-analyze is missing (apt-get install systemd)"
        (pytest.fail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip)(how_to_get_it)
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)


def test_systemd_takes_the_services_as_they_are_written(unit):
    verified = systemd_analyze("verify", "--man=no", str(unit))
    assert verified.returncode == 0, verified.stderr
    assert unit.name not in verified.stderr


def test_what_breaks_into_a_service_finds_little_to_take(unit):
    """The exposure that systemd sees, of 10; most of what is left are network and sockets, which a site needs."""
    judged = systemd_analyze("security", "--offline=true", "--threshold=20", str(unit))
    assert judged.returncode == 0, judged.stdout


def test_the_services_write_nowhere_but_into_their_data(unit):
    lines = unit.read_text().splitlines()
    for line in ("User=leadersisland", "NoNewPrivileges=true", "ProtectSystem=strict", "Restart=always"):
        assert line in lines
    # The folder is made, and is the service's own; `ReadWritePaths` would fail without it.
    assert {"StateDirectory=leadersisland", "StateDirectoryMode=0750"} <= {*lines}
    assert not [line for line in lines if line.startswith(("ReadWritePaths=", "Environment="))]


@pytest.mark.parametrize(("given", "started"), [({}, "2"), ({"WEB_WORKERS": "5"}, "5")])
def test_web_workers_says_how_many_in_service_and_image(tmp_path, given, started):
    """Each command is run with a granian that says what it was started with."""
    program = tmp_path / ".venv" / "bin" / "granian"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$@"\n')
    program.chmod(0o755)
    [in_service] = re.findall(
        r"^ExecStart=/bin/sh -c '(.+)'$", (DEPLOY / "leadersisland-web.service").read_text(), re.M
    )
    *_, in_image = [json.loads(line)[-1] for line in instructions("CMD")]
    for command in (in_service.replace("$$", "$"), in_image):
        env = {"PATH": f"{program.parent}:/usr/bin:/bin", **given}
        said = subprocess.run(["sh", "-c", command], cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
        assert f"--workers {started} --blocking-threads 4" in said.stdout
        assert said.stdout.endswith("config.wsgi:application\n")


def test_known_faults_are_asked_for_of_the_tools_too():
    told = subprocess.run(["make", "-n", "audit"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    assert "-r requirements.txt -r requirements-dev.txt" in told.stdout
