"""The worker sends what the outbox holds, over connections that it keeps."""

import socket
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused, SMTPServerDisconnected
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from anymail.exceptions import AnymailRecipientsRefused
from django.core import mail
from django.core.mail.backends import locmem
from django.core.management import call_command
from django.utils import timezone

from core.drains import DRAINS
from newsletter import outbox, sending, services
from newsletter.models import Delivery, Person
from newsletter.outbox import BACK_OFF
from newsletter.sending import send_due
from tests.factories.newsletter import asked, latest_mail, subscriber

pytestmark = pytest.mark.django_db


class Provider(locmem.EmailBackend):
    """A mail server that can be away, refuse a connection, or refuse a mail."""

    opened, closed, is_away, errors = 0, 0, False, []

    def open(self) -> bool:
        if Provider.is_away:
            raise ConnectionRefusedError("Nobody there")
        Provider.opened += 1
        return True

    def close(self) -> None:
        Provider.closed += 1
        raise OSError("Already gone")

    def send_messages(self, email_messages: Any) -> int:
        if Provider.errors and (error := Provider.errors.pop(0)):
            raise error
        return super().send_messages(email_messages)


@pytest.fixture
def provider(settings):
    settings.WORKER_EMAIL_BACKEND = f"{__name__}.Provider"
    Provider.opened, Provider.closed, Provider.is_away, Provider.errors = 0, 0, False, []
    return Provider


@pytest.fixture
def delivery(guidebook):
    asked(page=guidebook)
    return latest_mail()


@pytest.fixture
def mails(guidebook):
    """Four mails, each to another person."""
    return [asked(f"{name}@example.com", page=guidebook).deliveries.get() for name in ("ann", "bob", "cyd", "dan")]


def go_on() -> bool:
    return True


def statuses() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("status", flat=True))


def test_nothing_is_sent_within_the_request(delivery):
    assert not mail.outbox


def test_the_worker_sends_it_once(delivery, run_jobs):
    for _ in range(3):
        run_jobs()
    assert len(mail.outbox) == 1
    assert statuses() == ["sent"]


def test_the_real_worker_sends_what_waits(delivery, worker_within_the_test):
    call_command("run_worker", "--batch")
    assert len(mail.outbox) == 1
    assert "newsletter.tasks.send_due_mails" in DRAINS


def test_the_mail_bears_the_message_id_that_it_was_given_when_written(delivery, run_jobs):
    run_jobs()
    assert mail.outbox[0].message()["Message-ID"] == delivery.message_id


def test_a_mail_that_is_gone_is_left_alone(delivery, run_jobs):
    services.erase(Person.objects.get())
    run_jobs()
    assert not mail.outbox


def test_while_nothing_is_due_one_question_is_asked_and_nothing_is_written(guidebook, django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        assert send_due(go_on) is False
    assert queries[0]["sql"].startswith("SELECT")


def test_one_connection_serves_many_mails_and_is_closed_when_none_is_left(mails, provider):
    assert send_due(go_on) is False
    assert (provider.opened, provider.closed) == (1, 1)
    assert [message.to for message in mail.outbox] == [[delivery.to] for delivery in mails]


def test_each_mail_is_noted_before_the_next_one_begins(mails, provider, monkeypatch):
    seen = []
    send = Provider.send_messages
    monkeypatch.setattr(Provider, "send_messages", lambda self, found: seen.append(statuses()) or send(self, found))
    send_due(go_on)
    assert seen == [["sent"] * number + ["sending"] * (4 - number) for number in range(4)]


def test_a_server_that_is_away_loses_nothing_and_is_not_asked_for_each_mail(mails, provider, later):
    provider.is_away = True
    assert send_due(go_on) is False
    assert statuses() == ["queued"] * 4
    assert {row.last_error for row in Delivery.objects.all()} == {"ConnectionRefusedError: Nobody there"}
    provider.is_away = False
    send_due(go_on)
    assert not mail.outbox
    later(seconds=BACK_OFF[0].total_seconds() + 1)
    send_due(go_on)
    assert statuses() == ["sent"] * 4
    assert [row.last_error for row in Delivery.objects.all()] == [""] * 4


def test_an_error_costs_one_mail_an_attempt_and_the_others_a_new_connection(mails, provider):
    provider.errors = [None, SMTPServerDisconnected("Connection unexpectedly closed")]
    send_due(go_on)
    assert statuses() == ["sent", "queued", "sent", "sent"]
    assert provider.opened == 2
    mails[1].refresh_from_db()
    assert mails[1].last_error == "SMTPServerDisconnected: Connection unexpectedly closed"
    assert timedelta(seconds=50) < mails[1].next_attempt_at - timezone.now() <= BACK_OFF[0]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SMTPRecipientsRefused({"ann@example.com": (550, b"No such user")}), "failed"),
        (SMTPRecipientsRefused({"ann@example.com": (451, b"Greylisted")}), "queued"),
        (SMTPDataError(554, b"Spam"), "failed"),
        (SMTPDataError(452, b"Full"), "queued"),
        (SMTPSenderRefused(530, b"Authentication required", "hello@example.com"), "queued"),
        (AnymailRecipientsRefused("Inactive"), "failed"),
        (TimeoutError("timed out"), "queued"),
        (ValueError("Something of the provider's own"), "queued"),
    ],
)
def test_what_is_refused_for_good_fails_at_once_and_all_else_is_tried_again(delivery, provider, error, status):
    provider.errors = [error]
    send_due(go_on)
    assert statuses() == [status]


