"""The files that rows name, in whatever storage each field has: pictures, renditions, documents, guidebooks."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import Storage
from django.db.models import FileField, QuerySet

from core.backup.errors import BackupError
from core.backup.rows import fields_of, models

IN_MEMORY = 4 * 1024**2
PIECE = 64 * 1024


def fields() -> dict[str, FileField]:
    """All that name files, by label: `core.SiteImage.file`."""
    return {
        f"{label}.{field.name}": field
        for label, model in models().items()
        for field in fields_of(model)
        if isinstance(field, FileField)
    }


def names(field: FileField) -> Iterator[str]:
    rows: QuerySet = QuerySet(field.model).exclude(**{field.name: ""}).exclude(**{field.name: None})
    return rows.order_by("pk").values_list(field.name, flat=True).iterator()


@dataclass
class Restored:
    """Files that come back: those that are missing at once, which `undo` takes away again, the others by `replace`."""

    added: IO[str] = field(default_factory=lambda: TemporaryFile("w+", encoding="utf-8"))  # noqa: SIM115 (closed with it)
    differing: set[tuple[str, str]] = field(default_factory=set)
    number: int = 0

    def add(self, label: str, name: str, content: Any) -> None:
        """Puts the file where it was, unless one stands there: that is left for later if it is another."""
        self.number += 1
        storage = storage_of(label)
        with SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
            shutil.copyfileobj(content, copy, PIECE)
            copy.seek(0)
            if not storage.exists(name):
                self.added.write(f"{label}\t{name}\n")
                save(storage, name, copy)
            elif not is_same(storage, name, copy):
                self.differing.add((label, name))

    def undo(self) -> None:
        self.added.seek(0)
        for line in self.added:
            label, name = line.rstrip("\n").split("\t", 1)
            storage_of(label).delete(name)

    def replace(self, label: str, name: str, content: Any) -> None:
        """In the place of one that differs, once the rows are those of the backup."""
        if (label, name) not in self.differing:
            return
        storage = storage_of(label)
        with SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
            shutil.copyfileobj(content, copy, PIECE)
            copy.seek(0)
            storage.delete(name)
            save(storage, name, copy)


def storage_of(label: str) -> Storage:
    return fields()[label].storage


def save(storage: Storage, name: str, content: Any) -> None:
    if storage.save(name, File(content)) != name:
        raise BackupError(f"The storage would not take the file {name} under its name.")


def is_same(storage: Storage, name: str, content: IO[bytes]) -> bool:
    with storage.open(name) as present:
        while True:
            piece = content.read(PIECE)
            if present.read(len(piece) or 1) != piece:
                return False
            if not piece:
                return True
