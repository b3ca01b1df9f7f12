"""Writing, where many rows come at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from core.sql import count_rows, insert, turn
from newsletter.models import Consent, Delivery, Person

pytestmark = pytest.mark.django_db


def person(**values) -> Person:
    return Person(email=f"{uuid4().hex}@example.com", **values)


def test_a_row_is_stored_as_save_stores_it():
    """Defaults, dates that are set by themselves, JSON and empty values included."""
    one, other = person(first_touch={"source": "a’b"}), person(first_touch={"source": "a’b"})
    assert insert(one)
    other.save()
    stored = Person.objects.in_bulk([one.pk, other.pk])
    alike = [
        field.name for field in Person._meta.concrete_fields if field.name not in {"id", "uuid", "email", "created_at"}
    ]
    for name in alike:
        assert getattr(stored[one.pk], name) == getattr(stored[other.pk], name), name
    for name in ("uuid", "email", "created_at"):
        assert getattr(stored[one.pk], name) == getattr(one, name)


def test_the_row_is_one_that_can_be_saved_and_belongs_to_others():
    one = person()
    insert(one)
    one.name = "Ann"
    one.save()
    mail = Delivery(person=one, to=one.email, kind=Delivery.Kind.WELCOME, message_id=f"<{uuid4()}>")
    insert(mail)
    assert Delivery.objects.get().person.name == "Ann"


def test_a_receipt_cannot_be_changed_after_it():
    one = person()
    insert(one)
    receipt = Consent(person=one, action=Consent.Action.GIVEN, wording="Yes.")
    insert(receipt)
    with pytest.raises(Exception, match="cannot be changed"):
        receipt.save()


def test_what_is_there_already_is_left_alone_where_that_is_asked():
    one = person(name="Ann")
    insert(one)
    again = Person(email=one.email, name="Ben")
    assert not insert(again, unless="email")
    assert again.pk is None
    assert Person.objects.get().name == "Ann"


def test_what_is_there_already_is_an_error_otherwise():
    one = person()
    insert(one)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Person(email=one.email))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Person(email="ann@example.com", uuid=one.uuid), unless="email")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps each statement by itself.")
def test_a_statement_that_comes_again_and_again_is_kept_by_the_database():
    for _ in range(8):
        insert(person())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%newsletter_person%'")
        assert cursor.fetchone()[0]


# Taking turns


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no need of it.")
def test_one_writes_after_the_other(transactional_db):
    inside, most = [], []

    def write() -> None:
        with turn():
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: write(), range(12)))
    assert most == [1] * 12


def test_whoever_writes_already_does_not_wait_for_a_turn_of_their_own(transactional_db):
    with turn(), transaction.atomic(), turn():
        insert(person())
    assert Person.objects.count() == 1


def test_a_turn_ends_with_an_error_too(transactional_db):
    with suppress(ValueError), turn():
        raise ValueError("whatever goes wrong")
    with turn():
        insert(person())


def test_the_database_is_told_how_large_its_tables_are(db):
    count_rows()
    known = {
        "sqlite": "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'wagtailcore_page'",
        "postgresql": "SELECT count(*) FROM pg_stats WHERE tablename = 'wagtailcore_page'",
    }
    with connection.cursor() as cursor:
        cursor.execute(known[connection.vendor])
        assert cursor.fetchone()[0]
