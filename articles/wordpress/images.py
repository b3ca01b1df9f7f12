"""Finds the pictures and other files that a text shows among the attachments of the other site, and takes them in."""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from wagtail.documents import get_document_model
from wagtail.images.fields import WagtailImageField

from articles.wordpress.addresses import SIZE, VARIANT, host, old_path, split, upload_path
from articles.wordpress.reader import Attachment, Export
from articles.wordpress.records import Kind, Records
from articles.wordpress.uploads import Folder, Source, UploadError, unsized
from core.models import SiteImage

NUMBER = re.compile(r"-?\d$")  # What WordPress puts behind a name that is taken.
# Taken besides what editors may upload: what WordPress takes, as far as no browser would run it.
OTHER_ENDINGS = {
    "doc",
    "m4a",
    "m4v",
    "mov",
    "mp3",
    "mp4",
    "odp",
    "ods",
    "odt",
    "ogg",
    "ppt",
    "rtf",
    "wav",
    "webm",
    "xls",
}
LARGEST_FILE = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or other file of the other site; `key` is its identity, `file` its path below the uploads folder."""

    key: str
    file: str
    title: str = ""
    alt: str = ""
    caption: str = ""
    url: str = ""
    link: str = ""

    @property
    def name(self) -> str:
        return PurePosixPath(self.file).name

    @property
    def is_picture(self) -> bool:
        return looks_like_picture(self.file)

    @property
    def kind(self) -> Kind:
        return Kind.PICTURE if self.is_picture else Kind.DOCUMENT

    @property
    def shown_title(self) -> str:
        return (self.title or PurePosixPath(self.file).stem)[:255]

    def described(self, alt: str) -> str:
        """The alternative text if a person wrote it; nothing if WordPress put in the file's name or title."""
        files = [self.name, SIZE.sub("", self.name), VARIANT.sub("", self.name)]
        stems = [file.rpartition(".")[0] for file in files]
        unnumbered = [NUMBER.sub("", stem) for stem in stems]
        names = {letters(name) for name in [self.title, *files, *stems, *unnumbered]}
        return "" if letters(alt) in names else alt


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


