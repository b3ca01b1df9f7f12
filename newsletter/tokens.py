"""Signed links. A token says its purpose and names a row by its UUID; it never holds an address.

Each purpose signs with a salt of its own, so that a token of one is nothing to another. Whether a link was used, and
whether its row still stands, is for the row itself to say: `newsletter.services` asks it.
"""

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.core import signing


class Purpose(StrEnum):
    THANKS = "thanks"
    CONFIRM = "confirm"
    DOWNLOAD = "download"
    UNSUBSCRIBE = "unsubscribe"
    UNDO = "undo"


# A download's row holds its own expiry. Whoever wants to leave can do so by any mail, however old.
LIFETIMES: dict[Purpose, timedelta | None] = {
    Purpose.THANKS: timedelta(hours=1),
    Purpose.CONFIRM: timedelta(days=7),
    Purpose.DOWNLOAD: None,
    Purpose.UNSUBSCRIBE: None,
    Purpose.UNDO: timedelta(days=1),
}


class ForgedError(Exception):
    """The token was not made by us for this purpose."""


class ExpiredError(Exception):
    """The token is ours, but too old; `uuid` is the row that it names."""

    def __init__(self, uuid: UUID) -> None:
        super().__init__(uuid)
        self.uuid = uuid


def make(purpose: Purpose, uuid: UUID) -> str:
    return signer(purpose).sign(uuid.hex)


def read(purpose: Purpose, token: str) -> UUID:
    """The row that the token names; raises `ForgedError` or `ExpiredError`."""
    try:
        uuid = UUID(signer(purpose).unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise ForgedError from error
    try:
        signer(purpose).unsign(token, max_age=LIFETIMES[purpose])
    except signing.SignatureExpired as error:
        raise ExpiredError(uuid) from error
    return uuid


def signer(purpose: Purpose) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"newsletter.{purpose}", sep=".")


def sign_wording(wording: str) -> str:
    """The words beside a consent box in a form that comes back unchanged: the same for every reader, so cacheable."""
    return signing.Signer(salt="newsletter.wording").sign_object(wording)


def read_wording(signed: str) -> str | None:
    """The words that the reader saw, or None when they are missing or not ours."""
    try:
        wording = signing.Signer(salt="newsletter.wording").unsign_object(signed)
    except (signing.BadSignature, ValueError):
        return None
    return wording if isinstance(wording, str) else None
