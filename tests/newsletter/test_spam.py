"""The signs by which a form looks as if no person had sent it."""

from datetime import timedelta

import pytest

from core.addresses import is_disposable
from core.http import connection_of
from core.stamps import Stamp
from newsletter.spam import Reason, limits, signs
from tests.factories.newsletter import aged

FORM = "guidebook-1"
STAMP = Stamp(FORM, "Write to me.").sign()


def found(**values: str) -> list[Reason]:
    usual = {"trap": "", "sent_stamp": aged(Stamp(FORM).sign(), 2), "form": FORM, "address": "ann@example.com"}
    return signs(**{**usual, **values})


def test_nothing_speaks_against_a_form_that_a_person_sent():
    assert found() == []
    assert found(trap=" ") == []


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"trap": "https://spam.example/"}, Reason.TRAP),
        ({"sent_stamp": ""}, Reason.NO_STAMP),
        ({"sent_stamp": "x"}, Reason.FORGED_STAMP),
        ({"sent_stamp": STAMP[:-1]}, Reason.FORGED_STAMP),
        ({"form": "guidebook-2"}, Reason.FOREIGN_STAMP),
        ({"form": "newsletter"}, Reason.FOREIGN_STAMP),
        ({"address": "ann@mailinator.com"}, Reason.DISPOSABLE),
        ({"address": "ann@sub.mailinator.com"}, Reason.DISPOSABLE),
    ],
)
def test_each_sign_is_seen(values, reason):
    assert found(**values) == [reason]


@pytest.mark.parametrize(
    ("seconds", "reasons"),
    [
        (-60, [Reason.TOO_FAST]),
        (0, [Reason.TOO_FAST]),
        (0.8, [Reason.TOO_FAST]),
        (1.1, []),
        (timedelta(days=30).total_seconds() - 60, []),
        (timedelta(days=30).total_seconds() + 60, [Reason.OLD_STAMP]),
    ],
)
def test_a_form_is_neither_sent_within_a_second_nor_after_a_month(seconds, reasons):
    assert found(sent_stamp=aged(Stamp(FORM).sign(), seconds)) == reasons


def test_all_signs_are_given_together():
    assert found(trap="x", sent_stamp="", address="ann@mailinator.com") == ["no-stamp", "trap", "disposable"]


@pytest.mark.parametrize("address", ["ann@example.com", "ann@gmail.com", "ann@leadersisland.example", "ann@com"])
def test_usual_providers_are_not_disposable(address):
    assert not is_disposable(address)


def test_every_reason_is_said_in_words():
    assert all(str(reason.label) != reason.value for reason in Reason)


# Limits


@pytest.mark.parametrize(
    ("ip", "connection"),
    [
        ("8.8.8.8", "8.8.8.8"),
        ("2a00:1450:4016:80a::200e", "2a00:1450:4016:80a::/64"),
        ("::ffff:8.8.8.8", "::ffff:8.8.8.8"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("10.1.2.3", ""),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_an_address_of_our_own_network_tells_no_reader_from_another(settings, ip, connection):
    settings.TRUSTED_PROXIES = []
    assert connection_of(ip) == connection


def test_behind_a_trusted_proxy_a_private_address_is_a_readers(settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert connection_of("10.1.2.3") == "10.1.2.3"


def test_a_form_is_counted_by_its_copy_its_address_and_its_connection():
    counted = limits(sent_stamp="x", address="a.nn+1@gmail.com", ip="8.8.8.8")
    assert [(limit.what, limit.who) for limit in counted] == [
        ("address", "ann@gmail.com"),
        ("stamp-reused", "x 8.8.8.8"),
        ("ip", "8.8.8.8"),
        ("ip", "8.8.8.8"),
    ]
    assert len({limit.key for limit in counted}) == 4
    assert [limit.weight for limit in counted] == [1, 1, 1, 1]
    assert [limit.what for limit in limits(sent_stamp="", address="ann@example.com", ip="127.0.0.1")] == ["address"]


def test_a_copy_that_came_with_a_sign_is_used_up():
    copy = limits(sent_stamp="x", address="ann@example.com", ip="", is_suspect=True)[1]
    assert copy.weight == copy.most
