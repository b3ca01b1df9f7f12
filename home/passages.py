"""The passage of a page that a search found it by, with the words marked."""

import re
from collections.abc import Iterable

from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

from home.vocabulary import fold

TOKEN = re.compile(r"\w+")
AROUND = 110  # Characters before and after the first word that is found.
STEM = 0.65  # The part of a word by which its other forms are known, as 'manag' is of 'managing' …
SHORT = 5  # … save short ones, of which the last letter may differ.


def passage(texts: Iterable[str], words: Iterable[str]) -> SafeString:
    """Around the first of the words in the first text that has one; nothing where there is none."""
    stems = tuple(stem(fold(word)) for word in words)
    for text in texts:
        plain = " ".join(strip_tags(text).split())
        found = next((match for match in TOKEN.finditer(plain) if fold(match[0]).startswith(stems)), None)
        if found:
            return marked(*cut(plain, found.start()), stems)
    return mark_safe("")


def stem(word: str) -> str:
    return word[: round(len(word) * STEM)] if len(word) > SHORT else word[:-1] or word


def cut(text: str, place: int) -> tuple[str, str, str]:
    """The text around a place, with an ellipsis on each side where something is left out."""
    start, end = max(0, place - AROUND), place + AROUND
    if start:
        start = text.find(" ", start) + 1
    if end < len(text):
        end = text.rfind(" ", place, end) if text.rfind(" ", place, end) > place else end
    return ("… " if start else ""), text[start:end], (" …" if end < len(text) else "")


def marked(before: str, text: str, after: str, stems: tuple[str, ...]) -> SafeString:
    parts: list[str] = [escape(before)]
    done = 0
    for match in TOKEN.finditer(text):
        if fold(match[0]).startswith(stems):
            parts += [escape(text[done : match.start()]), f"<mark>{escape(match[0])}</mark>"]
            done = match.end()
    return mark_safe("".join([*parts, escape(text[done:]), escape(after)]))  # noqa: S308 (all of it is escaped)
