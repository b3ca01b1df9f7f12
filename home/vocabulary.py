"""The words that published pages use, and which of them a misspelt one is likely to mean."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from django.db.models import Q
from django.db.models.functions import Length
from django.utils.html import strip_tags
from wagtail.models import Page
from wagtail.search import index

from home.models import SearchWord

WORD = re.compile(r"[^\W\d_]{3,60}")
# Letters with a stroke, which Unicode does not take apart.
STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})
SHORTEST = 4  # Letters of a word that is put right: a shorter one is near to too many.
LIKENESS = 0.8  # From 0 to 1, as `difflib` measures it: one letter in five may be wrong.
SLACK = 2  # Letters too many or too few.


def fold(word: str) -> str:
    """The word in small letters without accents."""
    apart = unicodedata.normalize("NFKD", word.lower().translate(STROKES))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def learn(page: Page) -> None:
    """Adds the words of a page that was published; what is withdrawn is found by no search, whatever it puts right."""
    words = {word.lower() for text in texts(page.specific) for word in WORD.findall(strip_tags(text))}
    SearchWord.objects.bulk_create(
        [SearchWord(word=word, folded=fold(word)[:60]) for word in sorted(words)], ignore_conflicts=True, batch_size=500
    )


def texts(page: Page) -> Iterator[str]:
    """All that the search knows of a page by itself."""
    fields = [field for field in page.get_search_fields() if isinstance(field, index.SearchField)]
    for field in fields:
        yield from flat(field.get_value(page))


def flat(value: Any) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for part in value:
            yield from flat(part)
    elif value:
        yield str(value)


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
        SearchWord.objects.filter(Q(folded__startswith=folded[0]) | Q(folded__endswith=folded[-3:]))
        .annotate(length=Length("folded"))
        .filter(length__gte=len(folded) - SLACK, length__lte=len(folded) + SLACK)
    )
    known = dict(near.values_list("folded", "word"))
    matches = get_close_matches(folded, known, n=1, cutoff=LIKENESS)
    return known[matches[0]] if matches else None
