"""The signs by which a form looks as if no person had sent it. None of them drops it: see `services.take_in`.

Signs are read off the form itself; limits are counted by `core.limits`, under a name that is a reason too.
"""

from datetime import timedelta

from core.addresses import folded, is_disposable
from core.http import connection_of
from core.limits import Limit
from core.stamps import fault
from newsletter.models.suspects import Suspect

Reason = Suspect.Reason

DAY = timedelta(days=1)
COPIES = 5


def signs(*, trap: str, sent_stamp: str, form: str, address: str) -> list[Reason]:
    """What speaks against a form, by itself."""
    wrong = fault(sent_stamp, form)
    found = [Reason(wrong)] if wrong else []
    if trap.strip():
        found.append(Reason.TRAP)
    if is_disposable(address):
        found.append(Reason.DISPOSABLE)
    return found


def limits(*, sent_stamp: str, address: str, ip: str, is_suspect: bool = False) -> list[Limit]:
    """How many forms may come with one copy of a form, from one IP address, with one e-mail address.

    A copy may lie in a cache and serve many readers, so it is counted by connection (decision 0016). One that once came
    with a sign is used up there: a script that was too fast is not let in by going on.
    """
    connection = connection_of(ip)
    found = [Limit(Reason.ADDRESS, folded(address), 20, DAY)]
    if sent_stamp:
        copy = f"{sent_stamp} {connection}".strip()
        found.append(Limit(Reason.STAMP_REUSED, copy, COPIES, DAY, weight=COPIES if is_suspect else 1))
    if connection:
        found += [Limit(Reason.IP, connection, 10, timedelta(minutes=10)), Limit(Reason.IP, connection, 30, DAY)]
    return found
