"""The words that published pages use, and which of them a misspelt one is likely to mean."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from django.db.models import Q
from django.db.models.functions import Length

from home.models import SearchWord
from home.stems import LONGEST, fold

BATCH = 500  # Words that are asked for at once.
WORD = re.compile(r"[^\W\d_]{3,60}")
SHORTEST = 4  # Letters of a word that is put right: a shorter one is near to too many.
LIKENESS = 0.8  # From 0 to 1, as `difflib` measures it: one letter in five may be wrong.
BEGINNING, END = 2, 4  # Letters of which either are right: whoever errs twice does so at one end, or is not understood.
SLACK = 2  # Letters too many or too few.


def learn(words: Iterable[str]) -> None:
    """Adds words of published pages; what is withdrawn later is found by no search, whatever it puts right."""
    wanted = sorted({word for word in words if WORD.fullmatch(word)})
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        known = set(SearchWord.objects.filter(word__in=batch).values_list("word", flat=True))
        new = [SearchWord(word=word, folded=fold(word)[:LONGEST]) for word in batch if word not in known]
        SearchWord.objects.bulk_create(new, ignore_conflicts=True)


def put_right(words: Iterable[str]) -> str:
    """The words with each that no page uses replaced by the likeliest that one does; nothing if none is."""
    words = list(words)
    right = [closest(word) or word for word in words]
    return " ".join(right) if right != words else ""


def closest(word: str) -> str | None:
    if len(word) < SHORTEST or SearchWord.objects.filter(word=word.lower()).exists():
        return None
    folded = fold(word)
    near = (
        SearchWord.objects.filter(Q(folded__startswith=folded[:BEGINNING]) | Q(folded__endswith=folded[-END:]))
        .annotate(length=Length("folded"))
        .filter(length__gte=len(folded) - SLACK, length__lte=len(folded) + SLACK)
    )
    known = dict(near.order_by("word").values_list("folded", "word"))
    matches = get_close_matches(folded, known, n=1, cutoff=LIKENESS)
    return known[matches[0]] if matches else None


def closest_beginnings(beginning: str) -> list[str]:
    """How words begin of which this is a misspelt beginning, without accents; the likeliest first."""
    if len(beginning) < SHORTEST:
        return []
    near = SearchWord.objects.filter(folded__startswith=beginning[:BEGINNING])
    known = {word[: len(beginning)] for word in near.values_list("folded", flat=True)}
    return get_close_matches(beginning, sorted(known), n=3, cutoff=LIKENESS)