class Library:
    """All files of an export, which come from `source`. `saved` are the texts of its reusable blocks."""

    def __init__(self, export: Export, source: Source, records: Records, dry_run: bool = False) -> None:
        self.source = source
        self.records = records
        self.dry_run = dry_run
        self.saved = export.saved
        self.known: dict[str, int] = {}
        self.problems: dict[str, str] = {}
        self.files: dict[int, Picture] = {}
        self.pictures: dict[int, Picture] = {}
        self.by_file: dict[str, Picture] = {}
        self.children: dict[int, list[Attachment]] = {}
        self.hosts = {host(export.address), ""}
        for attachment in export.attachments:
            self.enter(attachment)

    def enter(self, attachment: Attachment) -> None:
        picture = picture_of(attachment)
        if not (picture.is_picture or is_document(picture.file)):
            return
        self.files[attachment.post_id] = picture
        self.hosts.add(host(attachment.url))
        if picture.is_picture:
            self.pictures[attachment.post_id] = picture
            self.by_file[normalised(picture.file)] = picture
            self.children.setdefault(attachment.parent, []).append(attachment)

    def find(self, address: str, attachment_id: int = 0) -> Picture | None:
        """The picture behind an address in a text, whatever its size there; None if it is not of this site."""
        named = self.pictures.get(attachment_id)
        file = upload_path(address)
        candidates = [normalised(name) for name in unsized(file)] if file else []
        found = next((self.by_file[name] for name in candidates if name in self.by_file), None)
        if host(address) not in self.hosts:
            return named if named and (found is named or not file) else None
        if found or named:
            return found or named
        if not file or not looks_like_picture(file):
            return None
        whole, shown = normalised(SIZE.sub("", file)), normalised(file)
        name = shown if self.source.has(shown) and not self.source.has(whole) else whole
        return Picture(key=f"file:{name}", file=name, url=address)

    def gallery(self, post_id: int) -> list[Picture]:
        """The pictures uploaded with a post, in the order given to them there."""
        attachments = sorted(self.children.get(post_id, []), key=lambda entry: (entry.order, entry.post_id))
        return [self.pictures[attachment.post_id] for attachment in attachments]

    def leads_to(self, href: str, picture: Picture) -> bool:
        """Whether a link opens no more than the picture itself: its file or its attachment page."""
        if href.rstrip("/") in {picture.link.rstrip("/"), picture.url}:
            return True
        file = upload_path(href)
        return bool(file) and normalised(picture.file) in {normalised(name) for name in unsized(file)}

    def bring(self, picture: Picture) -> bool:
        """Whether the picture or other file is here, after having tried to take it in."""
        if picture.key in self.known or picture.key in self.problems:
            return picture.key in self.known
        target = self.records.target(picture.kind, picture.key)
        if target:
            self.known[picture.key] = target.pk
            return True
        try:
            with self.opened(picture) as content:
                self.known[picture.key] = 0 if self.dry_run or content is None else self.store(picture, content)
        except UploadError as error:
            self.problems[picture.key] = str(error)
            return False
        return True

    def address_of(self, picture: Picture) -> str:
        """Where a file is found here, as long as nobody exchanges it."""
        target: Any = None if self.dry_run else self.records.target(picture.kind, picture.key)
        if target is None:
            return ""
        return str(target.file.url if picture.is_picture else target.url)

    def paths_of(self, picture: Picture) -> list[str]:
        """The addresses that readers could have of the file itself."""
        return [old_path(picture.url)] if upload_path(picture.url) else []

    @contextmanager
    def opened(self, picture: Picture) -> Iterator[File[Any] | None]:
        """The file, if it is such as an editor could upload; nothing where a dry run would have to fetch it."""
        if self.dry_run and not isinstance(self.source, Folder):
            yield None
            return
        field = WagtailImageField()
        largest = field.max_upload_size if picture.is_picture else LARGEST_FILE
        with self.source.open(picture.file, picture.url, largest) as content:
            if picture.is_picture:
                try:
                    field.clean(content)
                except ValidationError as error:
                    raise UploadError(" ".join(error.messages)) from error
                except OSError as error:
                    raise UploadError(error.strerror or str(error)) from error
                content.seek(0)
            yield content

    def store(self, picture: Picture, content: File[Any]) -> int:
        """Saves the file and its record together; leaves no file behind when that fails."""
        made = image_of(picture, content) if picture.is_picture else document_of(picture, content)
        try:
            with transaction.atomic():
                made.save()
                self.records.remember(picture.kind, picture.key, made)
        except Exception:
            if made.file._committed:
                made.file.delete(save=False)
            raise
        return made.pk


def image_of(picture: Picture, content: File[Any]) -> SiteImage:
    image = SiteImage(title=picture.shown_title, description=picture.described(picture.alt)[:255], file=content)
    image._set_image_file_metadata()
    return image


def document_of(picture: Picture, content: File[Any]) -> Any:
    document = get_document_model()(title=picture.shown_title, file=content)
    document._set_document_file_metadata()
    return document


def picture_of(attachment: Attachment) -> Picture:
    file = upload_path(attachment.file) if attachment.file.startswith("/") else attachment.file
    file = file or upload_path(attachment.url) or PurePosixPath(split(attachment.url).path).name
    return Picture(
        key=str(attachment.post_id) if attachment.post_id else f"file:{file}",
        file=file,
        title=attachment.title,
        alt=attachment.alt,
        caption=attachment.caption,
        url=attachment.url,
        link=attachment.link,
    )


def looks_like_picture(file: str) -> bool:
    return (mimetypes.guess_type(file)[0] or "").startswith("image/")


def is_document(file: str) -> bool:
    return file.rpartition(".")[2].lower() in OTHER_ENDINGS.union(settings.WAGTAILDOCS_EXTENSIONS)


def normalised(file: str) -> str:
    return unicodedata.normalize("NFC", file)
