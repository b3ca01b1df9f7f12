"""What a mail server has taken is noted before its connection has another mail, and PostgreSQL's answer heard later."""

import pytest
from django.db import connection
from django.db.utils import ConnectionHandler
from django.utils import timezone
from psycopg.pq import TransactionStatus

from newsletter import notes, outbox
from newsletter.models import Delivery, Person
from newsletter.notes import Notes

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
only_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has the note when it is written.")


@pytest.fixture
def mails():
    person = Person.objects.create(email="ann@example.com")
    return [
        Delivery.objects.create(person=person, to=person.email, kind="welcome", status="sending", message_id=f"<{n}@a>")
        for n in range(3)
    ]


def status(mail: Delivery) -> str:
    """As somebody else sees it."""
    other = ConnectionHandler({"default": connection.settings_dict})["default"]
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT status, sent_at, next_attempt_at FROM newsletter_delivery WHERE id = %s", [mail.pk])
            found, sent_at, next_attempt_at = cursor.fetchone()
    finally:
        other.close()
    assert (sent_at is not None) == (found == "sent")
    assert not next_attempt_at
    return str(found)


def is_waiting() -> bool:
    return connection.connection.pgconn.transaction_status == TransactionStatus.ACTIVE


def test_all_that_was_noted_stands_in_the_end(mails):
    ours = Notes()
    with ours.being_heard():
        for mail in mails:
            ours.write(mail)
    for mail in mails:
        mail.refresh_from_db()
        assert (mail.status, timezone.now() > mail.sent_at) == ("sent", True)


@only_postgres
def test_nobody_waits_for_the_answer_before_there_is_another_note(mails):
    ours = Notes()
    ours.write(mails[0])
    assert is_waiting()
    ours.write(mails[1])
    assert status(mails[0]) == "sent"
    ours.hear()
    assert not is_waiting()
    assert status(mails[1]) == "sent"


@only_postgres
def test_whatever_else_is_asked_waits_for_the_answer(mails):
    ours = Notes()
    with ours.being_heard():
        ours.write(mails[0])
        assert Delivery.objects.filter(status="sent").count() == 1


@only_postgres
def test_a_note_is_written_though_its_writer_is_gone(mails):
    """As after `kill -9`: the connection ends with the answer unheard."""
    Notes().write(mails[0])
    connection.connection.pgconn.finish()
    connection.close()
    for _ in range(100):
        if status(mails[0]) == "sent":
            return
    pytest.fail("The note is lost.")


@only_postgres
def test_a_note_that_the_database_refuses_is_written_anew(mails, monkeypatch):
    ours = Notes()
    monkeypatch.setattr(notes, "STATEMENT", b"UPDATE nothing SET status = $1 WHERE id = $2")
    ours.write(mails[0])
    ours.hear()
    assert status(mails[0]) == "sent"


@only_postgres
def test_a_note_on_a_connection_that_is_lost_is_written_over_another(mails, monkeypatch):
    monkeypatch.setattr(outbox.time, "sleep", lambda seconds: None)
    ours = Notes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    other = ConnectionHandler({"default": connection.settings_dict})["default"]
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()
    ours.write(mails[0])
    ours.hear()
    assert status(mails[0]) == "sent"
