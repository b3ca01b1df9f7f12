"""A mail is a row until a server has taken it; the rows are the queue."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.scheduling import JOBS
from newsletter import letters, outbox, services
from newsletter.models import Delivery, GuidebookSubmission
from newsletter.outbox import BACK_OFF, BATCH, LEASE, MOST_ATTEMPTS, quick_notes
from tests.factories.newsletter import WORDING, asked, latest_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery(guidebook):
    asked(page=guidebook)
    return latest_mail()


@pytest.fixture
def backlog(delivery):
    """Makes so many mails more that wait."""

    def make(number: int, **fields) -> None:
        Delivery.objects.bulk_create(
            Delivery(
                kind=delivery.kind,
                person=delivery.person,
                to=delivery.to,
                subject=delivery.subject,
                context=delivery.context,
                message_id=f"<{index}-{len(fields)}@example.com>",
                **{"next_attempt_at": timezone.now(), **fields},
            )
            for index in range(number)
        )

    return make


# Writing


def test_a_mail_is_written_with_the_request_or_not_at_all(guidebook):
    def fail_after_asking() -> None:
        with transaction.atomic():
            asked(page=guidebook)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_asking()
    assert not GuidebookSubmission.objects.exists()
    assert not Delivery.objects.exists()


def test_the_row_is_the_queue(delivery):
    assert (delivery.status, delivery.attempts) == ("queued", 0)
    assert delivery.next_attempt_at <= timezone.now()
    assert not DBTaskResult.objects.exists()


def test_a_row_holds_what_the_mail_is_made_of_and_no_link(guidebook, settings):
    guidebook.title, guidebook.mail_text = "R&D", "Good to have you."
    submission = asked(page=guidebook, wording=WORDING)
    mail = latest_mail()
    assert mail.context == {
        "links": {"download": submission.downloads.get().uuid.hex},
        "values": {"title": "R&D", "days": 7, "wording": WORDING, "is_agreed": False, "text": "Good to have you."},
    }
    assert mail.subject == "Your guidebook: R&D"
    assert mail.message_id == f"<{mail.uuid.hex}@leadersisland.example>"


def test_nothing_is_rendered_while_a_request_is_stored(guidebook, monkeypatch):
    monkeypatch.setattr(letters, "compose", None)
    monkeypatch.setattr(letters, "link", None)
    asked(page=guidebook, wording=WORDING)
    services.sign_up(address="bob@example.com", wording=WORDING)
    assert Delivery.objects.count() == 2


def test_a_held_mail_waits_for_nothing(delivery):
    held = services.post.write("guidebook", delivery.person, {}, {"title": "A book"}, is_held=True)
    assert (held.status, held.next_attempt_at) == ("held", None)


# Taking


def test_of_two_workers_one_has_the_mail(delivery):
    assert outbox.claim() == [delivery]
    assert outbox.claim() == []
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("sending", 1)
    assert abs(delivery.next_attempt_at - timezone.now() - LEASE) < timedelta(seconds=30)


def test_a_batch_is_taken_with_its_people_in_three_statements(delivery, backlog, django_assert_num_queries):
    backlog(BATCH + 5)
    with django_assert_num_queries(4):  # Two of them are the savepoint of a test.
        batch = outbox.claim()
        assert {row.person.email for row in batch} == {delivery.to}
    assert len(batch) == BATCH
    assert len(outbox.claim()) == 6


def test_the_longest_waiting_go_first(delivery, backlog):
    backlog(2, next_attempt_at=timezone.now() - timedelta(hours=1))
    assert [row.message_id for row in outbox.claim()] == ["<0-1@example.com>", "<1-1@example.com>", delivery.message_id]


@pytest.mark.parametrize("status", ["sent", "failed", "held"])
def test_what_is_done_with_is_never_taken(delivery, status):
    Delivery.objects.update(status=status, next_attempt_at=None)
    assert outbox.claim() == []


def test_a_mail_whose_time_has_not_come_is_left(delivery, later):
    Delivery.objects.update(next_attempt_at=timezone.now() + timedelta(minutes=1))
    assert outbox.claim() == []
    later(seconds=61)
    assert outbox.claim() == [delivery]


def test_what_was_claimed_and_not_begun_is_given_back_as_it_was(delivery):
    outbox.release(outbox.claim())
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("queued", 0)
    assert outbox.claim() == [delivery]


# A worker that is lost


def test_a_lease_ends_so_that_a_killed_worker_loses_nothing(delivery, later):
    outbox.claim()
    later(seconds=LEASE.total_seconds() - 10)
    assert outbox.claim() == []
    later(seconds=20)
    assert [row.attempts for row in outbox.claim()] == [2]


def test_what_a_lost_worker_had_in_hand_is_tried_alone(delivery, backlog, later):
    """One of them may be why it was lost; the others must not be lost with it again."""
    backlog(3)
    assert len(outbox.claim()) == 4
    later(seconds=LEASE.total_seconds() + 1)
    backlog(1, created_at=timezone.now())
    assert [len(outbox.claim()) for _ in range(6)] == [1, 1, 1, 1, 1, 0]


def test_a_mail_that_its_workers_do_not_survive_fails_in_the_end(delivery, later):
    for _ in range(MOST_ATTEMPTS):
        assert outbox.claim() == [delivery]
        outbox.give_up_on_lost()
        later(seconds=LEASE.total_seconds() + 1)
    assert outbox.claim() == []
    outbox.give_up_on_lost()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, delivery.next_attempt_at) == ("failed", 6, None)
    assert delivery.last_error == "The worker was lost with it 6 times."
    assert "newsletter.tasks.give_up_on_lost_mails" in JOBS


# What comes of an attempt


def test_a_sent_mail_says_when_and_waits_for_nothing(delivery):
    (mail,) = outbox.claim()
    outbox.mark_sent(mail)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, delivery.next_attempt_at, delivery.last_error) == ("sent", 1, None, "")
    assert timezone.now() - delivery.sent_at < timedelta(seconds=30)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_database_that_is_locked_is_asked_until_the_note_is_written(delivery, monkeypatch):
    """Else the lease would end, and the mail that a server has would be sent again."""
    (mail,), cursor, refusals = outbox.claim(), connection.cursor, [OperationalError("database is locked")] * 3

    def locked():
        if refusals:
            raise refusals.pop()
        return cursor()

    pauses = []
    monkeypatch.setattr(outbox.time, "sleep", pauses.append)
    monkeypatch.setattr(connection, "cursor", locked)
    outbox.mark_sent(mail)
    delivery.refresh_from_db()
    assert delivery.status == "sent"
    assert pauses == [0.05, 0.1, 0.2]


@pytest.mark.parametrize("attempts", range(1, MOST_ATTEMPTS + 1))
def test_after_each_failure_comes_a_longer_pause_and_after_the_last_none(delivery, attempts):
    delivery.attempts = attempts
    outbox.note_failure(delivery, ConnectionError("away"))
    delivery.refresh_from_db()
    assert delivery.last_error == "ConnectionError: away"
    if attempts == MOST_ATTEMPTS:
        assert (delivery.status, delivery.next_attempt_at) == ("failed", None)
    else:
        assert delivery.status == "queued"
        assert abs(delivery.next_attempt_at - timezone.now() - BACK_OFF[attempts - 1]) < timedelta(seconds=30)


def test_a_refusal_for_good_ends_it_at_once(delivery):
    outbox.note_failure(delivery, ConnectionError("No such user\x00"), is_final=True)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.next_attempt_at) == ("failed", None)
    assert delivery.last_error == "ConnectionError: No such user"


@pytest.mark.parametrize("status", ["failed", "held", "queued"])
def test_a_mail_that_never_left_can_be_queued_anew(delivery, status):
    Delivery.objects.update(status=status, attempts=6, next_attempt_at=None, last_error="away")
    services.resend(delivery)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, delivery.last_error) == ("queued", 0, "")
    assert outbox.claim() == [delivery]


def test_a_mail_that_a_worker_has_in_hand_is_left_to_it(delivery):
    outbox.claim()
    services.resend(delivery)
    assert outbox.claim() == []


# On the disk


def waits_for_disk() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit")
        return cursor.fetchone()[0] in {2, "on"}


def test_only_notes_of_mails_do_not_wait_for_the_disk(transactional_db):
    assert waits_for_disk()
    with suppress(ValueError), quick_notes():
        assert not waits_for_disk()
        raise ValueError("whatever goes wrong")
    assert waits_for_disk()
