"""Sentry hears that something broke, and where; never of whom."""

import json
import subprocess
import sys
from typing import Any

import pytest

from config.sentry import anonymous, cleaned
from tests.config.settings_process import ROOT, environment
from tests.config.test_production import GOOD

ADDRESS = "/newsletter/download/aB3:1xYz:s3cr_et-t0ken/?for=s3cr-query&q=ann%40example.com"
ANSWERS = {"email": "ann@example.com", "company": "s3cr-company"}
SECRETS = ("s3cr", "ann@", "ann%40", "8.8.8.8", "sessionid")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """All that is sent to Sentry when a form, sent to the address behind a mailed link, meets an error."""
    variables = {
        **GOOD,
        "SENTRY_DSN": "https://key@sentry.example/1",
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
    }
    command = [sys.executable, "-m", "tests.config.broken"]
    env = environment(tmp_path_factory.mktemp("data"), **variables)
    done = subprocess.run(
        command, input=json.dumps([ADDRESS, ANSWERS]), cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def events(told: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    return [line for line in lines if "event_id" in line and "platform" in line]


def test_an_error_is_told_with_its_place_and_without_anybodys_data(told):
    error = next(event for event in events(told) if "exception" in event)
    raised = error["exception"]["values"][-1]
    assert raised["type"] == "RuntimeError"
    assert raised["stacktrace"]["frames"][-1]["function"] == "sink"
    assert not any("vars" in frame for frame in raised["stacktrace"]["frames"])
    assert error["request"] == {"method": "POST", "url": "https://www.example.com/newsletter/download/…"}
    assert error["breadcrumbs"]["values"][-1]["message"].startswith("Refused: ")


def test_transactions_are_told_as_errors_are(told):
    assert any(event.get("type") == "transaction" for event in events(told))


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_that_is_sent_holds_a_secret(told, secret):
    assert [line for line in told.splitlines() if secret in line] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/admin/password_reset/confirm/MQ/abc-123/ is gone", "/admin/password_reset/confirm/… is gone"),
        ("https://www.example.com/search/?q=me", "https://www.example.com/search/?…"),
        ("550 <ann.berg+x@mail.example.com>: unknown", "550 <…>: unknown"),
        ("Is it so? Yes, at 9.", "Is it so? Yes, at 9."),
        ("SELECT 1 WHERE a = %s", "SELECT 1 WHERE a = %s"),
    ],
)
def test_what_is_cut_out_of_a_text(text, said):
    assert cleaned({"a": [text, 1, None]}) == {"a": [said, 1, None]}


def test_an_event_outside_of_any_request_is_told_too():
    assert anonymous({"message": "The worker fell asleep."}, {})["message"] == "The worker fell asleep."
