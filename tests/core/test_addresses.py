"""One person, one form of the address."""

import re
import unicodedata

import idna
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.addresses import normalise, readable


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
        ('"ann"@example.com', "ann@example.com"),
        ('"a\\n\\n.archer"@example.com', "ann.archer@example.com"),
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
        *('"ann archer"@example.com', '"a@b"@example.com', '""@example.com', '"ann@example.com', '"a"."b"@example.com'),
        *("a" * 250 + "@example.com", "ann@" + "a" * 64 + ".com", "ann@" + "é" * 300 + ".com"),
    ],
)
def test_what_is_no_address_has_no_normal_form(typed):
    with pytest.raises(ValidationError):
        normalise(typed)


@pytest.mark.parametrize("local", ["weiß", "oﬃce", "ſmith", "\u212aate", "ＡＮＮ", "İpek", "żółw", "ann\u200b"])
def test_a_mailbox_that_we_cannot_reach_is_refused_and_never_becomes_another(local):
    """Django's mail does not speak SMTPUTF8, and the nearest ASCII spelling is somebody else."""
    with pytest.raises(ValidationError, match="before the @"):
        normalise(f"{local}@example.com")


def test_an_address_that_is_too_long_once_its_domain_is_ascii_is_refused():
    domain = ".".join(["ż" * 30] * 7) + ".example"
    assert len(f"ann@{domain}") < 254
    with pytest.raises(ValidationError):
        normalise(f"ann@{domain}")


# Letters that some folding makes equal to others: by case, by width, by ligature, by composition.
LOOKALIKES = 'aAbBkK\u212aiIıİsSſßẞﬀﬃﬄﬅ０ＡａÅÅé\u0301.+-_"\\'
ASCII_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


@given(st.text(st.sampled_from(LOOKALIKES) | st.characters(), min_size=1, max_size=20))
def test_no_two_mailboxes_that_a_mail_server_tells_apart_become_one(local):
    """The normal form is what was typed in small ASCII letters, less the quotes that mean nothing."""
    try:
        normal = normalise(f"{local}@example.com")
    except ValidationError:
        return
    plain = local.strip()
    if plain.startswith('"'):
        plain = "".join(re.findall(r"\\?(.)", plain[1:-1]))
    assert normal == f"{plain.translate(ASCII_SMALL)}@example.com"


@given(*[st.text(st.sampled_from("aAßsSſeEéÉ\u0301üÜ-"), min_size=1, max_size=6)] * 2)
def test_no_two_domains_become_one_that_the_name_service_tells_apart(first, second):
    try:
        same = normalise(f"ann@{first}.example") == normalise(f"ann@{second}.example")
    except ValidationError:
        return
    assert same == (idna.uts46_remap(first) == idna.uts46_remap(second))


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
