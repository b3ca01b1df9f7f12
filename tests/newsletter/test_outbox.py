"""A mail is a row until a server has taken it."""

import socket
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.scheduling import JOBS
from newsletter import outbox, services
from newsletter.models import Delivery, GuidebookSubmission, Person
from newsletter.outbox import BACK_OFF, LEASE, PATIENCE
from newsletter.tasks import send_delivery, send_waiting_deliveries
from tests.factories.newsletter import asked, latest_mail, subscriber

pytestmark = pytest.mark.django_db


class Down(BaseEmailBackend):
    """A mail server that is away, or that refuses."""

    error: Exception = SMTPServerDisconnected("Connection unexpectedly closed")

    def send_messages(self, email_messages: Any) -> int:
        raise self.error


@pytest.fixture
def server_is_down(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Down"


@pytest.fixture
def server_is_up(settings):
    def start() -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    return start


@pytest.fixture
def delivery(guidebook):
    asked(page=guidebook)
    return latest_mail()


def test_mail_and_task_are_written_with_the_request_or_not_at_all(guidebook):
    def fail_after_asking() -> None:
        with transaction.atomic():
            asked(page=guidebook)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_asking()
    assert not GuidebookSubmission.objects.exists()
    assert not Delivery.objects.exists()
    assert not DBTaskResult.objects.filter(task_path="newsletter.tasks.send_delivery").exists()


def test_nothing_is_sent_within_the_request(delivery):
    assert not mail.outbox
    assert delivery.status == "queued"
    assert DBTaskResult.objects.filter(task_path="newsletter.tasks.send_delivery").count() == 1


def test_the_worker_sends_it_once(delivery, run_jobs):
    run_jobs()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, delivery.next_attempt_at, delivery.last_error) == ("sent", 1, None, "")
    assert delivery.sent_at is not None
    for _ in range(3):
        send_delivery.call(delivery.pk)
    assert len(mail.outbox) == 1


def test_the_mail_bears_the_message_id_that_it_was_given_when_written(delivery, run_jobs):
    run_jobs()
    assert mail.outbox[0].message()["Message-ID"] == delivery.message_id
    assert delivery.message_id == f"<{delivery.uuid.hex}@leadersisland.example>"


def test_a_mail_of_text_alone_is_sent_as_one(delivery, run_jobs):
    Delivery.objects.update(html="")
    run_jobs()
    assert mail.outbox[0].alternatives == []


def test_a_mail_that_is_gone_is_left_alone(delivery, run_jobs):
    services.erase(Person.objects.get())
    run_jobs()
    assert not mail.outbox


def test_a_server_that_is_down_loses_nothing_and_the_mail_goes_out_when_it_is_up(
    delivery, run_jobs, server_is_down, server_is_up, later
):
    run_jobs()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("queued", 1)
    assert delivery.last_error == "SMTPServerDisconnected: Connection unexpectedly closed"
    assert timedelta(seconds=50) < delivery.next_attempt_at - timezone.now() <= BACK_OFF[0]
    server_is_up()
    send_waiting_deliveries()
    run_jobs()
    assert not mail.outbox
    later(seconds=61)
    send_waiting_deliveries()
    run_jobs()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, delivery.last_error) == ("sent", 2, "")
    assert len(mail.outbox) == 1


def test_after_five_pauses_the_mail_has_failed_and_says_why(delivery, run_jobs, server_is_down, later):
    run_jobs()
    for pause in BACK_OFF:
        delivery.refresh_from_db()
        assert delivery.status == "queued"
        assert abs(delivery.next_attempt_at - timezone.now() - pause) < timedelta(seconds=30)
        later(seconds=pause.total_seconds() + 1)
        send_waiting_deliveries()
        run_jobs()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, delivery.next_attempt_at) == ("failed", 6, None)
    assert "closed" in delivery.last_error
    later(days=2)
    assert outbox.sweep() == []


def test_the_log_says_which_mail_failed_and_not_whose(delivery, run_jobs, settings, caplog, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    monkeypatch.setattr(Down, "error", SMTPRecipientsRefused({"ann@example.com": (550, b"No such user")}))
    run_jobs()
    assert str(delivery.uuid) in caplog.text
    assert "ann@example.com" not in caplog.text
    delivery.refresh_from_db()
    assert "No such user" in delivery.last_error


def test_a_worker_killed_before_it_took_the_mail_loses_nothing(delivery, run_jobs, later):
    DBTaskResult.objects.all().delete()
    assert outbox.sweep() == []
    later(seconds=PATIENCE.total_seconds() + 1)
    send_waiting_deliveries()
    run_jobs()
    assert len(mail.outbox) == 1


def test_a_worker_killed_while_sending_loses_nothing(delivery, run_jobs, later):
    assert outbox.claim(delivery.pk)
    DBTaskResult.objects.all().delete()
    later(seconds=LEASE.total_seconds() - 10)
    assert outbox.sweep() == []
    later(seconds=20)
    send_waiting_deliveries()
    run_jobs()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("sent", 2)
    assert len(mail.outbox) == 1


def test_of_two_workers_one_has_the_mail(delivery):
    assert outbox.claim(delivery.pk)
    assert not outbox.claim(delivery.pk)
    outbox.send(delivery.pk)
    assert not mail.outbox


def test_the_sweep_does_not_take_a_mail_from_a_worker_that_has_just_taken_it(delivery, later):
    later(seconds=PATIENCE.total_seconds() + 1)
    assert outbox.claim(delivery.pk)
    assert outbox.sweep() == []
    delivery.refresh_from_db()
    assert delivery.status == "sending"


def test_the_sweep_queues_a_task_once_for_each_mail(delivery, later):
    later(seconds=PATIENCE.total_seconds() + 1)
    assert outbox.sweep() == [delivery.pk]
    assert outbox.sweep() == []


def test_the_sweep_runs_every_minute():
    assert JOBS["newsletter.tasks.send_waiting_deliveries"].every == timedelta(minutes=1)


def test_the_real_worker_sends_what_waits(delivery, worker_within_the_test):
    call_command("run_worker", "--batch")
    assert len(mail.outbox) == 1


# Over a real wire


class Taker:
    """A mail server that refuses the first so many mails."""

    def __init__(self, refusals: int) -> None:
        self.refusals, self.taken = refusals, []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refusals:
            self.refusals -= 1
            return "451 Try again later"
        self.taken.append(envelope)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_a_real_server_gets_both_parts_and_the_headers_unbroken(settings, guidebook, run_jobs, later):
    taker = Taker(refusals=1)
    controller = Controller(taker, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
        person = subscriber("ann@bücher.example")
        Delivery.objects.all().delete()
        guidebook.title = "Zehn Grundsätze: für Führung 🏝 " + "und noch mehr Worte " * 8
        asked(person.email, page=guidebook)
        run_jobs()
        assert latest_mail().status == "queued"
        assert "Try again later" in latest_mail().last_error
        later(minutes=2)
        send_waiting_deliveries()
        run_jobs()
    finally:
        controller.stop()
    (envelope,) = taker.taken
    assert envelope.rcpt_tos == ["ann@xn--bcher-kva.example"]
    message = message_from_bytes(envelope.content, policy=default)
    assert message["Subject"].strip() == latest_mail().subject
    assert message["Message-ID"] == latest_mail().message_id
    header = message_from_bytes(envelope.content)["List-Unsubscribe"].strip()
    assert header == latest_mail().headers["List-Unsubscribe"]
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
