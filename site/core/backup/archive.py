"""The file of a backup: a tar file, compressed with gzip, encrypted if there is a passphrase (`core.backup.age`).

It is written and read from front to back, a piece at a time. Its last member holds a digest of all the others.
"""

import gzip
import hashlib
import io
import json
import tarfile
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from core.backup.age import Opened, Sealed, is_encrypted
from core.backup.errors import BackupError

HEAD, END = "head.json", "end.json"
PIECE = 64 * 1024
READ_ERRORS = (tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile, UnicodeDecodeError, json.JSONDecodeError)


class Writer:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar, self.digest = tar, hashlib.sha256()

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = size, int(time.time()), 0o600
        self.digest.update(announced(name, size))
        self.tar.addfile(member, Digesting(source, self.digest))
        forget_members(self.tar)

    def add_bytes(self, name: str, content: bytes) -> None:
        self.add(name, io.BytesIO(content), len(content))

    def end(self, facts: dict[str, Any]) -> None:
        self.add_bytes(END, json.dumps({**facts, "sha256": self.digest.hexdigest()}).encode())


class Digesting:
    """What is read from it has gone into the digest."""

    def __init__(self, source: IO[bytes], digest: "hashlib._Hash") -> None:
        self.source, self.digest = source, digest

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.digest.update(data)
        return data


@contextmanager
def writing(target: IO[bytes], passphrase: str) -> Iterator[Writer]:
    with ExitStack() as stack:
        sealed: Any = stack.enter_context(Sealed(target, passphrase)) if passphrase else target
        compressed = stack.enter_context(gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=6, mtime=0))
        yield Writer(stack.enter_context(tarfile.open(fileobj=compressed, mode="w|")))


def members(path: Path, passphrase: str) -> Iterator[tuple[str, Digesting]]:
    """Each member's name and content, the end's too. Raises `BackupError` in the end unless all was as it was written.

    What is taken from it before its end may be damaged, so whoever acts on it must be able to take it back.
    """
    try:
        with path.open("rb") as file:
            yield from checked(stream(file, passphrase))
    except READ_ERRORS as error:
        raise BackupError("The file is no backup of this site, or it is damaged.") from error
    except OSError as error:
        raise BackupError(f"The file cannot be read: {error.strerror or error}.") from error


def stream(file: IO[bytes], passphrase: str) -> IO[bytes]:
    if not is_encrypted(file):
        return file
    if not passphrase:
        raise BackupError("The backup is encrypted: give its passphrase in BACKUP_PASSPHRASE.")
    return io.BufferedReader(Opened(file, passphrase), PIECE)


def checked(source: IO[bytes]) -> Iterator[tuple[str, Digesting]]:
    digest = hashlib.sha256()
    is_ended = False
    with gzip.GzipFile(fileobj=source) as compressed, tarfile.open(fileobj=compressed, mode="r|") as tar:
        while member := tar.next():
            forget_members(tar)
            content = tar.extractfile(member)
            if content is None or is_ended:
                raise BackupError("The backup holds what does not belong there.")
            expected = digest.hexdigest()
            digest.update(announced(member.name, member.size))
            if member.name == END:
                end = content.read()
                is_ended = json.loads(end)["sha256"] == expected
                content = io.BytesIO(end)
            part = Digesting(content, digest)
            yield member.name, part
            drain(part)
        drain(compressed)  # To where its checksum stands.
    if not is_ended:
        raise BackupError("The backup is damaged or not complete.")


def forget_members(tar: tarfile.TarFile) -> None:
    """It would remember all of them, and there may be a million."""
    tar.members.clear()  # type: ignore[attr-defined] # Not documented.


def drain(source: Any) -> None:
    while source.read(PIECE):
        pass


def announced(name: str, size: int) -> bytes:
    return f"{name}\0{size}\0".encode()
