"""Forms of a word find one another, in English and in Polish; those of two languages are not taken for one."""

from itertools import pairwise

import pytest

from home.stems import alternatives, language_of, stem, stems, telling, words_of

ENGLISH = [
    "manage manages managed managing manager managers management",
    "leader leaders leader's leader’s",
    "decide decides decided deciding",
    "lighthouse lighthouses LIGHTHOUSE",
]
POLISH = [
    "zarządzanie zarządzania zarządzaniu zarządzaniem",
    "pracownik pracownika pracowników pracownikom pracownicy",
    "lider lidera liderów liderzy liderami",
    "decyzja decyzji decyzje decyzję decyzjach",
    "zespół zespołu zespoły zespołów zespole",
    "rozmowa rozmowy rozmów rozmowach",
    "szef szefa szefów szefowie",
    "początek początku początki",
    "książka książki książek książkami",
    "łódź łodzi łodzią",
]


@pytest.mark.parametrize("forms", [*ENGLISH, *POLISH])
def test_forms_of_a_word_share_a_stem(forms):
    found = [set(alternatives(word.lower())) for word in forms.split()]
    assert all(one & other for one, other in pairwise(found)), found


@pytest.mark.parametrize("forms", POLISH)
def test_polish_forms_are_found_when_typed_without_accents(forms):
    from home.stems import fold

    for word in forms.split():
        assert set(stems([word], "pl")) & set(alternatives(fold(word))), word


@pytest.mark.parametrize(("one", "other"), [("care", "car"), ("data", "date"), ("team", "teach"), ("praca", "prawo")])
def test_words_that_only_look_alike_stay_apart(one, other):
    assert stem(one, "en") != stem(other, "en")
    assert not set(stems([one], "en")) & set(alternatives(other))


@pytest.mark.parametrize(
    ("text", "otherwise", "language"),
    [
        ("The keeper of the light is not at home.", "pl", "en"),
        ("Nikt nie wie, czy latarnik jest w domu.", "en", "pl"),
        ("Zażółć gęślą jaźń", "en", "pl"),
        ("Lighthouse", "en", "en"),
        ("Latarnia", "pl", "pl"),
        ("", "de", "en"),
        ("Our man in Łódź was not amused by the weather.", "en", "en"),
    ],
)
def test_the_language_of_a_text_is_told_by_its_words(text, otherwise, language):
    assert language_of(words_of(text), otherwise) == language


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t touch the 4,000 beads!", ["don’t", "touch", "the", "4000", "beads"]),
        ("a_b-c/d", ["a", "b", "c", "d"]),
        ("1.5 and 12,34", ["1", "5", "and", "12", "34"]),
        ("Café", ["café"]),
        ("日本語 🙂 \x00 ' ’", ["日本語"]),
    ],
)
def test_the_words_of_a_text(text, words):
    assert words_of(text) == words


def test_words_that_every_text_has_are_left_aside_unless_there_are_no_others():
    assert telling(["the", "keeper", "of", "the", "light"]) == ["keeper", "light"]
    assert telling(["to", "be", "or", "not"]) == ["to", "be", "or", "not"]


@pytest.mark.parametrize("word", ["x" * 500, "’", "''", "ß" * 70, "\u0301", "١٢٣"])
def test_whatever_a_word_is_its_stem_is_letters_and_digits(word):
    for language in ("en", "pl"):
        found = stem(word, language)
        assert found == "" or found.isalnum()
        assert len(found) <= 61
