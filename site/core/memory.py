"""How the processes of the site hold little memory: by what the C library can be told, if it is glibc."""

import ctypes
import gc
import sys
from typing import Any

# As malloc.h has them.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
LARGE = 128 * 1024  # Bytes.


def library() -> Any:
    """The C library where it has what is asked of it here."""
    found = ctypes.CDLL(None) if sys.platform == "linux" else None
    return found if hasattr(found, "malloc_trim") and hasattr(found, "mallopt") else None


def hold_little() -> None:
    """To be said before there are threads, and so for all processes that this one divides itself into.

    One heap for all threads, since they take turns in Python; and whatever is large is given back as soon as it is
    freed: of itself the library takes ever larger pieces into the heap, where they leave holes.
    """
    if libc := library():
        libc.mallopt(M_ARENA_MAX, 1)
        libc.mallopt(M_MMAP_THRESHOLD, LARGE)
        libc.mallopt(M_TRIM_THRESHOLD, LARGE)


def give_back() -> None:
    """Gives what is free back to the system, in the holes of the heap as well. Takes some milliseconds."""
    gc.collect()
    if libc := library():
        libc.malloc_trim(0)


def settle() -> None:
    """To be said once all is loaded. What there is by then stays, so no later collection need look at it.

    Without that each would take a tenth of a second, and memory that processes share would be written to. Python also
    counts it no more when it decides whether enough is new to be worth a look.
    """
    give_back()
    gc.freeze()
    gc.collect()