def test_a_mail_that_cannot_be_made_does_not_stop_the_others(mails):
    Delivery.objects.filter(pk=mails[0].pk).update(context={})
    send_due(go_on)
    assert statuses() == ["queued", "sent", "sent", "sent"]
    assert latest_mail().last_error == ""
    assert "KeyError" in Delivery.objects.get(pk=mails[0].pk).last_error


def test_a_backend_that_says_it_sent_nothing_is_believed(delivery, provider, monkeypatch):
    monkeypatch.setattr(Provider, "send_messages", lambda self, found: 0)
    send_due(go_on)
    assert statuses() == ["queued"]
    assert "NotTakenError" in latest_mail().last_error


def test_the_log_says_which_mail_failed_and_not_whose(delivery, provider, caplog):
    provider.errors = [SMTPRecipientsRefused({"ann@example.com": (550, b"No such user")})]
    send_due(go_on)
    assert str(delivery.uuid) in caplog.text
    assert "ann@example.com" not in caplog.text
    assert "No such user" in latest_mail().last_error


def test_a_worker_that_is_told_to_stop_ends_after_the_mail_it_is_at_and_gives_back_the_rest(mails):
    answers = iter([True, True, True, False])
    assert send_due(lambda: next(answers, False)) is True
    assert statuses() == ["sent", "sent", "queued", "queued"]
    assert list(Delivery.objects.filter(status="queued").values_list("attempts", flat=True)) == [0, 0]


def test_after_a_short_batch_what_came_in_meanwhile_goes_with_the_next(mails, monkeypatch):
    only_once = iter([outbox.claim])
    monkeypatch.setattr(outbox, "claim", lambda: next(only_once)())
    assert send_due(go_on) is False
    assert statuses() == ["sent"] * 4


def test_a_turn_ends_so_that_other_work_gets_its_own(mails, monkeypatch):
    monkeypatch.setattr(sending, "TURN", 0.0)
    assert send_due(go_on) is True
    assert statuses() == ["queued"] * 4


def test_a_mail_sent_costs_one_statement_beside_those_of_its_batch(mails, django_assert_num_queries):
    with django_assert_num_queries(6 + len(mails)):
        send_due(go_on)


def test_it_is_told_how_to_leave_who_has_a_newsletter_by_then(guidebook, run_jobs):
    asked(page=guidebook)
    Person.objects.update(newsletter="confirmed")
    run_jobs()
    assert "List-Unsubscribe" in mail.outbox[0].message()


# Over a real wire


class Taker:
    """A mail server that answers the first mails as it is told, and takes the others."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.taken, self.sessions = list(answers), [], set()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        self.taken.append(envelope)
        self.sessions.add(session.peer)
        return "250 OK"


@pytest.fixture
def smtp(settings):
    """Starts a real mail server."""
    controllers = []

    def start(taker: Taker) -> Taker:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        controllers.append(Controller(taker, hostname="127.0.0.1", port=port))
        controllers[0].start()
        settings.WORKER_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        return taker

    yield start
    for controller in controllers:
        controller.stop()


def test_a_real_server_gets_both_parts_and_the_headers_unbroken(smtp, guidebook, later):
    taker = smtp(Taker("451 Try again later"))
    person = subscriber("ann@bücher.example")
    Delivery.objects.all().delete()
    guidebook.title = "Zehn Grundsätze: für Führung 🏝 " + "und noch mehr Worte " * 8
    asked(person.email, page=guidebook)
    send_due(go_on)
    assert latest_mail().status == "queued"
    assert "Try again later" in latest_mail().last_error
    later(minutes=2)
    send_due(go_on)
    (envelope,) = taker.taken
    assert envelope.rcpt_tos == ["ann@xn--bcher-kva.example"]
    message = message_from_bytes(envelope.content, policy=default)
    assert message["Subject"].strip() == latest_mail().subject
    assert message["Message-ID"] == latest_mail().message_id
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert message_from_bytes(envelope.content)["List-Unsubscribe"].strip(" <>") in text.get_content()


def test_a_550_fails_and_a_451_waits_and_the_connection_is_made_anew(smtp, mails):
    taker = smtp(Taker("550 No such user", "451 Later"))
    send_due(go_on)
    assert statuses() == ["failed", "queued", "sent", "sent"]
    assert len(taker.taken) == 2
    assert len(taker.sessions) == 1


def test_a_backlog_goes_over_two_connections_and_each_mail_once(smtp, guidebook, monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 5)
    taker = smtp(Taker())
    for number in range(40):
        asked(f"reader-{number}@example.com", page=guidebook)
    assert send_due(go_on) is False
    assert len({envelope.rcpt_tos[0] for envelope in taker.taken}) == len(taker.taken) == 40
    assert statuses() == ["sent"] * 40
    assert len(taker.sessions) == 2


def test_a_server_that_takes_only_one_connection_gets_everything_over_it(smtp, mails, monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 4)
    taker, opened = smtp(Taker()), []

    def only_one(line: sending.Line) -> None:
        if not line.backend:
            opened.append(line)
            if len(opened) == 2:
                raise SMTPServerDisconnected("421 Too many connections")
        open_line(line)

    open_line = sending.Line.open
    monkeypatch.setattr(sending.Line, "open", only_one)
    send_due(go_on)
    assert statuses() == ["sent"] * 4
    assert [row.last_error for row in Delivery.objects.all()] == [""] * 4
    assert len(taker.sessions) == 1


def test_what_one_connection_fails_at_costs_the_other_nothing(smtp, mails, monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 4)
    taker = smtp(Taker("451 Later"))
    send_due(go_on)
    assert sorted(statuses()) == ["queued", "sent", "sent", "sent"]
    assert len(taker.taken) == 3
