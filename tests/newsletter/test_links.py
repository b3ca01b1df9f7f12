"""Mailed links of every kind: to look changes nothing, and none outlives an erasure or a change of address."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import get_resolver

from newsletter import services
from newsletter.models import Person
from newsletter.tokens import Purpose, make
from tests.factories.newsletter import WORDING, asked, latest_download

pytestmark = pytest.mark.django_db
# The first two lead to pages of the site, and do nothing by themselves; who has only commented is no person
# (`test_comments.py`).
MAILED = sorted(set(Purpose) - {Purpose.THANKS, Purpose.KNOWN, Purpose.MY_COMMENTS})
NEW = "ann@new.example"


@pytest.fixture
def links(guidebook) -> dict[str, str]:
    """A link of each kind, to somebody to whom all of them could have been mailed."""
    person = asked(page=guidebook, wording=WORDING).person
    waiting = person.consents.get()
    withdrawal = services.unsubscribe(services.sign_up(address="bob@example.com", wording=WORDING).person)
    services.ask_for_new_address(person, NEW)
    rows: dict[str, tuple[Any, str]] = {
        Purpose.CONFIRM: (waiting, person.email),
        Purpose.DOWNLOAD: (latest_download(), person.email),
        Purpose.UNSUBSCRIBE: (person, person.email),
        Purpose.UNDO: (withdrawal, "bob@example.com"),
        Purpose.MY_DATA: (person, person.email),
        Purpose.CHANGE_ADDRESS: (person, NEW),
    }
    return {purpose: f"/newsletter/{purpose}/{make(purpose, row.uuid, to)}/" for purpose, (row, to) in rows.items()}


def everything() -> list[Any]:
    return [services.export(person) for person in Person.objects.order_by("pk")]


def test_each_purpose_has_a_page():
    names = {key for key in get_resolver("newsletter.urls").reverse_dict if isinstance(key, str)}
    assert set(MAILED) <= names


@pytest.mark.parametrize("purpose", MAILED)
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_opens_it_again_and_again_changes_nothing(client, links, purpose, method):
    before = everything()
    statuses = {getattr(client, method)(links[purpose]).status_code for _ in range(3)}
    assert statuses <= {200, 405}
    assert everything() == before


@pytest.mark.parametrize("purpose", MAILED)
def test_no_link_outlives_an_erasure(client, links, purpose):
    for person in Person.objects.all():
        services.erase(person)
    assert client.get(links[purpose]).status_code == client.post(links[purpose]).status_code == 404
    assert not Person.objects.exists()


@pytest.mark.parametrize("purpose", sorted({*MAILED} - {Purpose.CHANGE_ADDRESS}))
def test_no_link_outlives_a_change_of_address(client, links, purpose):
    for number, person in enumerate(Person.objects.order_by("pk")):
        services.ask_for_new_address(person, f"moved-{number}@new.example")
        services.change_address(person)
    before = everything()
    for ask in actions(client, links[purpose], purpose):
        assert ask().status_code == 404
    assert everything() == before


def actions(client: Any, link: str, purpose: Purpose) -> list[Callable[[], Any]]:
    """What a link of this kind could do."""
    if purpose == Purpose.UNDO:
        return [lambda: client.post(link)]
    if purpose == Purpose.MY_DATA:
        return [
            lambda: client.get(link),
            *(lambda a=a: client.post(f"{link}{a}/") for a in ("erase", "name", "pause-1")),
        ]
    return [lambda: client.get(link), lambda: client.post(link)]
