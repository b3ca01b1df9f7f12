"""By ASGI the site answers as by WSGI, with its page store and with what it believes of whom."""

import json
import subprocess
import sys

from tests.config.settings_process import ROOT, environment

# A new site, asked as a server of that interface asks it.
ASK = """
import asyncio, json, django
from asgiref.testing import ApplicationCommunicator
from django.core.management import call_command
django.setup()
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from config.asgi import application
from django.core.signals import request_finished

finished = []
request_finished.connect(lambda **_options: finished.append(1), weak=False)

async def ask(path, method="GET"):
    sent = [(b"host", b"localhost"), (b"accept_encoding", b"gzip")]
    scope = {"type": "http", "http_version": "1.1", "method": method, "path": path, "query_string": b"",
        "headers": sent, "client": ("127.0.0.1", 1), "server": ("localhost", 80), "scheme": "http"}
    site = ApplicationCommunicator(application, scope)
    await site.send_input({"type": "http.request", "body": b""})
    start = await site.receive_output(20)
    await site.receive_output(20)
    headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return start["status"], headers.get("cache-status", ""), headers.get("content-encoding", "")

async def asked():
    return [await ask("/healthz"), await ask("/"), await ask("/"), *await asyncio.gather(ask("/no/"), ask("/", "PUT"))]

print(json.dumps([len(finished), *asyncio.run(asked()), len(finished)]))
"""


def test_a_page_is_stored_and_given_out_again(tmp_path):
    env = environment(tmp_path, DJANGO_SETTINGS_MODULE="config.settings.dev", ALLOWED_HOSTS="localhost")
    asked = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stderr
    before, healthy, first, second, missing, refused, after = json.loads(asked.stdout.splitlines()[-1])
    assert healthy[0] == 200
    assert (first[0], second[0]) == (200, 200)
    assert "stored" in first[1]
    assert second[1:] == ["leadersisland; hit", ""]  # Not compressed by a header that is none.
    assert (missing[0], refused[0]) == (404, 405)
    assert after - before == 4  # All that Django answered itself have let go of their connections.
