"""nginx as the project ships it, on ports and folders of the test's own."""

import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("nginx", "/usr/sbin/nginx")
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
HOW_TO_GET_IT = "nginx is missing (apt-get install nginx-light)"
MAIN = """
{user}
{modules}
daemon off;
master_process on;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    types {{ text/html html; text/css css; image/jpeg jpg; }}
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    sendfile on;
    {site}
}}
"""
# What nginx could do at best: the same files by their own names, and nothing beside.
PLAIN = """
server {{
    listen 127.0.0.1:{port};
    root {pages};
    gzip_static on;
    {brotli}
}}
"""


def nginx() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def shipped(folder: Path, data: Path, port: int, application_port: int) -> str:
    """deploy/nginx.conf without TLS, with other ports and folders."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    text = re.sub(r"\nserver \{\n    listen 80;.*?\n\}\n", "\n", text, flags=re.DOTALL)
    text = re.sub(r"    (ssl_certificate|listen \[::\]).*\n", "", text)
    listen = {"listen 443 ssl http2;": f"listen 127.0.0.1:{port};"}
    return moved(text, folder, data, listen | {"server 127.0.0.1:8000;": f"server 127.0.0.1:{application_port};"})


def moved(text: str, folder: Path, data: Path, others: dict[str, str]) -> str:
    """The configuration with folders of the test's own, and whatever else is to be another."""
    for old, new in {
        **others,
        "server_name www.example.com;": "server_name _;",
        "/var/lib/leadersisland": str(data),
        "/var/cache/nginx/leadersisland": str(folder / "cache"),
        "/var/log/nginx/": f"{folder}/",
        "/etc/nginx/leadersisland-headers.conf": str(ROOT / "deploy" / "leadersisland-headers.conf"),
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    return text.replace("# brotli_static on;", "brotli_static on;") if BROTLI.exists() else text


class Front:
    """nginx before the application; `plain_port` serves the same files without any of our rules."""

    def __init__(
        self, folder: Path, data: Path, port: int, application_port: int, plain_port: int = 0, site: str = ""
    ) -> None:
        self.folder, self.port, self.application_port = folder, port, application_port
        folder.mkdir(parents=True, exist_ok=True)
        site = site or shipped(folder, data, port, application_port)
        if plain_port:
            pages = data / "pages" / "public" / "http" / "127.0.0.1"
            brotli = "brotli_static on;" if BROTLI.exists() else ""
            site += PLAIN.format(port=plain_port, pages=pages, brotli=brotli)
        modules = f"load_module {BROTLI};" if BROTLI.exists() else ""
        user = "user root;" if os.geteuid() == 0 else ""  # Who may read a temporary folder.
        self.configuration = folder / "nginx.conf"
        self.configuration.write_text(MAIN.format(user=user, folder=folder, modules=modules, site=site))

    def check(self) -> str:
        """What nginx says of its configuration, which it takes."""
        done = subprocess.run(self.command("-t"), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def command(self, *arguments: str) -> list[str]:
        return [nginx() or "nginx", "-p", str(self.folder), "-c", str(self.configuration), *arguments]

    def __enter__(self) -> "Front":
        self.process = subprocess.Popen(self.command(), stderr=subprocess.DEVNULL)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                break
        return self

    def __exit__(self, *exception: Any) -> None:
        self.process.terminate()
        self.process.wait(10)
