"""The passage of a page that a search found it by, with the words marked."""

from collections.abc import Iterable

from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

from home.stems import DEFAULT, WORD, alternatives, stems

AROUND = 110  # Characters before and after the first word that is found.


def passage(texts: Iterable[str], words: Iterable[str], language: str = DEFAULT) -> SafeString:
    """Around the first of the words in the first text that has one; nothing where there is none."""
    wanted = {found for word in words for found in alternatives(word.lower())}
    for text in texts:
        plain = " ".join(strip_tags(text).split())
        found = next((match for match in WORD.finditer(plain) if is_one(match[0], wanted, language)), None)
        if found:
            return marked(*cut(plain, found.start()), wanted, language)
    return mark_safe("")


def is_one(word: str, wanted: set[str], language: str) -> bool:
    """Whether the word is a form of one that is wanted."""
    return not wanted.isdisjoint(stems([word.lower()], language))


def cut(text: str, place: int) -> tuple[str, str, str]:
    """The text around a place, with an ellipsis on each side where something is left out."""
    start, end = max(0, place - AROUND), place + AROUND
    if start:
        start = text.find(" ", start) + 1
    if end < len(text):
        end = text.rfind(" ", place, end) if text.rfind(" ", place, end) > place else end
    return ("… " if start else ""), text[start:end], (" …" if end < len(text) else "")


def marked(before: str, text: str, after: str, wanted: set[str], language: str) -> SafeString:
    parts: list[str] = [escape(before)]
    done = 0
    for match in WORD.finditer(text):
        if is_one(match[0], wanted, language):
            parts += [escape(text[done : match.start()]), f"<mark>{escape(match[0])}</mark>"]
            done = match.end()
    return mark_safe("".join([*parts, escape(text[done:]), escape(after)]))  # noqa: S308 (all of it is escaped)
