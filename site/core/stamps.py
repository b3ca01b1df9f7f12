"""The stamp of a form: which form it is, where it stood and what it said, signed, so that it comes back as it went out.

A stamp holds nothing of the reader. It is the same for all who share a copy of a page, until a reader begins to fill in
the form: then the browser fetches a stamp for that reader alone, which differs by a random number (decision 0016).
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from secrets import token_urlsafe
from time import time
from typing import Self

from django.core import signing

# Slower than a script, quicker than the quickest person.
SHORTEST_AGE = timedelta(seconds=1)
LONGEST_AGE = timedelta(days=30)


class Fault(StrEnum):
    """What a stamp says against the form that came with it."""

    NO_STAMP = "no-stamp"
    FORGED_STAMP = "forged-stamp"
    FOREIGN_STAMP = "foreign-stamp"
    OLD_STAMP = "old-stamp"
    TOO_FAST = "too-fast"


@dataclass(frozen=True)
class Stamp:
    """`revision` is the one of the page that was shown, `shown_on` the page in which the form stood."""

    form: str
    wording: str = ""
    revision: int | None = None
    placement: str = "page"
    shown_on: int | None = None
    time: float = field(default_factory=time)
    number: str = ""

    def sign(self) -> str:
        values = [self.form, self.wording, self.revision, self.placement, self.shown_on, round(self.time, 6)]
        return signer().sign_object([*values, self.number] if self.number else values, compress=True)

    @classmethod
    def read(cls, signed: str) -> Self | None:
        """The stamp, or None for what we never signed."""
        try:
            return cls(*signer().unsign_object(signed))
        except (signing.BadSignature, ValueError, TypeError):
            return None

    @property
    def age(self) -> timedelta:
        return timedelta(seconds=time() - self.time)

    def says_the_same_as(self, other: "Stamp") -> bool:
        """Whether both stand for one form with the same words."""
        return (self.form, self.wording, self.revision) == (other.form, other.wording, other.revision)

    def for_one_reader(self) -> "Stamp":
        """The same stamp, its time included, so that whoever is quick on a page that is not has been long enough."""
        return replace(self, number=token_urlsafe(9))

    def in_place_of(self, other: "Stamp | None") -> "Stamp":
        """This stamp where the other one stood."""
        if other is None or other.form != self.form:
            return self
        return replace(self, placement=other.placement, shown_on=other.shown_on)


def signer() -> signing.Signer:
    return signing.Signer(salt="core.stamp")


def fault(sent: str, form: str) -> Fault | None:
    """What is wrong with the stamp that came back with a form, if anything."""
    if not sent:
        return Fault.NO_STAMP
    stamp = Stamp.read(sent)
    if stamp is None:
        return Fault.FORGED_STAMP
    if stamp.form != form:
        return Fault.FOREIGN_STAMP
    if stamp.age > LONGEST_AGE:
        return Fault.OLD_STAMP
    return Fault.TOO_FAST if stamp.age < SHORTEST_AGE else None
