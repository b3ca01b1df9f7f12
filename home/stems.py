"""What a word is looked for by: its stem in the language of the text, in small letters without accents.

Python stems, not the database, so that SQLite and PostgreSQL find the same (decision 0018).
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from snowballstemmer import stemmer

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST = 60
# Letters with a stroke, which Unicode does not take apart.
STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})
# Where a Polish stem itself changes: pracownik, pracownicy; lider, liderzy; początek, początku; szef, szefowie.
CHANGES = [
    (re.compile(r"(?<=[iy])c$"), "k"),
    (re.compile(r"rz$"), "r"),
    (re.compile(r"(?<=[^aeiouy])ek$"), "k"),
    (re.compile(r"(?<=....)ow$"), ""),
]
SHORTEST_CHANGED = 5
THOUSANDS = re.compile(r"(?<=\d)[,.\u00a0\u202f](?=\d{3}(?!\d))")
POLISH = re.compile("[ąćęłńóśźż]")
NO_LETTER = re.compile(r"[\W_]+")
STEMMERS = {"en": stemmer("english"), "pl": stemmer("polish")}
DEFAULT = "en"
ENOUGH = 1_000  # Words that tell the language of a text.
# Words that nearly every text of a language has: they tell the language, and nobody looks for them.
STOP_WORDS = {
    language: frozenset(words.split())
    for language, words in tomllib.loads((Path(__file__).parent / "stop_words.toml").read_text("utf-8")).items()
}
ANY_STOP_WORD = frozenset.union(*STOP_WORDS.values())
TELLING = {language: words - STOP_WORDS["pl" if language == "en" else "en"] for language, words in STOP_WORDS.items()}


def fold(word: str) -> str:
    """The word in small letters without accents."""
    apart = unicodedata.normalize("NFKD", word.lower().translate(STROKES))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, in their order."""
    return [word.lower() for word in WORD.findall(THOUSANDS.sub("", unicodedata.normalize("NFC", text)))]


def language_of(words: Iterable[str], otherwise: str = DEFAULT) -> str:
    """The language that a text is written in, as its first words and letters tell; not always that of its place."""
    counts = Counter(islice(words, ENOUGH))
    shares = {language: sum(counts[word] for word in telling) for language, telling in TELLING.items()}
    shares["pl"] += sum(number for word, number in counts.items() if POLISH.search(word))
    likeliest = max(shares, key=lambda language: shares[language])
    known = otherwise if otherwise in STEMMERS else DEFAULT
    return likeliest if shares[likeliest] > shares[known] else known


def spelt(word: str) -> str:
    """The word as it is written, but for capitals, accents and signs."""
    return NO_LETTER.sub("", fold(word))[:LONGEST]


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """The stem, with the first letter of its language before it, so that those of two languages are never taken for
    one; nothing for what has no letter.

    >>> stem("zarządzaniu", "pl")
    'pzarzadzan'
    """
    found = spelt(STEMMERS[language].stemWord(word.replace("’", "'")))
    if language == "pl" and len(found) >= SHORTEST_CHANGED:
        for ending, instead in CHANGES:
            found = ending.sub(instead, found)
    return language[0] + found if found else ""


def stems(words: Iterable[str], language: str) -> Iterator[str]:
    """Of all words of a text. Those with accents may be Polish names in an English one, and be typed without them."""
    for word in words:
        if word.isascii():
            yield stem(word, language)
        else:
            yield from alternatives(word)


@lru_cache(maxsize=10_000)
def alternatives(word: str) -> tuple[str, ...]:
    """The stems by which a word that somebody types may be found: in each language, with and without accents."""
    forms = {word, fold(word)}
    return tuple(sorted({found for language in STEMMERS for form in forms if (found := stem(form, language))}))


def telling(words: Iterable[str]) -> list[str]:
    """The words without those that every text has, unless there are no others."""
    words = list(words)
    return [word for word in words if word not in ANY_STOP_WORD] or words
