"""A stored answer: its headers, its body in each encoding, and what it depends on."""

import gzip
import json
import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple, Self

import brotli

ENCODINGS = ("br", "gzip")
BROTLI_QUALITY, GZIP_LEVEL = (
    5,
    6,
)  # A reader waits meanwhile: the best would take a hundred milliseconds and save a tenth.
LEAST_TO_COMPRESS = 200
CACHE_CONTROL = "public, max-age=0, must-revalidate"

Headers = list[tuple[str, str]]
Clearings = list[tuple[int, list[str]]]  # Each with the names of what has changed.


class Key(NamedTuple):
    """What tells one stored answer from another. `path` is as WSGI has it, `query` holds known parameters alone."""

    scheme: str
    host: str
    path: str
    query: str

    @property
    def name(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}{'?' + self.query if self.query else ''}"

    @classmethod
    def of(cls, name: str) -> Self:
        scheme, _, rest = name.partition("://")
        host, slash, rest = rest.partition("/")
        path, _, query = rest.partition("?")
        return cls(scheme, host, slash + path, query)


class Knowledge(NamedTuple):
    """Which clearings had been heard of: all up to the newest but the missing ones, which may yet be committed."""

    newest: int = 0
    missing: tuple[int, ...] = ()

    def has(self, clearing: int) -> bool:
        return clearing <= self.newest and clearing not in self.missing

    @property
    def begins_to_end(self) -> int:
        """The first clearing of which it is not certain that it had been heard of."""
        return min(self.missing, default=self.newest + 1)


NOTHING_KNOWN = Knowledge()


class Answer(NamedTuple):
    """The headers and the body that go out in one encoding."""

    etag: str
    headers: Headers
    not_modified: Headers
    body: list[bytes]


@dataclass
class Entry:
    key: Key
    headers: Headers
    bodies: dict[str, bytes]
    etag: str
    tags: "array[int]"
    knowledge: Knowledge
    expires: float
    answers: dict[str, Answer] = field(default_factory=dict, repr=False)
    offered: tuple[str, ...] = ()
    is_filed: bool = field(default=True, compare=False)  # Whether nginx has it too.
    verified: int = 0  # The state of the log at which this entry was found good.

    def __post_init__(self) -> None:
        self.offered = tuple(encoding for encoding in ENCODINGS if encoding in self.bodies)

    @classmethod
    def make(
        cls,
        key: Key,
        headers: Headers,
        body: bytes,
        *,
        tags: Sequence[int] = (),
        knowledge: Knowledge = NOTHING_KNOWN,
        expires: float = 0,
    ) -> Self:
        names = {name.lower() for name, _ in headers}
        if "cache-control" not in names:
            headers = [*headers, ("Cache-Control", CACHE_CONTROL)]
        etag = blake2b(body, digest_size=12).hexdigest()
        return cls(key, headers, compressed(body), etag, array("q", sorted(tags)), knowledge, expires)

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values())) + 8 * len(self.tags) + 1000

    @property
    def identity(self) -> bytes:
        return self.bodies.get("identity") or gzip.decompress(self.bodies["gzip"])

    def answer(self, encoding: str) -> Answer:
        """What goes out in this encoding. The uncompressed one is seldom asked for, and so is not kept."""
        kept = self.answers.get(encoding)
        if kept:
            return kept
        body = self.identity if encoding == "identity" else self.bodies[encoding]
        made = self.made(encoding, body)
        if encoding in self.bodies:
            self.answers[encoding] = made
        return made

    def made(self, encoding: str, body: bytes) -> Answer:
        """A strong ETag is of one encoding alone (RFC 9110, section 8.8.3.3)."""
        etag = f'"{self.etag}"' if encoding == "identity" else f'"{self.etag}-{encoding}"'
        headers = [*self.headers, ("ETag", etag), ("Vary", "Accept-Encoding"), ("Content-Length", str(len(body)))]
        if encoding != "identity":
            headers.append(("Content-Encoding", encoding))
        not_modified = [(name, value) for name, value in headers if name in {"ETag", "Vary", "Cache-Control"}]
        return Answer(etag, headers, not_modified, [body])

    def pack(self) -> bytes:
        facts = {
            "key": list(self.key),
            "headers": self.headers,
            "bodies": {encoding: len(body) for encoding, body in self.bodies.items()},
            "etag": self.etag,
            "tags": list(self.tags),
            "knowledge": list(self.knowledge),
            "expires": self.expires,
        }
        head = json.dumps(facts, separators=(",", ":")).encode()
        return b"".join([struct.pack(">I", len(head)), head, *self.bodies.values()])

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """Raises `ValueError` for what was not packed by us, or only in part."""
        try:
            (length,) = struct.unpack_from(">I", packed)
            facts = json.loads(packed[4 : 4 + length])
            bodies, at = {}, 4 + length
            for encoding, size in facts["bodies"].items():
                bodies[encoding] = packed[at : at + size]
                at += size
            newest, missing = facts["knowledge"]
            entry = cls(
                key=Key(*facts["key"]),
                headers=[(name, value) for name, value in facts["headers"]],
                bodies=bodies,
                etag=facts["etag"],
                tags=array("q", facts["tags"]),
                knowledge=Knowledge(newest, tuple(missing)),
                expires=facts["expires"],
            )
        except (struct.error, KeyError, TypeError) as error:
            raise ValueError("This is no entry of ours.") from error
        if at != len(packed):
            raise ValueError("A part of this entry is missing.")
        return entry


def compressed(body: bytes) -> dict[str, bytes]:
    """The forms in which a body is kept. From the one in gzip the plain one is had again."""
    if len(body) < LEAST_TO_COMPRESS:
        return {"identity": body}
    return {
        "br": brotli.compress(body, quality=BROTLI_QUALITY),
        "gzip": gzip.compress(body, GZIP_LEVEL, mtime=0),
    }
