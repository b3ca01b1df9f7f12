"""The operator's page: what is late is red, and whoever may has a job run now."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from core.models import Backup, ScheduledJob
from core.scheduling import JOBS, run_due_jobs
from tests.conftest import signed_in
from tests.factories import UserFactory
from tests.factories.newsletter import subscriber

pytestmark = pytest.mark.django_db
PAGE = "/admin/reports/operations/"
JOB = "core.tasks.remove_old_rows"


@pytest.fixture
def operator():
    user = UserFactory()
    codenames = ["access_admin", "view_scheduledjob"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


@pytest.fixture
def page(operator):
    return lambda: signed_in(operator).get(PAGE).content.decode()


def lines(html: str) -> dict[str, str]:
    """Each line of the tables by its first cell: whether it is late, and what it says."""
    rows = re.findall(r"<tr([^>]*)>\s*<th scope=\"row\">(.*?)</th>(.*?)</tr>", html, re.DOTALL)
    return {name: attributes + " ".join(re.sub(r"<[^>]+>", " ", rest).split()) for attributes, name, rest in rows}


def test_a_site_that_runs_is_not_red(page):
    run_due_jobs()
    Backup.objects.create(name="monday.backup", size_in_bytes=2048, is_encrypted=True)
    html = page()
    assert "island-late" not in html
    assert "help-critical" not in html
    assert {str(job.label) for job in JOBS.values()} <= set(lines(html))
    assert "monday.backup, 2.0 KB" in lines(html)["Last backup"]
    assert re.search(r"Wagtail 8\.\S+, Django 5\.2\S+, Python 3\S+, (SQLite|PostgreSQL) \d+", lines(html)["Versions"])
    assert "free of" in lines(html)["Disk"]


def test_when_the_worker_has_stopped_the_list_is_red(page, later):
    subscriber()
    run_due_jobs()
    later(minutes=16)
    html = page()
    assert "The worker was last seen 16\xa0minutes ago" in html
    shown = lines(html)
    for name in ("Publish and withdraw what is scheduled", "Recover tasks whose worker was lost", "Mail to readers"):
        assert "island-late" in shown[name]
        assert "overdue" in shown[name]
    assert "1 waiting" in shown["Mail to readers"]
    assert "island-late" not in shown["Remove personal data whose time has come"]
    assert "island-late" in shown["Last backup"]


def test_a_job_that_failed_says_why(page):
    run_due_jobs()
    ScheduledJob.objects.filter(name=JOB).update(last_error="ValueError: no wind")
    line = lines(page())["Remove old tasks, mails and sessions"]
    assert "island-late" in line
    assert "ValueError: no wind" in line


def test_a_site_whose_worker_never_ran_says_so(page):
    assert "The worker has never been seen" in page()


def test_whoever_may_has_a_job_run_now(operator, page):
    run_due_jobs()
    assert "Run now" not in page()
    address = f"{PAGE}run/{JOB}/"
    assert signed_in(operator).post(address).status_code in {302, 403}
    assert ScheduledJob.objects.get(name=JOB).next_run_at > timezone.now()
    operator.user_permissions.add(Permission.objects.get(codename="run_scheduledjob"))
    operator = type(operator).objects.get(pk=operator.pk)
    assert signed_in(operator).get(address).status_code == 405
    assert "Run now" in page()
    response = signed_in(operator).post(address, follow=True)
    assert "runs as soon as the worker is free" in response.content.decode()
    before = ScheduledJob.objects.get(name=JOB).last_finished_at
    run_due_jobs()
    assert ScheduledJob.objects.get(name=JOB).last_finished_at > before
    assert signed_in(operator).post(f"{PAGE}run/nobody.knows/").status_code == 404


def test_only_who_may_sees_it(editor_client, admin_client):
    assert editor_client.get(PAGE).status_code == 302
    assert PAGE not in editor_client.get("/admin/").content.decode()
    assert admin_client.get(PAGE).status_code == 200
