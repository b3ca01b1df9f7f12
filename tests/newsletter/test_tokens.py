"""Signed links say their purpose, expire, and hold no address."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter import tokens
from newsletter.tokens import LIFETIMES, Purpose


@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_names_its_row(purpose):
    uuid = uuid4()
    token = tokens.make(purpose, uuid)
    assert tokens.read(purpose, token) == uuid
    assert "@" not in token


@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_is_nothing_to_another_purpose(purpose):
    token = tokens.make(purpose, uuid4())
    for other in set(Purpose) - {purpose}:
        with pytest.raises(tokens.ForgedError):
            tokens.read(other, token)


@given(st.text(max_size=200))
def test_no_made_up_text_is_a_token(text):
    with pytest.raises(tokens.ForgedError):
        tokens.read(Purpose.CONFIRM, text)


@given(st.integers(min_value=0), st.characters(codec="ascii"))
def test_a_token_that_was_changed_in_one_place_is_none(place, character):
    token = tokens.make(Purpose.DOWNLOAD, uuid4())
    place %= len(token)
    changed = token[:place] + character + token[place + 1 :]
    if changed == token:
        return
    with pytest.raises(tokens.ForgedError):
        tokens.read(Purpose.DOWNLOAD, changed)


@pytest.mark.parametrize("purpose", [purpose for purpose, lifetime in LIFETIMES.items() if lifetime])
def test_an_expired_token_still_says_what_it_was_for(purpose, later):
    uuid = uuid4()
    token = tokens.make(purpose, uuid)
    later(seconds=LIFETIMES[purpose].total_seconds() - 60)
    assert tokens.read(purpose, token) == uuid
    later(seconds=120)
    with pytest.raises(tokens.ExpiredError) as caught:
        tokens.read(purpose, token)
    assert caught.value.uuid == uuid


@pytest.mark.parametrize("purpose", [Purpose.UNSUBSCRIBE, Purpose.DOWNLOAD])
def test_links_to_leave_never_expire_and_downloads_have_their_own_date(purpose, later):
    uuid = uuid4()
    token = tokens.make(purpose, uuid)
    later(days=4000)
    assert tokens.read(purpose, token) == uuid


def test_tokens_of_another_secret_are_forged(settings):
    token = tokens.make(Purpose.CONFIRM, uuid4())
    settings.SECRET_KEY = "another-" + "y" * 50
    with pytest.raises(tokens.ForgedError):
        tokens.read(Purpose.CONFIRM, token)


@given(st.text(max_size=300))
def test_a_wording_comes_back_as_it_was_shown(wording):
    signed = tokens.sign_wording(wording)
    assert tokens.read_wording(signed) == wording
    assert tokens.sign_wording(wording) == signed


@given(st.text(max_size=100))
def test_a_made_up_wording_is_none(text):
    assert tokens.read_wording(text) is None
