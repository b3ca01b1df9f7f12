"""Signed links. A token says its purpose, names a row by its UUID, and bears the fingerprint of an address.

Each purpose signs with a salt of its own, so that a token of one is nothing to another. The fingerprint, a keyed hash
cut short, tells whether the row still belongs to the address that the link was mailed to: no link survives a change of
address. Whether a link was used, and whether its row still stands, is for the row itself to say: `newsletter.services`
asks it.
"""

from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

UUID_LENGTH = 32
FINGERPRINT_LENGTH = 16


class Purpose(StrEnum):
    THANKS = "thanks"
    CONFIRM = "confirm"
    DOWNLOAD = "download"
    UNSUBSCRIBE = "unsubscribe"
    UNDO = "undo"
    MY_DATA = "my-data"
    MY_COMMENTS = "my-comments"
    CHANGE_ADDRESS = "change-address"
    KNOWN = "known"


# A download's row holds its own expiry. Whoever wants to leave can do so by any mail, however old.
LIFETIMES: dict[Purpose, timedelta | None] = {
    Purpose.THANKS: timedelta(hours=1),
    Purpose.CONFIRM: timedelta(days=7),
    Purpose.DOWNLOAD: None,
    Purpose.UNSUBSCRIBE: None,
    Purpose.UNDO: timedelta(days=1),
    Purpose.MY_DATA: timedelta(hours=1),
    Purpose.MY_COMMENTS: timedelta(hours=1),
    Purpose.CHANGE_ADDRESS: timedelta(days=1),
    Purpose.KNOWN: timedelta(days=30),
}


class Claim(NamedTuple):
    """What a token says: which row, and to whom it was mailed."""

    uuid: UUID
    fingerprint: str

    def is_for(self, address: str) -> bool:
        keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        return any(constant_time_compare(self.fingerprint, fingerprint(address, key)) for key in keys)


class ForgedError(Exception):
    """The token was not made by us for this purpose."""


class ExpiredError(Exception):
    """The token is ours, but too old; `claim` is what it says."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(claim)
        self.claim = claim


def make(purpose: Purpose, uuid: UUID, address: str) -> str:
    return signer(purpose).sign(f"{uuid.hex}{fingerprint(address)}")


def read(purpose: Purpose, token: str) -> Claim:
    """What the token says; raises `ForgedError` or `ExpiredError`."""
    try:
        value = signer(purpose).unsign(token)
        claim = Claim(UUID(value[:UUID_LENGTH]), value[UUID_LENGTH:])
    except (signing.BadSignature, ValueError) as error:
        raise ForgedError from error
    try:
        signer(purpose).unsign(token, max_age=LIFETIMES[purpose])
    except signing.SignatureExpired as error:
        raise ExpiredError(claim) from error
    return claim


def fingerprint(address: str, key: str | None = None) -> str:
    return salted_hmac("newsletter.tokens", address, secret=key, algorithm="sha256").hexdigest()[:FINGERPRINT_LENGTH]


def signer(purpose: Purpose) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"newsletter.{purpose}", sep=".")
