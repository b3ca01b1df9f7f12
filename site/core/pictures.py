"""What a `<picture>` offers to a browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Self

from django.core.files.storage import default_storage

from core.images import want
from core.models import SiteImage

MIME_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}


class File(NamedTuple):
    name: str
    width: int
    height: int

    @property
    def url(self) -> str:
        return default_storage.url(self.name)


@dataclass(frozen=True)
class Source:
    """One format, narrowest file first."""

    type: str
    files: tuple[File, ...]

    @property
    def srcset(self) -> str:
        return ", ".join(f"{file.url} {file.width}w" for file in self.files)


@dataclass(frozen=True)
class Picture:
    """The ready renditions of an image, best format first, else the original. Equal pictures look alike."""

    modern: tuple[Source, ...]
    jpegs: Source

    @classmethod
    def of(cls, image: SiteImage, shape: str) -> Self:
        """Notes what is not ready (see `core.images`)."""
        ready = image.ready_sources(shape)
        if not ready:
            want(image, shape)
            ready = {"jpeg": [[image.file.name, image.width, image.height]]}
        kinds = [(kind, ready[name]) for name, kind in MIME_TYPES.items() if name in ready]
        *modern, jpegs = (Source(kind, tuple(File(*file) for file in files)) for kind, files in kinds)
        return cls(tuple(modern), jpegs)

    @property
    def fallback(self) -> File:
        """For a browser that knows no `srcset`: neither the largest nor a thumbnail."""
        files = self.jpegs.files
        return files[-1] if len(files) < 3 else files[1]

    @property
    def srcset(self) -> str:
        """Of the fallback's format, where there is a choice."""
        return self.jpegs.srcset if len(self.jpegs.files) > 1 else ""
