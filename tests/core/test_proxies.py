"""What is said of https is believed only from a proxy that is named, by the site and by its page store."""

import json
import subprocess
import sys
from ipaddress import ip_network

import pytest

from core.proxies import BelievesProxies
from tests.config.settings_process import ROOT, environment
from tests.config.test_production import GOOD

# A site with production's settings, which is asked by one peer that is named and by one that is not.
ASK = """
import json
from config.wsgi import application
from django.test import RequestFactory
asked = RequestFactory(headers={"host": "www.example.com", "x-forwarded-proto": "https"})
found = []
for path, peer in (("/no/", "127.0.0.1"), ("/metrics", "127.0.0.1"), ("/metrics", "10.9.9.9")):
    said = {}
    application(asked.get(path, REMOTE_ADDR=peer).environ, lambda status, headers: said.update(headers, status=status))
    found.append([said["status"][:3], said.get("Location"), said.get("Strict-Transport-Security")])
print(json.dumps(found))
"""


@pytest.fixture
def heard(settings):
    """What the application hears when a peer says https."""
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]

    def ask(peer: str | None) -> str | None:
        environ = {"HTTP_X_FORWARDED_PROTO": "https", **({} if peer is None else {"REMOTE_ADDR": peer})}
        found = []
        BelievesProxies(lambda environ, _: found.append(environ.get("HTTP_X_FORWARDED_PROTO")) or [])(environ, None)
        return found[0]

    return ask


@pytest.mark.parametrize("peer", ["10.1.2.3", "fd00::1"])
def test_a_proxy_that_is_named_is_believed(heard, peer):
    assert heard(peer) == "https"


@pytest.mark.parametrize("peer", ["203.0.113.7", "127.0.0.1", "::1", "", "unix:", None])
def test_nobody_else_is(heard, peer):
    assert heard(peer) is None


def test_the_site_as_it_is_served_sends_a_stranger_to_https(tmp_path):
    variables = {**GOOD, "TRUSTED_PROXIES": "10.9.9.9", "DJANGO_SETTINGS_MODULE": "config.settings.production"}
    command = [sys.executable, "-c", ASK]
    env = environment(tmp_path, **variables)
    asked = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout) == [
        ["301", "https://www.example.com/no/", None],
        ["404", None, None],
        ["404", None, "max-age=31536000"],
    ]
