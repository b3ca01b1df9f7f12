"""Encryption by a passphrase, in the format of `age` (https://age-encryption.org/v1), whose own tool opens it too.

Chunk by chunk, so that a backup of any size passes through little memory. Each chunk is authenticated, and the last one
says that it is the last: whatever was changed, swapped or cut off is noticed.
"""

import io
import os
from base64 import b64decode, b64encode
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from core.backup.errors import BackupError

VERSION = b"age-encryption.org/v1"
CHUNK, TAG = 64 * 1024, 16
LONGEST_LINE = 200
WORK_FACTOR = 17  # 128 MiB and half a second for each guess at a passphrase.
HIGHEST_WORK_FACTOR = 20  # 1 GiB: nobody's file may ask for more.


def is_encrypted(source: IO[bytes]) -> bool:
    """Whether this is the beginning of such a file; the source is left as it was."""
    start = source.tell()
    beginning = source.read(len(VERSION))
    source.seek(start)
    return beginning == VERSION


class Sealed(io.RawIOBase):
    """Encrypts what is written to it. To close it ends the file, and leaves the target open."""

    def __init__(self, target: IO[bytes], passphrase: str) -> None:
        self.target = target
        file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
        wrapped = ChaCha20Poly1305(key_of(passphrase, salt, WORK_FACTOR)).encrypt(bytes(12), file_key, None)
        stanza = b"-> scrypt %s %d\n%s\n" % (encoded(salt), WORK_FACTOR, encoded(wrapped))
        header = VERSION + b"\n" + stanza + b"---"
        target.write(header + b" " + encoded(mac(file_key, header)) + b"\n" + nonce)
        self.chunks = Chunks(file_key, nonce)
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override] # Any buffer is more than is written.
        self.waiting += data
        while len(self.waiting) > CHUNK:  # A full one may be the last, so it waits.
            self.target.write(self.chunks.seal(bytes(self.waiting[:CHUNK]), is_last=False))
            del self.waiting[:CHUNK]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self.target.write(self.chunks.seal(bytes(self.waiting), is_last=True))
        super().close()


class Opened(io.RawIOBase):
    """Decrypts what it is read from. Raises `BackupError` for a wrong passphrase and for anything that is not whole."""

    def __init__(self, source: IO[bytes], passphrase: str) -> None:
        self.source = source
        lines = [source.readline(LONGEST_LINE) for _ in range(4)]
        try:
            kind, salt, work_factor = lines[1].removeprefix(b"-> ").split()
            wrapped, found = decoded(lines[2]), decoded(lines[3].removeprefix(b"--- "))
            if kind != b"scrypt" or not 1 <= int(work_factor) <= HIGHEST_WORK_FACTOR:
                raise ValueError
            key = key_of(passphrase, decoded(salt), int(work_factor))
        except ValueError as error:
            raise BackupError("The file is encrypted in another way than by a passphrase, or it is damaged.") from error
        try:
            file_key = ChaCha20Poly1305(key).decrypt(bytes(12), wrapped, None)
        except InvalidTag as error:
            raise BackupError("The passphrase is not the one that the backup was encrypted with.") from error
        if not bytes_eq(mac(file_key, b"".join(lines[:3]) + b"---"), found):
            raise BackupError("The backup is damaged: its beginning was changed.")
        self.chunks = Chunks(file_key, source.read(16))
        self.ahead = source.read(CHUNK + TAG)
        self.opened = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override] # As for `write`.
        if not self.opened and self.ahead:
            chunk, self.ahead = self.ahead, self.source.read(CHUNK + TAG)
            self.opened = memoryview(self.chunks.open(chunk, is_last=not self.ahead))
        number = min(len(buffer), len(self.opened))
        buffer[:number] = self.opened[:number]
        self.opened = self.opened[number:]
        return number


class Chunks:
    """Each is encrypted under its number and under whether it is the last."""

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        self.cipher = ChaCha20Poly1305(derived(file_key, b"payload", salt=nonce))
        self.number = 0

    def nonce(self, *, is_last: bool) -> bytes:
        self.number += 1
        return (self.number - 1).to_bytes(11, "big") + bytes([is_last])

    def seal(self, chunk: bytes, *, is_last: bool) -> bytes:
        return self.cipher.encrypt(self.nonce(is_last=is_last), chunk, None)

    def open(self, chunk: bytes, *, is_last: bool) -> bytes:
        try:
            return self.cipher.decrypt(self.nonce(is_last=is_last), chunk, None)
        except InvalidTag as error:
            raise BackupError("The backup is damaged or not complete.") from error


def key_of(passphrase: str, salt: bytes, work_factor: int) -> bytes:
    return Scrypt(salt=VERSION + b"/scrypt" + salt, length=32, n=2**work_factor, r=8, p=1).derive(passphrase.encode())


def derived(file_key: bytes, use: bytes, salt: bytes = b"") -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=use).derive(file_key)


def mac(file_key: bytes, header: bytes) -> bytes:
    hmac = HMAC(derived(file_key, b"header"), SHA256())
    hmac.update(header)
    return hmac.finalize()


def encoded(value: bytes) -> bytes:
    return b64encode(value).rstrip(b"=")


def decoded(line: bytes) -> bytes:
    line = line.strip()
    return b64decode(line + b"=" * (-len(line) % 4), validate=True)
