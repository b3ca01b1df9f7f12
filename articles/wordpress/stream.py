"""Reads the XML of an export piece by piece, and says in a sentence why it cannot be read.

Entities are refused, and control characters, which XML forbids and WordPress writes nevertheless, are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from xml.parsers.expat import errors

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST_ITEM = 32 * 1024 * 1024
CONTROL_CHARACTERS = bytes(code for code in range(32) if code not in b"\t\n\r")
WIDE_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00")
UTF8_MARK = b"\xef\xbb\xbf"
CUT_OFF = {
    errors.codes[message]
    for message in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        errors.XML_ERROR_PARTIAL_CHAR,
    )
}


class ImportRefusedError(Exception):
    """The import cannot begin, so nothing is changed; printed, it says why in one sentence."""


class UnusableError(Exception):
    """The file is not one that this reads; printed after its name, it makes a sentence."""


class Stream:
    """The bytes of a file without control characters and leading blanks; refuses an item that is too large to hold."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.started = False
        self.filtered = True
        self.dropped = 0
        self.since_item = 0

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, none only at the end of the file."""
        while data := self.file.read(size):
            self.since_item += len(data)
            if self.since_item > LARGEST_ITEM:
                raise UnusableError(_("holds an item larger than {size} MB").format(size=LARGEST_ITEM // 1024**2))
            if not self.started:
                self.filtered = not data.startswith(WIDE_ENCODINGS)
            if kept := self.clean(data):
                self.started = True
                return kept
        return b""

    def clean(self, data: bytes) -> bytes:
        if not self.filtered:
            return data
        if not self.started:
            data = data.removeprefix(UTF8_MARK).lstrip()
        kept = data.translate(None, CONTROL_CHARACTERS)
        self.dropped += len(data) - len(kept)
        return kept


def channel(path: Path, dropped: Callable[[int], None] | None = None) -> Iterator[tuple[str, Element]]:
    """`(name, element)` of each child of the channel, each forgotten once the next is asked for.

    `dropped` is told at the end how many control characters were left out.
    """
    try:
        with path.open("rb") as file:
            stream = Stream(file)
            yield from children(stream)
            if dropped:
                dropped(stream.dropped)
    except OSError as error:
        reason = _("{path} cannot be read: {reason}").format(path=path, reason=error.strerror)
        raise ImportRefusedError(reason) from error
    except (UnusableError, ParseError, LookupError, ValueError) as error:
        raise ImportRefusedError(f"{path.name} {complaint(error, stream)}") from error


def complaint(error: Exception, stream: Stream) -> str:
    """What is wrong with the file, for a person."""
    if isinstance(error, UnusableError):
        return str(error)
    if isinstance(error, DefusedXmlException):
        return _("declares entities, which no WordPress export does")
    if not isinstance(error, ParseError):
        return _("is in an encoding that cannot be read")
    if not stream.started:
        return _("is empty")
    line, column = error.position
    if error.code in CUT_OFF:
        return _("ends too early, in line {line}: it seems to have been cut off").format(line=line)
    wrong = _("is no WordPress export, or a damaged one: not well-formed XML in line {line}, column {column}")
    return wrong.format(line=line, column=column + 1)


def children(stream: Stream) -> Iterator[tuple[str, Element]]:
    depth = 0
    parents: list[Element] = []
    for event, element in iterparse(stream, events=("start", "end")):
        if event == "start":
            depth += 1
            if depth == 1 and element.tag != "rss":
                raise UnusableError(_("is XML, but not a WordPress export (WXR)"))
            if depth == 2:
                parents = [element]
            continue
        depth -= 1
        if depth == 2:
            yield prefixed(element.tag), element
            parents[0].remove(element)
            stream.since_item = 0


@lru_cache(maxsize=1000)
def prefixed(tag: str) -> str:
    """`wp:post_id` for that element of any WXR version."""
    namespace, _brace, name = tag.rpartition("}")
    for ending, prefix in PREFIXES.items():
        if namespace.endswith(ending):
            return f"{prefix}:{name}"
    if "wordpress.org/export/" in namespace:
        return f"wp:{name}"
    return name


PREFIXES = {"/excerpt/": "excerpt", "/modules/content/": "content", "/dc/elements/1.1/": "dc"}
