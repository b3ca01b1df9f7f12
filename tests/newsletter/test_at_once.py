"""What a row must hold when requests meet: threads with connections of their own, as a server has them."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from newsletter import outbox, services
from newsletter.models import Consent, Delivery, GuidebookSubmission, Person
from tests.conftest import new_client
from tests.factories.newsletter import WORDING, asked, fill_in, latest_mail

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
THREADS = 4


def at_once(work: Callable[[int], Any], number: int) -> list[Any]:
    def run(index: int) -> Any:
        try:
            return work(index)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(number)))


@pytest.fixture(autouse=True)
def close_connections() -> Iterator[None]:
    yield
    connections.close_all()


def test_requests_for_one_new_address_make_one_person_and_at_most_five_mails(guidebook):
    def ask(index: int) -> int:
        spelling = ["ann@example.com", "ANN@example.com", " Ann@Example.com"][index % 3]
        return fill_in(new_client(), guidebook.url, email=spelling, newsletter="on").status_code

    assert at_once(ask, 12) == [303] * 12
    assert Person.objects.get().email == "ann@example.com"
    assert GuidebookSubmission.objects.count() == Consent.objects.count() == 12
    assert Delivery.objects.filter(status="queued").count() == 5
    assert Delivery.objects.filter(status="held").count() == 7


def test_a_confirmation_pressed_at_once_is_one_receipt(path_in):
    services.sign_up(address="ann@example.com", wording=WORDING)
    link = path_in(latest_mail(), "confirm")
    statuses = at_once(lambda _: new_client().post(link).status_code, 6)
    assert sorted(statuses) == [303, 410, 410, 410, 410, 410]
    assert Consent.objects.filter(action="confirmed").count() == 1


def test_a_download_pressed_at_once_gives_the_file_once(guidebook, path_in):
    asked(page=guidebook, wording=WORDING)
    link = path_in(latest_mail(), "download")
    statuses = at_once(lambda _: new_client().post(link).status_code, 6)
    assert sorted(statuses) == [200, 410, 410, 410, 410, 410]
    assert Consent.objects.filter(action="confirmed").count() == 1


def test_leaving_at_once_is_leaving_once():
    consent = services.sign_up(address="ann@example.com", wording=WORDING)
    services.confirm(consent)
    assert len({receipt.pk for receipt in at_once(lambda _: services.unsubscribe(consent.person), 6)}) == 1
    assert Consent.objects.filter(action="withdrawn").count() == 1


def test_of_many_workers_one_takes_the_mail(guidebook):
    asked(page=guidebook)
    assert sorted(len(batch) for batch in at_once(lambda _: outbox.claim(), 8)) == [0] * 7 + [1]
    mail = latest_mail()
    assert (mail.status, mail.attempts) == ("sending", 1)
