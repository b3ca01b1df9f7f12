"""Queues that apps keep in tables of their own, such as mails. The worker works them off between two tasks.

A drain is registered in an app's `tasks.py`. It works for some seconds at most, stops early when `may_go_on` says so,
and answers whether it left something that could be done at once. While there is nothing to do it must only look, since
the worker asks it again and again.
"""

import logging
from collections.abc import Callable

from django.db import OperationalError

logger = logging.getLogger(__name__)

MayGoOn = Callable[[], bool]
Drain = Callable[[MayGoOn], bool]

DRAINS: dict[str, Drain] = {}


def drain(function: Drain) -> Drain:
    """Registers a function as a drain, under its dotted name."""
    DRAINS[f"{function.__module__}.{function.__name__}"] = function
    return function


def work_off(may_go_on: MayGoOn) -> bool:
    """Gives every drain its turn; whether any of them has more to do."""
    return any([run(name, function, may_go_on) for name, function in DRAINS.items()])  # noqa: C419 (each has its turn)


def run(name: str, function: Drain, may_go_on: MayGoOn) -> bool:
    try:
        return function(may_go_on)
    except OperationalError:  # The worker waits for the database.
        raise
    except Exception:
        logger.exception("The queue %s stopped.", name)
        return False
