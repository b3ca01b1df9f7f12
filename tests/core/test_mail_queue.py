"""Mail to people who work here: written within the request, sent by the worker, gone once it is sent."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Workflow

from core.mail_queue import BACK_OFF, packed, send_queued_mail, unpacked
from core.models import QueuedMail
from core.tasks import DAYS_KEPT, remove_old_rows
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db

LOCAL = "django.core.mail.backends.locmem.EmailBackend"


class Down(BaseEmailBackend):
    """A mail server that is away."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError("the mail server is away")


@pytest.fixture(autouse=True)
def queue(settings):
    """As outside of tests: what a request sends is queued, and the worker has a mail server."""
    settings.EMAIL_BACKEND, settings.WORKER_EMAIL_BACKEND = "core.mail_queue.QueuedBackend", LOCAL


@pytest.fixture
def down(settings):
    settings.WORKER_EMAIL_BACKEND = f"{__name__}.Down"


def letter(**changes) -> EmailMultiAlternatives:
    return EmailMultiAlternatives(**{"subject": "Żółw", "body": "Hello.", "to": ["ann@example.com"], **changes})


# Who writes


def test_a_forgotten_password_is_answered_without_a_word_to_the_mail_server(client, run_jobs):
    UserFactory(username="ann", email="ann@example.com")
    assert client.post("/admin/password_reset/", {"email": "ann@example.com"}).status_code == 302
    assert mail.outbox == []
    run_jobs()
    (sent,) = mail.outbox
    assert sent.to == ["ann@example.com"]
    assert "/admin/password_reset/confirm/" in sent.body


def test_a_notice_of_a_workflow_is_sent_by_the_worker(moderator, editor, run_jobs):
    moderator.email = "mo@example.com"
    moderator.save()
    article = ArticleFactory(live=False)
    article.save_revision(user=editor)
    Workflow.objects.get().start(article, editor)
    assert mail.outbox == []
    run_jobs()
    assert ["mo@example.com"] in [sent.to for sent in mail.outbox]


# What is kept, and for how long


def test_nothing_of_a_mail_is_kept_once_it_is_sent(run_jobs):
    """A link that sets a new password is a key."""
    letter(body="https://example.com/admin/password_reset/confirm/MQ/s3cret/").send()
    assert QueuedMail.objects.count() == 1
    run_jobs()
    assert not QueuedMail.objects.exists()
    assert "s3cret" not in json.dumps(list(DBTaskResult.objects.values_list("args_kwargs", "traceback")))


def test_a_mail_that_could_not_be_sent_is_removed_in_the_end(down):
    letter().send()
    remove_old_rows()
    assert QueuedMail.objects.exists()
    QueuedMail.objects.update(created_at=timezone.now() - timedelta(days=DAYS_KEPT, minutes=1))
    remove_old_rows()
    assert not QueuedMail.objects.exists()


def test_a_mail_exists_if_and_only_if_what_it_is_about_does():
    with transaction.atomic():
        letter().send()
        transaction.set_rollback(True)
    assert not QueuedMail.objects.exists()
    assert not DBTaskResult.objects.exists()


# Sending


def test_a_mail_arrives_as_it_was_written(run_jobs):
    headers = {"Auto-Submitted": "auto-generated"}
    more = {"cc": ["cleo@example.com"], "bcc": ["dan@example.com"], "reply_to": ["eve@example.com"]}
    message = letter(from_email="Island <hello@example.com>", headers=headers, **more)
    message.attach_alternative("<p>Hello.</p>", "text/html")
    message.send()
    run_jobs()
    (sent,) = mail.outbox
    for name in ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to"):
        assert getattr(sent, name) == getattr(message, name), name
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert [tuple(part) for part in sent.alternatives] == [("<p>Hello.</p>", "text/html")]
    assert sent.message()["Message-ID"].endswith("@example.com>")


def test_a_mail_that_is_html_alone_stays_html():
    message = letter(body="<p>Hello.</p>")
    message.content_subtype = "html"
    assert unpacked(packed(message)).message().get_content_type() == "text/html"


def test_each_of_several_mails_is_queued_by_itself(run_jobs):
    assert send_mail("One", "Hello.", None, ["ann@example.com", "bob@example.com"]) == 1
    assert mail.get_connection().send_messages([letter(), letter()]) == 2
    assert QueuedMail.objects.count() == 3
    run_jobs()
    assert len(mail.outbox) == 3


def test_sending_twice_sends_once():
    letter().send()
    pk = QueuedMail.objects.get().pk
    send_queued_mail.call(pk)
    send_queued_mail.call(pk)
    assert len(mail.outbox) == 1


def test_both_copies_that_a_dying_worker_may_send_are_one_mail_to_a_mail_program():
    letter().send()
    message = QueuedMail.objects.get().message
    first, second = (unpacked(message).message()["Message-ID"] for _ in range(2))
    assert first == second


def test_an_attachment_is_refused_at_once_and_not_lost_on_the_way():
    message = letter()
    message.attach("a.txt", "text", "text/plain")
    with pytest.raises(ValueError, match="attachments"):
        message.send()


# When the mail server is away


def attempts_until_the_end(run_jobs) -> list[str]:
    """Runs each attempt as soon as it is queued; says how each task ended."""
    ended = []
    while DBTaskResult.objects.filter(status="READY").exists():
        DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
        ended += [result.status for result in run_jobs(expect_failures=True)]
    return ended


def test_a_mail_waits_for_the_mail_server(down, run_jobs, settings):
    letter().send()
    run_jobs()
    mailed = QueuedMail.objects.get()
    assert (mailed.attempts, mailed.last_error) == (1, "ConnectionRefusedError: the mail server is away")
    pause = DBTaskResult.objects.get(status="READY").run_after - timezone.now()
    assert BACK_OFF[0] - timedelta(seconds=30) < pause <= BACK_OFF[0]
    settings.WORKER_EMAIL_BACKEND = LOCAL
    assert attempts_until_the_end(run_jobs) == ["SUCCESSFUL"]
    assert len(mail.outbox) == 1
    assert not QueuedMail.objects.exists()


def test_it_is_tried_a_few_times_and_then_said_to_have_failed(down, run_jobs, caplog):
    letter().send()
    assert attempts_until_the_end(run_jobs) == [*["SUCCESSFUL"] * len(BACK_OFF), "FAILED"]
    assert QueuedMail.objects.get().attempts == len(BACK_OFF) + 1
    (error,) = [record for record in caplog.records if record.levelname == "ERROR" and "core.mail" in record.name]
    assert "which was the last" in error.getMessage()
    assert "ann@example.com" not in caplog.text, "The log says which mail, and not whose."


def test_an_administrator_sees_what_was_not_sent_and_why_but_not_the_text(down, run_jobs, admin_client):
    letter(subject="Your password", body="https://example.com/s3cret/").send()
    run_jobs()
    page = admin_client.get("/admin/reports/unsent-mail/").content.decode()
    for text in ("ann@example.com", "Your password", "the mail server is away"):
        assert text in page
    assert "s3cret" not in page
    assert "/admin/reports/unsent-mail/" in admin_client.get("/admin/").content.decode()


def test_nobody_else_sees_it(editor_client, moderator_client, marketing_client):
    letter().send()
    for client in (editor_client, moderator_client, marketing_client):
        response = client.get("/admin/reports/unsent-mail/")
        assert response.status_code == 302
        assert response.url == "/admin/"
        assert "unsent-mail" not in client.get("/admin/").content.decode()
