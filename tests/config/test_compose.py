"""The commands that the compose file gives its containers, run outside of any: no engine for those is at hand."""

import json
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import boto3
import pytest
from botocore.exceptions import ClientError

from core.health import readyz
from tests.config.test_deploy import COMPOSE, DEPLOY
from tests.s3 import KEYS, serving

SERVICES = COMPOSE["services"]
AT_ONCE = {"prepare", "bucket-made"}  # They end when they have done their work.


def test_each_service_that_stays_says_whether_it_lives_and_is_waited_for():
    for name, service in SERVICES.items():
        if name not in AT_ONCE:
            assert service["healthcheck"]["test"][0] == "CMD", name
        for other in service.get("depends_on", ()):
            expected = "service_completed_successfully" if other in AT_ONCE else "service_healthy"
            assert service["depends_on"][other]["condition"] == expected, f"{name}: {other}"


def test_nothing_that_grows_lies_in_memory():
    for name, service in SERVICES.items():
        assert set(service.get("tmpfs", ())) <= {"/tmp", "/run", "/etc/nginx/conf.d"}, name
    for service in SERVICES.values():
        named = {volume.split(":")[0] for volume in service.get("volumes", ()) if not volume.startswith(".")}
        assert named <= COMPOSE["volumes"].keys()
    assert "pictures:/var/cache/nginx" in SERVICES["nginx"]["volumes"]


def test_nginx_looks_the_web_servers_up_anew_and_logs_where_containers_do(tmp_path):
    (tmp_path / "resolv.conf").write_text("search x\nnameserver 127.0.0.11\nnameserver 127.0.0.12\n")
    script = SERVICES["nginx"]["command"][-1].replace("$$", "$")
    for old, new in {
        "/etc/resolv.conf": tmp_path / "resolv.conf",
        "/site.conf": DEPLOY / "nginx.conf",
        "/etc/nginx/conf.d/default.conf": tmp_path / "made.conf",
        "exec nginx -g 'daemon off;'": "",
    }.items():
        assert old in script
        script = script.replace(old, str(new))
    subprocess.run(["sh", "-ec", script], check=True)
    made = (tmp_path / "made.conf").read_text()
    assert "zone leadersisland 64k; resolver 127.0.0.11 valid=5s; server web:8000 resolve;" in made
    assert set(re.findall(r"_log (\S+)", made)) == {"/dev/stdout", "/dev/stderr"}
    assert "/var/log" not in made


@pytest.mark.parametrize(("worker_was_seen", "code"), [(True, 0), (False, 1)])
def test_a_worker_is_well_when_the_web_servers_have_seen_one(worker_was_seen, code):
    class Ready(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(503)
            self.end_headers()
            self.wfile.write(json.dumps({"worker": worker_was_seen, "mail": False}).encode())

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Ready)
    Thread(target=server.handle_request, daemon=True).start()
    script = SERVICES["worker"]["healthcheck"]["test"][-1]
    assert '"web", 8000' in script
    script = script.replace('"web", 8000', f'"127.0.0.1", {server.server_port}')
    asked = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert asked.returncode == code, asked.stderr
    server.server_close()


@pytest.mark.django_db
def test_what_is_asked_of_the_web_servers_is_what_they_say(rf):
    assert "worker" in json.loads(readyz(rf.get("/readyz")).content)


def test_the_bucket_is_made_once_the_server_has_begun(monkeypatch):
    """Until then it answers, with an error."""
    real, asked = boto3.client, []

    def client(*args, **options):
        made = real(*args, **options)
        listed = made.list_buckets

        def list_buckets():
            asked.append(1)
            if len(asked) < 3:
                raise ClientError({"Error": {"Code": "XMinioServerNotInitialized"}}, "ListBuckets")
            return listed()

        made.list_buckets = list_buckets
        return made

    with serving() as endpoint:
        for name, value in {**KEYS, "S3_ENDPOINT_URL": endpoint, "S3_BUCKET": "island-compose"}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_DEFAULT_REGION", COMPOSE["x-site"]["environment"]["AWS_DEFAULT_REGION"])
        monkeypatch.setattr("boto3.client", client)
        monkeypatch.setattr("time.sleep", lambda seconds: None)
        for _ in range(2):
            with pytest.raises(SystemExit) as ended:
                exec(SERVICES["bucket-made"]["command"][-1], {})
            assert ended.value.code is None
        assert "island-compose" in [
            bucket["Name"] for bucket in real("s3", endpoint_url=endpoint).list_buckets()["Buckets"]
        ]


def test_without_an_answer_the_bucket_is_not_said_to_be_made(monkeypatch):
    class Silent:
        def list_buckets(self):
            raise ClientError({"Error": {"Code": "XMinioServerNotInitialized"}}, "ListBuckets")

    monkeypatch.setenv("S3_ENDPOINT_URL", "http://bucket:9000")
    monkeypatch.setenv("S3_BUCKET", "island")
    monkeypatch.setattr("boto3.client", lambda *args, **options: Silent())
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with pytest.raises(SystemExit, match="could not be made"):
        exec(SERVICES["bucket-made"]["command"][-1], {})
