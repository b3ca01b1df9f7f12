"""Where the files of the other site come from: a copy of its uploads folder, or the site itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from articles.wordpress.addresses import SIZE, VARIANT

LONGEST_NAME = 255


class UploadError(Exception):
    """A file cannot be taken in; printed, it says why."""


class Source(Protocol):
    def has(self, file: str) -> bool:
        """Whether the file is surely there; `file` is its path below the uploads folder."""

    def open(self, file: str, address: str, largest: int) -> File[Any]:
        """The file, read from its path or its address; raises `UploadError`."""


class Folder:
    """A copy of `wp-content/uploads`."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()

    def has(self, file: str) -> bool:
        try:
            return self.locate(file).is_file()
        except UploadError:
            return False

    def open(self, file: str, address: str, largest: int) -> File[Any]:
        try:
            path = self.locate(file)
            if path.stat().st_size > largest:
                raise UploadError(too_large(largest))
            return File(path.open("rb"), name=path.name)
        except OSError as error:
            raise UploadError(error.strerror or str(error)) from error

    def locate(self, file: str) -> Path:
        if not is_safe(file):
            raise UploadError(_("the name leads out of the uploads folder"))
        for name in variants(file):
            path = self.path / name
            if path.is_file():
                if not path.resolve().is_relative_to(self.path):
                    raise UploadError(_("the name leads out of the uploads folder"))
                return path
        raise UploadError(_("not in the uploads folder"))


def too_large(largest: int) -> str:
    return _("larger than {size}").format(size=filesizeformat(largest))


def variants(file: str) -> Iterator[str]:
    """Names under which a copy of the folder may hold a file: either Unicode form, and the original before scaling."""
    for name in dict.fromkeys([file, VARIANT.sub("", file)]):
        yield from dict.fromkeys([name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)])


def unsized(file: str) -> Iterator[str]:
    """The name as it is, that of the file it was made smaller from, and that of what WordPress put in its place."""
    names = [file, SIZE.sub("", file)]
    stem, dot, ending = names[-1].rpartition(".")
    yield from dict.fromkeys([*names, f"{stem}-scaled{dot}{ending}", f"{stem}-rotated{dot}{ending}"])


def is_safe(file: str) -> bool:
    """Whether the path is a plain one that stays below the folder it is put behind."""
    parts = PurePosixPath(file).parts
    if not parts or file.startswith("/") or ".." in parts or any(sign in file for sign in "\\\x00:"):
        return False
    return all(len(part.encode()) <= LONGEST_NAME for part in parts)
