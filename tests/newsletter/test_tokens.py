"""Signed links say their purpose, expire, and hold no address."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter import tokens
from newsletter.tokens import LIFETIMES, Purpose

ANN = "ann@example.com"


@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_names_its_row_and_hides_the_address(purpose):
    uuid = uuid4()
    token = tokens.make(purpose, uuid, ANN)
    assert tokens.read(purpose, token).uuid == uuid
    assert "@" not in token
    assert "ann" not in token


@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_is_nothing_to_another_purpose(purpose):
    token = tokens.make(purpose, uuid4(), ANN)
    for other in set(Purpose) - {purpose}:
        with pytest.raises(tokens.ForgedError):
            tokens.read(other, token)


@given(st.uuids(), st.emails(), st.emails(), st.sampled_from(Purpose))
def test_a_token_is_for_the_address_that_it_was_mailed_to_and_no_other(uuid, address, other, purpose):
    claim = tokens.read(purpose, tokens.make(purpose, uuid, address))
    assert claim.uuid == uuid
    assert claim.is_for(address)
    assert claim.is_for(other) == (other == address)
    assert not claim.is_for("")


@given(st.text(max_size=200), st.sampled_from(Purpose))
def test_no_made_up_text_is_a_token(text, purpose):
    with pytest.raises(tokens.ForgedError):
        tokens.read(purpose, text)


@given(st.integers(min_value=0), st.characters(codec="ascii"))
def test_a_token_that_was_changed_in_one_place_is_none(place, character):
    token = tokens.make(Purpose.DOWNLOAD, uuid4(), ANN)
    place %= len(token)
    changed = token[:place] + character + token[place + 1 :]
    if changed == token:
        return
    with pytest.raises(tokens.ForgedError):
        tokens.read(Purpose.DOWNLOAD, changed)


@given(st.uuids(), st.uuids(), st.emails(), st.emails())
def test_no_token_is_made_of_parts_of_others(first, second, address, other):
    """Neither the row of one with the signature of another, nor the fingerprint."""
    head, _, tail = tokens.make(Purpose.CONFIRM, first, address).partition(".")
    other_head, _, other_tail = tokens.make(Purpose.CONFIRM, second, other).partition(".")
    for mixed in (f"{head}.{other_tail}", f"{other_head}.{tail}", f"{head[:32]}{other_head[32:]}.{tail}"):
        if mixed.partition(".")[0] in {head, other_head} and (first, address) == (second, other):
            continue
        if mixed.startswith(head) and mixed.endswith(tail):
            continue
        with pytest.raises(tokens.ForgedError):
            tokens.read(Purpose.CONFIRM, mixed)


@pytest.mark.parametrize("purpose", [purpose for purpose, lifetime in LIFETIMES.items() if lifetime])
def test_an_expired_token_still_says_what_it_was_for(purpose, later):
    uuid = uuid4()
    token = tokens.make(purpose, uuid, ANN)
    later(seconds=LIFETIMES[purpose].total_seconds() - 60)
    assert tokens.read(purpose, token).uuid == uuid
    later(seconds=120)
    with pytest.raises(tokens.ExpiredError) as caught:
        tokens.read(purpose, token)
    assert caught.value.claim.uuid == uuid
    assert caught.value.claim.is_for(ANN)


@pytest.mark.parametrize("purpose", [Purpose.UNSUBSCRIBE, Purpose.DOWNLOAD])
def test_links_to_leave_never_expire_and_downloads_have_their_own_date(purpose, later):
    uuid = uuid4()
    token = tokens.make(purpose, uuid, ANN)
    later(days=4000)
    assert tokens.read(purpose, token).uuid == uuid


def test_tokens_of_another_secret_are_forged(settings):
    token = tokens.make(Purpose.CONFIRM, uuid4(), ANN)
    settings.SECRET_KEY = "another-" + "y" * 50
    with pytest.raises(tokens.ForgedError):
        tokens.read(Purpose.CONFIRM, token)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_outlives_a_change_of_the_secret_that_keeps_the_old_one(settings, purpose):
    uuid = uuid4()
    token = tokens.make(purpose, uuid, ANN)
    settings.SECRET_KEY_FALLBACKS = ["between-" + "z" * 50, settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + "y" * 50
    claim = tokens.read(purpose, token)
    assert claim.uuid == uuid
    assert claim.is_for(ANN)
    assert not claim.is_for("bob@example.com")
