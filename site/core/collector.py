"""Python's collector of circular garbage, in a process that answers requests."""

import gc

OBJECTS = 20_000  # Python's own 700 are made many times over by one page.


def relax() -> None:
    """Has it look seldom, and never at what is loaded by now: it took a sixth of the time that a page takes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS)
