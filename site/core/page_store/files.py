"""The stored pages of one machine: an index, by which a change finds what showed it, and files that nginx can serve.

The index is a database of its own in SQLite, with the packed entries in it; to lose it costs nothing but renders.
Beside it lies, for each entry that needs no header of its own, the page as a file with its compressed forms.
"""

import fcntl
import logging
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

from core.page_store.entries import CACHE_CONTROL, Clearings, Entry, Key
from core.page_store.tags import EVERYTHING, number

logger = logging.getLogger(__name__)

# Each thread has a connection: a page that it has read lies in our own memory, so the index keeps little of it.
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-256;"
SCHEMA = """
    CREATE TABLE IF NOT EXISTS entry (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, packed BLOB NOT NULL, version TEXT NOT NULL,
        stored_at REAL NOT NULL, expires REAL NOT NULL, knows INTEGER NOT NULL, is_good INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS tag (tag INTEGER, entry INTEGER, PRIMARY KEY (tag, entry)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS tags_of_entry ON tag (entry);
    CREATE INDEX IF NOT EXISTS by_age ON entry (stored_at);
    CREATE INDEX IF NOT EXISTS by_end ON entry (is_good, expires);
"""
# Added to an index that is there: one of another name would not know the files that another release still writes.
BY_RELEASE = "CREATE INDEX IF NOT EXISTS by_release ON entry (is_good, version, expires);"
LONGEST_PART = 240  # Bytes of a part of an address that a file can be named by, with room for an ending.
NAMES = {"text/html": "index.html", "application/rss+xml": "index.rss"}
SITEMAP = "application/xml"  # nginx adds the header that Django gives to those.
ENDINGS = {"br": ".br", "gzip": ".gz"}
# The headers of every page, which deploy/nginx.conf repeats. A page with any other is left to us.
USUAL = {
    "Cache-Control",
    "Content-Security-Policy",
    "Content-Type",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "X-Frame-Options",
}
MOST_BYTES = 1024**3
LOCKS = 256
ENDED_AT_ONCE = 200  # In one transaction, for which others wait.
LAST_GOOD = 24 * 60 * 60  # Seconds that what holds no more is kept, for a day without the database.
# nginx makes its ETag of size and time. The time is made of the content, so that the same page has the same tag on
# every machine and after every render, and another page another one.
EARLIEST, SPAN = 1_000_000_000, 500_000_000
Method = TypeVar("Method", bound=Callable[..., Any])


def or_nothing(method: Method) -> Method:
    """A full disk or a broken index costs the site its speed, and nothing else."""

    @wraps(method)
    def wrapped(self: "Files", *args: Any) -> Any:
        try:
            return method(self, *args)
        except (sqlite3.Error, OSError) as error:
            logger.exception("The page store's files do not answer.")
            if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
                self.begin_anew()  # The index is broken.
                self.local = threading.local()
            return None

    return wrapped  # type: ignore[return-value] # It takes and gives the same.


