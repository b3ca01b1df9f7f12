"""Every word of the interface has its Polish one, and the compiled catalogue says what the written one says."""

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.utils import translation

ROOT = Path(settings.BASE_DIR)
LANGUAGES = sorted(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
SOURCES = ("articles", "home", "newsletter", "site", "templates")
LINE = re.compile(r'^(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])? )?(".*")$')
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\{?\w*\}?\}|</?[a-z][^>]*>")


class Entry(NamedTuple):
    context: str
    message: str
    plural: str
    words: list[str]
    flags: str

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.message


def po(folder: Path, language: str) -> Path:
    return folder / language / "LC_MESSAGES" / "django.po"


def entries(file: Path) -> list[Entry]:
    """All entries of a `.po` file, the first of which is its header."""
    found = []
    for block in file.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        flags = " ".join(line for line in lines if line.startswith("#,"))
        parts: dict[str, str] = {}
        for line in lines:
            if not line.startswith("#"):
                name, number, text = LINE.fullmatch(line).groups()  # type: ignore[union-attr]
                current = f"{name}{number or ''}" if name else current  # noqa: F821
                parts[current] = parts.get(current, "") + ast.literal_eval(text)
        if parts:
            words = [text for name, text in parts.items() if name.startswith("msgstr")]
            context, plural = parts.get("msgctxt", ""), parts.get("msgid_plural", "")
            found.append(Entry(context, parts["msgid"], plural, words, flags))
    return found


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def catalogue(language: str) -> list[Entry]:
    return entries(po(Path(settings.LOCALE_PATHS[0]), language))[1:]


def header(language: str) -> str:
    return entries(po(Path(settings.LOCALE_PATHS[0]), language))[0].words[0]


def extracted(folder: Path, language: str) -> set[tuple[str, str]]:
    """What `makemessages` finds in a copy of the sources, which hold no translations yet."""
    for source in SOURCES:
        shutil.copytree(
            ROOT / source, folder / source, ignore=shutil.ignore_patterns("locale", "static", "__pycache__")
        )
    (folder / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", language, "-e", "html,txt,py,mjml"]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return {entry.key for entry in entries(po(folder / "locale", language))[1:]}


def test_there_is_a_second_language():
    assert LANGUAGES == ["pl"]


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext finds the words in the sources; it is not here.")
def test_it_holds_each_word_of_the_sources_and_no_other(language, catalogue, tmp_path):
    """`make messages` takes in what is new, and drops what is gone."""
    found, held = extracted(tmp_path, language), {entry.key for entry in catalogue}
    assert not sorted(found - held)
    assert not sorted(held - found)


def test_each_word_is_translated_in_all_its_forms(language, catalogue):
    forms = int(re.search(r"nplurals=(\d)", header(language))[1])
    wanting = [
        entry.message
        for entry in catalogue
        if not all(entry.words) or len(entry.words) != (forms if entry.plural else 1) or "fuzzy" in entry.flags
    ]
    assert not wanting


def test_nothing_stands_twice(catalogue):
    assert not [key for key, number in Counter(entry.key for entry in catalogue).items() if number > 1]


def test_placeholders_and_tags_are_those_of_the_source(catalogue):
    def differing() -> Iterator[tuple[str, str]]:
        for entry in catalogue:
            wanted = [sorted(PLACEHOLDER.findall(text)) for text in (entry.message, entry.plural or entry.message)]
            yield from (
                (entry.message, text) for text in entry.words if sorted(PLACEHOLDER.findall(text)) not in wanted
            )

    assert not list(differing())


def test_it_begins_and_ends_as_the_source(catalogue):
    """A space, a line's end or a colon that goes missing would run two words into one."""
    ends = re.compile(r"^\s*|\s*$")
    assert not [
        entry.message
        for entry in catalogue
        for text in entry.words
        if ends.findall(text) != ends.findall(entry.message) or entry.message.endswith(":") > text.endswith(":")
    ]


def test_quotation_marks_are_those_of_the_language(catalogue):
    assert not [entry.message for entry in catalogue for text in entry.words if re.search(r'[“"]|\.\.\.', text)]


def test_the_compiled_catalogue_says_the_same(language, catalogue):
    """Compiled, it is kept beside the written one, so that no machine needs gettext to speak."""
    with po(Path(settings.LOCALE_PATHS[0]), language).with_suffix(".mo").open("rb") as file:
        compiled = dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
    compiled.pop("")
    written = {}
    for entry in catalogue:
        key = f"{entry.context}\x04{entry.message}" if entry.context else entry.message
        written.update({(key, form): text for form, text in enumerate(entry.words)} if entry.plural else {})
        written.update({} if entry.plural else {key: entry.words[0]})
    assert compiled == written


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1 polubienie"), (3, "3 polubienia"), (5, "5 polubień"), (12, "12 polubień"), (22, "22 polubienia")],
)
def test_polish_counts_as_poles_do(number, words):
    with translation.override("pl"):
        assert translation.ngettext("%(number)s like", "%(number)s likes", number) % {"number": number} == words
