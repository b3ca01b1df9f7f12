"""A copy for trials: one switch keeps mail inside and search engines away, and says so."""

from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from core.mail_queue import QueuedBackend
from core.models import QueuedMail
from core.page_store.clearing import release
from newsletter.models import Delivery
from tests.config.settings_process import read
from tests.config.test_production import GOOD
from tests.factories import ArticleFactory
from tests.factories.newsletter import subscriber

pytestmark = pytest.mark.django_db
BANNER = "A copy for trials"


@pytest.fixture
def staging(settings, tmp_path):
    settings.STAGING = True
    settings.WORKER_EMAIL_BACKEND = "core.mail.MailboxBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mailbox"
    return Client(headers={"host": "localhost"})


def test_the_switch_keeps_mail_inside_whatever_server_is_named(tmp_path):
    names = ["STAGING", "WORKER_EMAIL_BACKEND"]
    module = "config.settings.production"
    assert read(module, names, tmp_path, **GOOD, STAGING="1") == {
        "STAGING": True,
        "WORKER_EMAIL_BACKEND": "core.mail.MailboxBackend",
    }
    without_mail = {**GOOD, "EMAIL_URL": "", "STAGING": "1"}
    assert read(module, ["STAGING"], tmp_path, **without_mail) == {"STAGING": True}
    assert read(module, names, tmp_path, **GOOD) == {
        "STAGING": False,
        "WORKER_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    }


def test_all_mail_is_kept_and_shown_to_administrators(staging, admin_client, editor_client, run_jobs, settings):
    subscriber("ann@example.com")
    queued = mail_to_staff()
    run_jobs()
    assert not QueuedMail.objects.filter(pk=queued.pk).exists()
    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}
    html = admin_client.get("/admin/reports/kept-mail/").content.decode()
    assert "ann@example.com" in html
    assert "A new password" in html
    (file,) = [file.name for file in Path(settings.EMAIL_FILE_PATH).glob("*a-new-password*")]
    address = f"/admin/reports/kept-mail/{file}"
    assert b"Subject: A new password" in b"".join(admin_client.get(address))
    (Path(settings.EMAIL_FILE_PATH) / "secret.txt").touch()
    assert admin_client.get("/admin/reports/kept-mail/secret.txt").status_code == 404
    assert editor_client.get(address).status_code != 200
    assert editor_client.get("/admin/reports/kept-mail/").status_code != 200


def mail_to_staff() -> QueuedMail:
    QueuedBackend().send_messages([EmailMessage("A new password", "…", to=["editor@example.com"])])
    return QueuedMail.objects.get()


def test_no_page_is_listed_and_robots_are_sent_away(staging):
    ArticleFactory(title="Ask")
    for path in ("/", "/articles/", "/articles/feed/", "/nowhere/", "/robots.txt"):
        assert staging.get(path)["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex">' in staging.get("/").content.decode()
    assert staging.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


def test_site_and_desk_say_what_they_are(staging, admin_client):
    assert BANNER in staging.get("/").content.decode()
    assert BANNER in admin_client.get("/admin/").content.decode()


def test_without_the_switch_nothing_of_it_is_there(client, admin_client, settings):
    assert settings.STAGING is False
    response = client.get("/")
    assert "X-Robots-Tag" not in response
    assert BANNER not in response.content.decode()
    assert BANNER not in admin_client.get("/admin/").content.decode()
    assert "/admin/reports/kept-mail/" not in admin_client.get("/admin/").content.decode()


def test_pages_that_were_stored_before_are_of_another_release(settings):
    before = release()
    settings.STAGING = True
    assert release() != before
