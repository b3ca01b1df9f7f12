"""By which way somebody came, as a form tells it."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsletter.attribution import KEYS, LONGEST, read, source_of

FIRST = {"utm_source": "LinkedIn", "utm_campaign": "Autumn", "landing_page": "/lead-better/"}
LAST = {"referrer": "news.example.com", "landing_page": "/articles/", "article": "/articles/ann/ask/"}


def sent(first=None, last=None):
    return {"first_touch": json.dumps(first), "last_touch": json.dumps(last)}


def test_both_touches_come_with_the_form():
    assert read(sent(FIRST, LAST), "https://example.com/elsewhere/?utm_source=x") == (FIRST, LAST)


def test_without_script_the_page_of_the_form_says_what_it_can():
    page = "https://example.com/articles/ann/ask/?utm_source=mail&utm_term=a+b&q=secret#x"
    touch = {"utm_source": "mail", "utm_term": "a b", "landing_page": "/articles/ann/ask/"}
    assert read({}, page) == (touch, touch)


def test_a_first_touch_alone_is_kept_beside_what_the_page_says():
    assert read({"first_touch": json.dumps(FIRST)}, "https://example.com/a/") == (FIRST, {"landing_page": "/a/"})


def test_a_last_touch_alone_is_the_first_too():
    assert read({"last_touch": json.dumps(LAST)}) == (LAST, LAST)


def test_nothing_is_known_of_a_form_that_says_nothing():
    assert read({}) == ({}, {})


@pytest.mark.parametrize(
    "broken",
    ["", "{", "null", "[]", "7", '"text"', "[" * 3000, json.dumps({"utm_source": "x" * 9000}), "\x00", "{'a': 1}"],
)
def test_a_broken_touch_is_none(broken):
    assert read({"first_touch": broken, "last_touch": broken}) == ({}, {})


@pytest.mark.parametrize("referer", ["", "nonsense", "https://[", "http://", "\x00", "https://example.com"])
def test_a_broken_address_says_nothing(referer):
    assert read({}, referer) == ({}, {})


def test_unknown_keys_and_values_that_are_no_text_are_left_out():
    touch = {"utm_source": "x", "email": "ann@example.com", "utm_term": 7, "referrer": {"a": 1}, "article": None}
    assert read(sent(touch, touch)) == ({"utm_source": "x"}, {"utm_source": "x"})


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("a\r\nb\x00c\td", "a b c d"),
        ("\u202eevil", "evil"),
        ("\ud800x", "x"),
        ("  spaced   out ", "spaced out"),
        ("świt", "świt"),
        ("x" * 300, "x" * LONGEST),
    ],
)
def test_a_value_is_one_short_line(value, kept):
    assert read(sent(last={"utm_campaign": value}))[1] == {"utm_campaign": kept}


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/articles/ann/", "/articles/ann/"),
        ("https://evil.example/", None),
        ("javascript:alert(1)", None),
        ("/newsletter/download/secret-token/", "/newsletter/download/"),
        ("/newsletter/confirm/secret-token/again/", "/newsletter/confirm/"),
        ("/newsletter/sign-up/", "/newsletter/sign-up/"),
        ("/pl/newsletter/download/secret-token/", "/pl/newsletter/download/"),
    ],
)
def test_a_path_is_one_of_this_site_without_the_secret_of_a_mailed_link(path, kept):
    assert read(sent(last={"landing_page": path}))[1].get("landing_page") == kept
    if path.startswith("/"):
        assert read({}, f"https://example.com{path}")[1].get("landing_page") == kept


@settings(suppress_health_check=[HealthCheck.too_slow])  # The table of all characters is made at the first use.
@given(st.dictionaries(st.sampled_from([*KEYS, "other"]), st.text(max_size=300) | st.integers() | st.none()))
def test_whatever_is_sent_what_is_kept_can_be_stored(values):
    first, last = read(sent(values, values))
    assert first == last
    assert set(last) <= set(KEYS)
    assert all(text and text == text.strip() and text.isprintable() and len(text) <= LONGEST for text in last.values())
    assert read(sent(last, last)) == (last, last)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300))
def test_no_text_in_place_of_a_touch_breaks_the_form(text):
    read({"first_touch": text, "last_touch": text}, text)


@pytest.mark.parametrize(
    ("touch", "source"),
    [
        ({"utm_source": "LinkedIn", "referrer": "lnkd.in"}, "linkedin"),
        ({"referrer": "News.Example.com"}, "news.example.com"),
        ({"landing_page": "/"}, ""),
        ({"utm_source": "x" * 150}, "x" * 100),
        ({}, ""),
    ],
)
def test_the_source_is_what_the_campaign_says_else_who_linked_here(touch, source):
    assert source_of(touch) == source