class Files:
    def __init__(self, folder: Path, version: str) -> None:
        self.folder, self.version = folder, version
        self.public, self.locks = folder / "public", folder / "locks"
        self.index_file = folder / f"index-{number(SCHEMA):x}.sqlite3"
        self.local = threading.local()

    @property
    def index(self) -> sqlite3.Connection:
        """A connection for each thread; after a fork, a new one."""
        if getattr(self.local, "owner", None) != os.getpid():
            self.folder.mkdir(parents=True, exist_ok=True)
            if not self.index_file.exists():
                self.begin_anew()
            connection = sqlite3.connect(self.index_file, timeout=2, isolation_level=None)
            connection.executescript(PRAGMAS + SCHEMA + BY_RELEASE)
            self.local.connection, self.local.owner = connection, os.getpid()
        return self.local.connection

    def begin_anew(self) -> None:
        """Without the index nobody could find the files of what has changed."""
        self.remove_all_files()
        for file in self.folder.glob("index*.sqlite3*"):
            file.unlink(missing_ok=True)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        index = self.index
        index.execute("BEGIN IMMEDIATE")
        try:
            yield index
        except BaseException:
            index.execute("ROLLBACK")
            raise
        index.execute("COMMIT")

    # Entries

    @or_nothing
    def get(self, key: Key) -> Entry | None:
        found = self.index.execute(
            "SELECT packed, is_good FROM entry WHERE name = ? AND version = ?", (key.name, self.version)
        ).fetchone()
        try:
            entry = Entry.unpack(found[0]) if found else None
        except ValueError:
            return None
        if entry:
            entry.is_filed = bool(found[1])
        return entry

    @or_nothing
    def put(self, entry: Entry) -> None:
        """The index first: whoever clears meanwhile finds by it the file that is about to appear."""
        self.remove_files(entry.key)
        knows = entry.knowledge.begins_to_end
        values = (entry.key.name, entry.pack(), self.version, time.time(), entry.expires, knows)
        with self.transaction() as index:
            (entry_id,) = index.execute(
                "INSERT INTO entry (name, packed, version, stored_at, expires, knows, is_good)"
                " VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT (name) DO UPDATE SET packed = excluded.packed,"
                " version = excluded.version, stored_at = excluded.stored_at, expires = excluded.expires,"
                " knows = excluded.knows, is_good = 1 RETURNING id",
                values,
            ).fetchone()
            index.execute("DELETE FROM tag WHERE entry = ?", (entry_id,))
            index.executemany("INSERT OR IGNORE INTO tag VALUES (?, ?)", ((tag, entry_id) for tag in entry.tags))
        self.write_files(entry)

    @or_nothing
    def discard(self, key: Key) -> None:
        self.remove_files(key)
        self.index.execute("UPDATE entry SET is_good = 0 WHERE name = ?", (key.name,))

    def drop(self, clearings: Clearings) -> list[Key]:
        """Takes away the files of all that showed something cleared, unless it was rendered since.

        Returns the keys of what was good until now.
        """
        try:
            return [key for clearing, names in clearings for key in self.marked(clearing, names)]
        except sqlite3.Error:
            logger.exception("The page store's index does not answer, so all of its files go.")
            self.remove_all_files()
            return []

    def marked(self, clearing: int, names: list[str]) -> list[Key]:
        where = f"is_good AND knows <= {clearing}"
        if EVERYTHING not in names:
            tags = ", ".join(str(number(name)) for name in names)
            where += f" AND id IN (SELECT entry FROM tag WHERE tag IN ({tags}))"  # noqa: S608 (numbers)
        found = [Key.of(name) for (name,) in self.index.execute(f"SELECT name FROM entry WHERE {where}")]  # noqa: S608 (numbers)
        for key in found:
            self.remove_files(key)
        if found:
            self.index.execute(f"UPDATE entry SET is_good = 0 WHERE {where}")  # noqa: S608 (numbers)
        return found

    @or_nothing
    def cleared(self, most: int) -> list[Key]:
        """What held until something changed, and nobody has asked for since; the front page and lists first."""
        rows = self.index.execute(
            "SELECT name FROM entry WHERE is_good = 0 AND version = ? AND expires > ? ORDER BY LENGTH(name) LIMIT ?",
            (self.version, time.time(), most),
        )
        return [Key.of(name) for (name,) in rows]

    @or_nothing
    def tidy(self) -> list[Key]:
        """Takes away what has had its time or is of another release; the keys of what has just come to its end."""
        now, ended = time.time(), list[Key]()
        for where, value in (("expires < ?", now), ("version != ?", self.version)):
            while some := self.end(where, value):
                ended += some
        self.forget("is_good = 0 AND expires < ?", now - LAST_GOOD)
        while self.size > MOST_BYTES:
            (oldest,) = self.index.execute(
                "SELECT MAX(stored_at) FROM (SELECT stored_at FROM entry ORDER BY stored_at LIMIT 500)"
            ).fetchone()
            self.forget("stored_at <= ?", oldest)
        return ended

    def end(self, where: str, value: float | str) -> list[Key]:
        """Takes away the files of some; a process that renders one of them meanwhile writes its file afterwards."""
        with self.transaction() as index:
            found = index.execute(
                f"SELECT id, name FROM entry WHERE is_good = 1 AND {where} LIMIT {ENDED_AT_ONCE}",  # noqa: S608 (ours)
                (value,),
            ).fetchall()
            for _, name in found:
                self.remove_files(Key.of(name))
            index.executemany("UPDATE entry SET is_good = 0 WHERE id = ?", ((entry_id,) for entry_id, _ in found))
        return [Key.of(name) for _, name in found]

    @property
    def size(self) -> int:
        (used, free, bytes_each) = (
            self.index.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
        return (used - free) * bytes_each

    @or_nothing
    def facts(self) -> dict[str, int]:
        """How many pages there are, and how many bytes they have."""
        (number,) = self.index.execute("SELECT COUNT(*) FROM entry WHERE is_good = 1").fetchone()
        return {"number": number, "size": self.size}

    def forget(self, where: str, value: float | str) -> None:
        rows = self.index.execute(f"SELECT id, name FROM entry WHERE {where}", (value,)).fetchall()  # noqa: S608 (ours)
        for entry_id, name in rows:
            self.remove_files(Key.of(name))
            with self.transaction() as index:
                index.execute("DELETE FROM tag WHERE entry = ?", (entry_id,))
                index.execute("DELETE FROM entry WHERE id = ?", (entry_id,))

    # Files for nginx

    def file_of(self, key: Key, content_type: str) -> Path | None:
        """Where the file of a page lies; none for one of several pages of a list, or a name that no file can have."""
        kind = content_type.partition(";")[0]
        *folders, last = key.path.encode("latin-1").decode("utf-8", "replace").removeprefix("/").split("/")
        name = NAMES.get(kind, "") if not last else last if kind == SITEMAP else ""
        parts = [key.scheme, key.host, *folders, name]
        if key.query or not name or any(not is_sound(part) for part in parts):
            return None
        return self.public.joinpath(*parts)

    def write_files(self, entry: Entry) -> None:
        headers = dict(entry.headers)
        file = self.file_of(entry.key, headers.get("Content-Type", ""))
        of_sitemap = {"X-Robots-Tag"} if headers.get("Content-Type") == SITEMAP else set()
        is_usual = headers.keys() - of_sitemap <= USUAL and headers["Cache-Control"] == CACHE_CONTROL
        if file is None or not is_usual or "identity" in entry.bodies:
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        time_of_content = EARLIEST + int(entry.etag[:12], 16) % SPAN
        for encoding, body in entry.bodies.items():
            replace(file.with_name(file.name + ENDINGS[encoding]), body, time_of_content)
        replace(file, entry.identity, time_of_content)  # nginx looks for this one first.

    def remove_files(self, key: Key) -> None:
        for kind in (*NAMES, SITEMAP):
            file = self.file_of(key, kind)
            if file and file.parent.exists():
                for ending in ("", *ENDINGS.values()):
                    file.with_name(file.name + ending).unlink(missing_ok=True)

    def remove_all_files(self) -> None:
        shutil.rmtree(self.public, ignore_errors=True)

    # Locks

    @contextmanager
    def lock(self, key: Key, longest: float) -> Iterator[bool]:
        """Whether the turn came in time to render this page, among the threads and processes of this machine."""
        self.locks.mkdir(parents=True, exist_ok=True)
        place = blake2b(key.name.encode(), digest_size=2).digest()
        with (self.locks / f"{int.from_bytes(place, 'big') % LOCKS}").open("w") as file:
            until = time.monotonic() + longest
            while not (held := try_lock(file)) and time.monotonic() < until:
                time.sleep(0.005)
            yield held  # Closing the file lets the next one in.


def try_lock(file: Any) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def is_sound(part: str) -> bool:
    """Whether a folder or file may be called so."""
    return (
        part not in {"", ".", ".."} and len(part.encode()) <= LONGEST_PART and not set(part) & {"\x00", "\\", "\ufffd"}
    )


def replace(file: Path, content: bytes, modified: int) -> None:
    """Writes a file so that whoever reads it has the old or the new one."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.{threading.get_ident()}")
    unfinished.write_bytes(content)
    os.utime(unfinished, (modified, modified))
    unfinished.replace(file)
