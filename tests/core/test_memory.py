"""What the C library is told of memory. Each in a process of its own, which nothing has been told."""

import ctypes
import json
import subprocess
import sys

import pytest

from core import memory

pytestmark = pytest.mark.skipif(memory.library() is None, reason="Only glibc can be told.")

ARENAS = """
import threading
gate, done = threading.Barrier(9), threading.Event()
def hold():
    held = [bytes(5_000) for _ in range(50)]
    gate.wait()
    done.wait()
for _ in range(8):
    threading.Thread(target=hold, daemon=True).start()
gate.wait()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
file = libc.fopen(sys.argv[1].encode(), b"w")
libc.malloc_info(0, ctypes.c_void_p(file))
libc.fclose(ctypes.c_void_p(file))
said = open(sys.argv[1]).read().count("<heap nr=")
done.set()
"""
HOLES = """
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
held = [bytes(5_000) for _ in range(12_000)]
held[:-1] = [None] * (len(held) - 1)  # The last of them lies at the top, and keeps the heap as it is.
before = resident()
memory.give_back()
said = before - resident()
"""
LARGE = """
libc = ctypes.CDLL(None)
libc.mallinfo2.restype = type("Info", (ctypes.Structure,), {"_fields_": [("said", ctypes.c_size_t * 10)]})
bytearray(4_000_000)  # From now on the library would take pieces of this size into the heap.
held = [bytearray(3_000_000) for _ in range(10)]
said = libc.mallinfo2().said[3]  # The pieces outside.
"""


def run_apart(code: str, *arguments: str) -> int:
    begin = "import ctypes, json, sys\nfrom core import memory\n"
    command = [sys.executable, "-c", begin + code + "\nprint(json.dumps(said))", *arguments]
    done = subprocess.run(command, env={"PYTHONPATH": "site"}, capture_output=True, text=True, check=True)
    return int(json.loads(done.stdout))


def test_all_threads_share_one_heap(tmp_path):
    assert run_apart(ARENAS, str(tmp_path / "info")) > 1
    assert run_apart("memory.hold_little()\n" + ARENAS, str(tmp_path / "info")) == 1


def test_what_is_large_stays_out_of_the_heap():
    assert run_apart(LARGE) < 10
    assert run_apart("memory.hold_little()\n" + LARGE) >= 10


def test_holes_are_given_back():
    assert run_apart(HOLES) > 40 * 1024**2


def test_later_collections_look_at_nothing_that_was_there_when_it_settled():
    there = "import gc\nheld = [[] for _ in range(100_000)]\n"
    look = "said = len(gc.get_objects())"
    assert run_apart(there + look) > 100_000
    assert run_apart(there + "memory.settle()\n" + look) < 1_000


def test_another_library_is_left_alone(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    assert memory.library() is None
    memory.hold_little()
    memory.give_back()
