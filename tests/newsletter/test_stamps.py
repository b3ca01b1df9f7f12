"""The stamp that a form bears: it comes back as it went out, and is nothing to another form."""

from dataclasses import replace
from datetime import timedelta
from time import time

import pytest
from django.core import signing
from hypothesis import given
from hypothesis import strategies as st

from core.stamps import LONGEST_AGE, Stamp, signer
from newsletter.spam import signs
from newsletter.stamps import guidebook_form

texts = st.text(max_size=300)
numbers = st.none() | st.integers(1, 2**31)
stamps = st.builds(
    Stamp,
    form=texts,
    wording=texts,
    revision=numbers,
    placement=texts,
    shown_on=numbers,
    time=st.floats(0, 4e9).map(lambda time: round(time, 3)),
    number=texts,
)


@given(stamps)
def test_a_stamp_comes_back_as_it_was_signed(stamp):
    assert Stamp.read(stamp.sign()) == stamp
    assert stamp.sign() == stamp.sign()


@given(texts)
def test_a_made_up_stamp_is_none(text):
    assert Stamp.read(text) is None


@pytest.mark.parametrize("values", [None, 1, [], "newsletter", ["a", "b", 1, "page", None, 1, "x", 2]])
def test_what_we_signed_in_another_shape_is_none(values):
    assert Stamp.read(signer().sign_object(values)) is None


def test_what_was_signed_for_another_purpose_is_none():
    values = ["newsletter", "", None, "page", None, 1.0]
    assert Stamp.read(signing.Signer(salt="newsletter.wording").sign_object(values)) is None


def test_no_letter_of_a_stamp_can_be_changed():
    signed = Stamp(guidebook_form(7), "Write to me.").sign()
    for position in range(0, len(signed), 7):
        changed = signed[:position] + ("A" if signed[position] != "A" else "B") + signed[position + 1 :]
        assert Stamp.read(changed) is None


def test_a_stamp_knows_its_age(later):
    stamp = Stamp("newsletter")
    assert stamp.age < timedelta(seconds=1)
    later(days=31)
    assert stamp.age > LONGEST_AGE


def test_the_same_words_of_the_same_form_are_the_same_wherever_it_stood():
    stamp = Stamp("newsletter", "Write to me.", 3)
    assert stamp.says_the_same_as(replace(stamp, placement="footer", shown_on=9, time=1.0))
    assert stamp.says_the_same_as(stamp.for_one_reader())
    for other in (replace(stamp, form="x"), replace(stamp, wording="x"), replace(stamp, revision=4)):
        assert not stamp.says_the_same_as(other)


def test_a_new_stamp_stands_where_the_old_one_stood():
    new, old = Stamp("newsletter", "New."), Stamp("newsletter", "Old.", placement="footer", shown_on=9)
    placed = new.in_place_of(old)
    assert (placed.wording, placed.placement, placed.shown_on) == ("New.", "footer", 9)
    assert new.in_place_of(None) is new
    assert new.in_place_of(replace(old, form="another")) is new


# The stamp for one reader


@pytest.fixture
def fetch(client):
    return lambda stamp: client.get("/newsletter/stamp/", {"stamp": stamp})


def test_two_readers_of_one_copy_get_two_stamps_which_say_what_it_said(fetch):
    shared = Stamp("newsletter", "Write to me.", 3, "footer", 9)
    first, second = (Stamp.read(fetch(shared.sign()).content.decode()) for _ in range(2))
    assert first != second
    assert replace(first, number="") == replace(second, number="") == Stamp.read(shared.sign())


def test_a_stamp_that_was_fetched_is_kept_by_no_cache_and_sets_no_cookie(fetch):
    answer = fetch(Stamp("newsletter").sign())
    assert answer["Content-Type"] == "text/plain"
    assert "private" in answer["Cache-Control"]
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_a_reader_who_is_quick_on_a_page_that_is_not_has_been_long_enough(fetch):
    stamp = fetch(Stamp("newsletter", time=time() - 60).sign()).content.decode()
    assert signs(trap="", sent_stamp=stamp, form="newsletter", address="ann@example.com") == []


@pytest.mark.parametrize("stamp", ["", "x", Stamp("newsletter").sign()[:-1]])
def test_for_what_we_never_signed_there_is_no_stamp(fetch, stamp):
    assert fetch(stamp).status_code == 400


def test_for_an_old_stamp_there_is_none_and_for_a_young_one_there_is(fetch, later):
    stamp = Stamp("newsletter").sign()
    later(days=29)
    assert fetch(stamp).status_code == 200
    later(days=2)
    assert fetch(stamp).status_code == 400


def test_nothing_can_be_sent_to_the_address_of_stamps(client):
    assert client.post("/newsletter/stamp/", {"stamp": Stamp("newsletter").sign()}).status_code == 405
