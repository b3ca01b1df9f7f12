"""Finds the pictures that a text shows among the attachments and files of the other site, and takes them in."""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField

from articles.wordpress.reader import Attachment, Export
from articles.wordpress.records import Kind, Records
from core.models import SiteImage

# Where WordPress, its multisite installations and WordPress.com keep what was uploaded.
UPLOADS = re.compile(r"/wp-content/uploads/(?:sites/\d+/)?|/wp-content/blogs\.dir/\d+/files/|/files/(?=\d{4}/\d\d/)")
PHOTON = re.compile(r"^i\d\.wp\.com$")
SIZE = re.compile(r"-\d+x\d+(?=\.\w+$)")
VARIANT = re.compile(r"-(?:scaled|rotated)(?=\.\w+$)")
NUMBER = re.compile(r"-?\d$")  # What WordPress puts behind a name that is taken.
LONGEST_NAME = 255


class PictureError(Exception):
    """A picture cannot be taken in; printed, it says why."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the other site; `key` is its identity, `file` its path below the uploads folder."""

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
    """All pictures of an export. `uploads` is a copy of `wp-content/uploads`, without which nothing is taken in."""

    def __init__(self, export: Export, uploads: Path | None, records: Records, dry_run: bool = False) -> None:
        self.uploads = uploads.resolve() if uploads else None
        self.records = records
        self.dry_run = dry_run
        self.known: dict[str, int] = {}
        self.problems: dict[str, str] = {}
        self.pictures: dict[int, Picture] = {}
        self.by_file: dict[str, Picture] = {}
        self.children: dict[int, list[Attachment]] = {}
        self.hosts = {host(export.address), ""}
        for attachment in export.attachments:
            self.enter(attachment)

    def enter(self, attachment: Attachment) -> None:
        picture = picture_of(attachment)
        if not is_picture(picture.file):
            return
        self.pictures[attachment.post_id] = picture
        self.by_file[normalised(picture.file)] = picture
        self.children.setdefault(attachment.parent, []).append(attachment)
        self.hosts.add(host(attachment.url))

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
        if not file or not is_picture(file):
            return None
        whole, shown = normalised(SIZE.sub("", file)), normalised(file)
        name = shown if self.has(shown) and not self.has(whole) else whole
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
        """Whether the picture is here, after having tried to take it in."""
        if picture.key in self.known or picture.key in self.problems:
            return picture.key in self.known
        image = self.records.target(Kind.PICTURE, picture.key)
        if image:
            self.known[picture.key] = image.pk
            return True
        try:
            content = self.read(picture.file)
        except PictureError as error:
            self.problems[picture.key] = str(error)
            return False
        self.known[picture.key] = 0 if self.dry_run else self.store(picture, content)
        return True

    def read(self, file: str) -> ContentFile:
        """The file, if it is a picture such as an editor could upload."""
        field = WagtailImageField()
        try:
            path = self.locate(file)
            if path.stat().st_size > field.max_upload_size:
                raise PictureError(_("larger than {size}").format(size=field.max_upload_size_text))
            content = ContentFile(path.read_bytes(), name=path.name)
            field.clean(content)
        except OSError as error:
            raise PictureError(error.strerror or str(error)) from error
        except ValidationError as error:
            raise PictureError(" ".join(error.messages)) from error
        content.seek(0)
        return content

    def locate(self, file: str) -> Path:
        if self.uploads is None:
            raise PictureError(_("no uploads folder was given"))
        if not is_safe(file):
            raise PictureError(_("the name leads out of the uploads folder"))
        for name in variants(file):
            path = self.uploads / name
            if path.is_file():
                if not path.resolve().is_relative_to(self.uploads):
                    raise PictureError(_("the name leads out of the uploads folder"))
                return path
        raise PictureError(_("not in the uploads folder"))

    def has(self, file: str) -> bool:
        try:
            return self.locate(file).is_file()
        except PictureError:
            return False

    def store(self, picture: Picture, content: ContentFile) -> int:
        """Saves the picture and its record together; leaves no file behind when that fails."""
        title = picture.title or PurePosixPath(picture.file).stem
        image = SiteImage(title=title[:255], description=picture.described(picture.alt)[:255], file=content)
        image._set_image_file_metadata()
        try:
            with transaction.atomic():
                image.save()
                self.records.remember(Kind.PICTURE, picture.key, image)
        except Exception:
            if image.file._committed:
                image.file.delete(save=False)
            raise
        return image.pk


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


def is_picture(file: str) -> bool:
    return (mimetypes.guess_type(file)[0] or "").startswith("image/")


def split(address: str) -> SplitResult:
    """The parts of an address; none where it is no address at all."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


def host(address: str) -> str:
    """The host without `www.`; that of the picture itself where WordPress.com's image service stands before it."""
    parts = split(address)
    if PHOTON.match(parts.netloc):
        return parts.path.lstrip("/").partition("/")[0].removeprefix("www.")
    return parts.netloc.lower().removeprefix("www.")


def upload_path(address: str) -> str:
    """The path below the uploads folder that an address names; empty if it names none."""
    parts = split(address)
    path = unquote(parts.path)
    match = UPLOADS.search(path)
    if match:
        return path[match.end() :]
    return path.lstrip("/") if parts.netloc.endswith(".files.wordpress.com") else ""


def unsized(file: str) -> Iterator[str]:
    """The name as it is, that of the file it was made smaller from, and that of what WordPress put in its place."""
    names = [file, SIZE.sub("", file)]
    stem, dot, ending = names[-1].rpartition(".")
    yield from dict.fromkeys(
        [*names, f"{stem}-scaled{dot}{ending}", f"{stem}-rotated{dot}{ending}", SIZE.sub("", file)]
    )


def variants(file: str) -> Iterator[str]:
    """Names under which a copy of the folder may hold a file: either Unicode form, and the original before scaling."""
    for name in dict.fromkeys([file, VARIANT.sub("", file)]):
        yield from dict.fromkeys([name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)])


def normalised(file: str) -> str:
    return unicodedata.normalize("NFC", file)


def is_safe(file: str) -> bool:
    """Whether the path is a plain one that stays below the folder it is put behind."""
    parts = PurePosixPath(file).parts
    if not parts or file.startswith("/") or ".." in parts or any(sign in file for sign in "\\\x00:"):
        return False
    return all(len(part.encode()) <= LONGEST_NAME for part in parts)
