"""What every answer tells the browser, and a start that Django finds nothing to say against."""

import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256

import pytest

from tests.config.settings_process import ROOT, environment
from tests.config.test_production import GOOD
from tests.conftest import new_client
from tests.factories import ArticleFactory

ROUTES = [
    "/",
    "ARTICLE",
    "/search/?q=a",
    "/newsletter/sign-up/",
    "/nowhere/",
    "/sitemap.xml",
    "/saved/",
    "/admin/login/",
]
EXPECTED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=3600",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
FORBIDDEN = re.compile(r"<style|\sstyle=|\son[a-z]+=\"")
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/ld\+json\"))[^>]*>(.*?)</script>", re.DOTALL)


@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES)
def test_each_route_says_all_of_it(settings, home_page, route):
    settings.SECURE_HSTS_SECONDS = 3600
    route = ArticleFactory().get_url() if route == "ARTICLE" else route
    response = new_client().get(route, secure=True)
    assert {name: response.get(name) for name in EXPECTED} == EXPECTED
    assert response["Referrer-Policy"] in {"strict-origin", "strict-origin-when-cross-origin"}
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(response["Permissions-Policy"].split(", "))
    policy = response["Content-Security-Policy"]
    assert {"object-src 'none'", "base-uri 'self'", "frame-ancestors 'self'"} <= set(policy.split("; "))
    if not route.startswith("/admin/"):
        assert "unsafe" not in policy
        page = response.content.decode()
        assert not FORBIDDEN.search(page)
        for script in INLINE_SCRIPT.findall(page):
            assert f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in policy, script


@pytest.mark.parametrize("proxies", ["127.0.0.1", ""])
def test_django_finds_nothing_to_say_against_a_start_in_production(tmp_path, proxies):
    variables = {**GOOD, "TRUSTED_PROXIES": proxies, "DJANGO_SETTINGS_MODULE": "config.settings.production"}
    check = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment(tmp_path, **variables),
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stderr
    assert "?:" not in check.stdout + check.stderr
