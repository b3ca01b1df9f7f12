"""One person, one form of the address."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from newsletter.addresses import normalise, readable


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ann@example.com", "ann@example.com"),
        ("  Ann@Example.COM\n", "ann@example.com"),
        ("ann+books@example.com", "ann+books@example.com"),
        ("ann@BÜCHER.example", "ann@xn--bcher-kva.example"),
        ("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"),
        (unicodedata.normalize("NFD", "ann@bücher.example"), "ann@xn--bcher-kva.example"),
        ("ann@straße.example", "ann@xn--strae-oqa.example"),
        ("ann@ｅｘａｍｐｌｅ。com", "ann@example.com"),
        ("ann@例え.テスト", "ann@xn--r8jz45g.xn--zckzah"),
        ("\u212aate@example.com", "kate@example.com"),
    ],
)
def test_every_spelling_of_an_address_is_stored_alike(typed, stored):
    assert normalise(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "@", "ann", "ann@", "@example.com", "ann@@example.com", "ann@exa mple.com", "ann@example..com"),
        *("ann@.example.com", "ann@example.com.", "ann@-a.example", "ann@localhost", "ann@[127.0.0.1]"),
        *("ann@xn--a.example", "ann@exam_ple.com", "an n@example.com", "a\nb@example.com", "żółw@example.com"),
        *("ann\x00@example.com", "ann@example.com\x00"),
        *("a" * 250 + "@example.com", "ann@" + "a" * 64 + ".com", "ann@" + "é" * 300 + ".com"),
    ],
)
def test_what_is_no_address_has_no_normal_form(typed):
    with pytest.raises(ValidationError):
        normalise(typed)


@given(st.emails())
def test_an_address_in_normal_form_stays_as_it_is(address):
    try:
        normal = normalise(address)
    except ValidationError:
        return
    assert normalise(normal) == normal
    assert normalise(f" {normal.upper()} ") == normal
    assert normal.isascii()


@given(st.text(max_size=300))
def test_any_text_is_an_address_or_is_refused(text):
    try:
        normal = normalise(text)
    except ValidationError:
        return
    assert normal == normal.casefold().strip()
    assert "\n" not in normal


def test_people_read_a_domain_as_it_is_written():
    assert readable("ann@xn--bcher-kva.example") == "ann@bücher.example"
    assert readable("ann@xn--\xff") == "ann@xn--\xff"
