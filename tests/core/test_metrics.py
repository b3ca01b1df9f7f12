"""What Prometheus is told, and nobody else."""

import subprocess
import sys

import pytest
from django.conf import settings as django_settings

from core import metrics
from core.metrics import Counted, hit_rate
from core.models import Backup
from core.scheduling import run_due_jobs
from tests.config.settings_process import ROOT, environment
from tests.factories.newsletter import subscriber

pytestmark = pytest.mark.django_db
TOKEN = "t1de-gauge-" + "x" * 20


@pytest.fixture
def told(client, settings):
    settings.METRICS_TOKEN = TOKEN

    def tell():
        response = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        return response.content.decode()

    return tell


@pytest.mark.parametrize("given", ["", TOKEN, f"Bearer {TOKEN}x", "Bearer ", "Bearer ä", f"Basic {TOKEN}"])
def test_without_the_token_there_is_no_such_page(client, settings, given):
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", headers={"authorization": given}).status_code == 404
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_it_tells_of_queues_jobs_mails_and_the_backup(told):
    assert "leadersisland_backup_timestamp_seconds 0.0" in told()
    subscriber()
    run_due_jobs()
    Backup.objects.create(name="island.backup", size_in_bytes=1, is_encrypted=True)
    text = told()
    assert 'leadersisland_queue_size{queue="mail",state="waiting"} 1.0' in text
    assert 'leadersisland_queue_due_seconds{queue="tasks"}' in text
    assert 'leadersisland_job_timestamp_seconds{job="core.tasks.remove_old_rows"} 1' in text
    assert 'leadersisland_job_failed{job="core.tasks.remove_old_rows"} 0.0' in text
    assert "leadersisland_worker_timestamp_seconds 1" in text
    assert "leadersisland_backup_timestamp_seconds 1" in text
    assert "leadersisland_disk_free_bytes" in text
    assert "ann@example.com" not in text


def answered(path: str, *headers: tuple[str, str], status: str = "200 OK") -> None:
    def application(environ, start_response):
        start_response(status, list(headers))
        return []

    Counted(application)({"PATH_INFO": path}, lambda *args: None)


def test_answers_are_counted_by_kind_status_and_store(told):
    before = told()
    for path in ("/", "/articles/ann/", "/admin/pages/", "/pl/search/", "/admin/pages/"):
        answered(path)
    answered("/", ("Content-Type", "text/html"), ("Cache-Status", "leadersisland; hit"))
    answered("/", ("Cache-Status", "leadersisland; fwd=miss; stored"))
    answered("/away/", status="404 Not Found")
    text = told()
    for line in (
        'requests_total{kind="admin",status="200",store="none"} 2.0',
        'requests_total{kind="page",status="200",store="none"} 2.0',
        'requests_total{kind="search",status="200",store="none"} 1.0',
        'requests_total{kind="page",status="404",store="none"} 1.0',
        'requests_total{kind="page",status="200",store="hit"} 1.0',
        'request_seconds_count{kind="page"} 4.0',
    ):
        assert f"leadersisland_{line}" in text
        assert f"leadersisland_{line}" not in before
    assert hit_rate() == 0.5


def test_counts_lie_with_the_data_of_the_site():
    assert metrics.FOLDER.parent == django_settings.DATA_DIR


COUNT = """
import os, socket, sys
socket.gethostname, os.getpid = (lambda: sys.argv[1]), (lambda: 7)
import django
django.setup()
from core.metrics import Counted, hit_rate
hit = lambda environ, start_response: start_response("200 OK", [("Cache-Status", sys.argv[2])])
for _ in range(50):
    Counted(hit)({"PATH_INFO": "/"}, lambda *said: [])
print(hit_rate())
"""


def test_containers_that_share_the_folder_do_not_write_over_each_other(tmp_path):
    """Each has the same numbers of processes, and a name of its own."""

    def count(*arguments: str) -> str:
        env = environment(tmp_path, DJANGO_SETTINGS_MODULE="config.settings.dev")
        command = [sys.executable, "-c", COUNT, *arguments]
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout.strip()

    assert count("web-1", "leadersisland; hit") == "1.0"
    assert count("web-2", "leadersisland; fwd=miss") == "0.5"
    written = {file.name for file in (tmp_path / "metrics").glob("counter_*.db")}
    assert written == {"counter_web-1-7.db", "counter_web-2-7.db"}
