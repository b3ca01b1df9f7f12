"""Encryption: what `age` itself reads and writes, whole or not at all, in little memory."""

import io
import os
import tracemalloc

import pyrage
import pytest

from core.backup import age
from core.backup.age import CHUNK, Opened, Sealed
from core.backup.archive import drain, writing
from core.backup.errors import BackupError

SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]


def sealed(content: bytes, passphrase: str = "nine") -> bytes:
    target = io.BytesIO()
    with Sealed(target, passphrase) as file:
        file.write(content)
    return target.getvalue()


def opened(content: bytes, passphrase: str = "nine") -> bytes:
    return io.BufferedReader(Opened(io.BytesIO(content), passphrase)).read()


@pytest.mark.parametrize("size", SIZES)
def test_whatever_reads_age_reads_ours(size):
    content = os.urandom(size)
    assert pyrage.passphrase.decrypt(sealed(content), "nine") == content
    assert opened(sealed(content)) == content


def test_we_read_what_age_has_written():
    assert opened(pyrage.passphrase.encrypt(b"by age", "nine")) == b"by age"


def test_two_of_the_same_are_not_alike():
    assert sealed(b"same") != sealed(b"same")


def test_a_wrong_passphrase_is_called_one():
    with pytest.raises(BackupError, match="passphrase is not the one"):
        opened(sealed(b"content"), "ten")


@pytest.mark.parametrize("place", [1, 30, 60, 110, -CHUNK, -1])
def test_a_changed_byte_is_noticed(place):
    content = bytearray(sealed(os.urandom(3 * CHUNK)))
    content[place] ^= 1
    with pytest.raises(BackupError):
        opened(bytes(content))


@pytest.mark.parametrize("missing", [1, 17, CHUNK + 16, 2 * CHUNK + 32])
def test_a_missing_end_is_noticed(missing):
    with pytest.raises(BackupError, match="damaged or not complete"):
        opened(sealed(os.urandom(3 * CHUNK))[:-missing])


def test_no_file_may_ask_for_all_memory():
    with pytest.raises(BackupError, match="in another way"):
        opened(sealed(b"content").replace(b" 4\n", b" 30\n"))


def test_a_large_file_passes_through_little_memory(tmp_path):
    size = 40 * 1024**2

    class Zeros(io.RawIOBase):
        left = size

        def read(self, number: int = -1) -> bytes:
            number = min(number, self.left)
            self.left -= number
            return bytes(number)

    file = tmp_path / "large"
    tracemalloc.start()
    with file.open("wb") as target, writing(target, "nine") as writer:
        writer.add("files/large", Zeros(), size)
    with file.open("rb") as source:
        drain(io.BufferedReader(Opened(source, "nine")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * 1024**2


def test_a_guess_costs_what_it_should():
    import importlib

    assert importlib.reload(age).WORK_FACTOR >= 17
