"""The nginx configuration with nothing left out: TLS, IPv6, the server for plain http; what the site hears."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.bench.front import HOW_TO_GET_IT, ROOT, Front, moved, nginx
from tests.bench.island import free_port

HAS_IPV6 = Path("/proc/net/if_inet6").exists()


class Heard(BaseHTTPRequestHandler):
    """Answers with the headers that it was asked with."""

    def do_GET(self) -> None:
        body = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Heard)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def sign(folder: Path) -> None:
    """A certificate that nobody but its own key has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "www.example.com")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    signed = made.not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, SHA256())
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    )


@pytest.fixture
def front(tmp_path, site):
    if nginx() is None:
        (pytest.fail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip)(HOW_TO_GET_IT)
    port, http_port = free_port(), free_port()
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    if not HAS_IPV6:
        text = re.sub(r"    listen \[::\].*\n", "", text)
    others = {
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "listen 80;": f"listen 127.0.0.1:{http_port};",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{site};",
        "/etc/ssl/example.com": str(tmp_path),
    }
    if HAS_IPV6:
        others |= {"listen [::]:443 ": f"listen [::1]:{port} ", "listen [::]:80;": f"listen [::1]:{http_port};"}
    sign(tmp_path)
    folder = tmp_path / "nginx"
    front = Front(folder, tmp_path, port, site, site=moved(text, folder, tmp_path, others))
    front.http_port = http_port
    return front


def curl(*arguments: str) -> str:
    return subprocess.run(["curl", "-s", "-k", *arguments], capture_output=True, text=True, check=True).stdout


def test_nginx_finds_nothing_to_say_against_it(front):
    """From 1.25 on it names a newer way to say `http2`, which the nginx of Debian 12 does not know."""
    said = [line for line in front.check().splitlines() if "http2" not in line]
    assert not [line for line in said if "[warn]" in line or "[emerg]" in line], said


def test_over_tls_the_site_hears_that_it_was_https_and_nothing_that_a_reader_made_up(front):
    with front:
        made_up = ["-H", "X-Forwarded-Proto: http", "-H", "X-Request-ID: forged"]
        heard = json.loads(curl(*made_up, f"https://127.0.0.1:{front.port}/other/"))
        assert heard["X-Forwarded-Proto"] == "https"
        assert heard["X-Forwarded-For"] == "127.0.0.1"
        assert re.fullmatch("[0-9a-f]{32}", heard["X-Request-ID"])
        if HAS_IPV6:
            assert json.loads(curl(f"https://[::1]:{front.port}/other/"))["X-Forwarded-For"] == "::1"


def test_over_plain_http_readers_are_sent_to_https_and_no_log_keeps_an_address(front):
    with front:
        for host in ["127.0.0.1", *(["[::1]"] if HAS_IPV6 else [])]:
            asked = f"http://{host}:{front.http_port}/search/?q=jan@example.com"
            answer = curl("-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", asked)
            assert answer == f"301 https://{host}/search/?q=jan@example.com"
    log = (front.folder / "leadersisland.log").read_text()  # Whole, since nginx has ended.
    assert '"GET /search/?... HTTP/1.1" 301' in log
    assert "jan" not in log
