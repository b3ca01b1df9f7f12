"""Reads from a copy of the database, where DATABASE_REPLICA_URL names one (docs/scaling.md).

A copy lags behind, so only views that are marked read from it: what they show is not stored, and changes nothing. All
else stays on the primary: whoever is signed in, forms, mailed links, the worker, and pages that the store keeps, since
one that was made of old rows would be held for new.
"""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)
REPLICA = "replica"
alias: ContextVar[str] = ContextVar("database_to_read_from", default=DEFAULT_DB_ALIAS)

View = Callable[..., HttpResponse]


class Router:
    def db_for_read(self, model: Any, **hints: Any) -> str:
        return alias.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """From now on the request reads what it has written."""
        alias.set(DEFAULT_DB_ALIAS)
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *rows: Any, **hints: Any) -> bool:
        return True  # All are of the same database.

    def allow_migrate(self, db: str, *args: Any, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


def may_lag(view: View) -> View:
    """Marks a view that may show what was so some seconds ago. While the copy is away the primary answers."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_public = request.method in {"GET", "HEAD"} and settings.SESSION_COOKIE_NAME not in request.COOKIES
        if REPLICA not in settings.DATABASES or not is_public:
            return view(request, *args, **kwargs)
        token = alias.set(REPLICA)
        try:
            return view(request, *args, **kwargs)
        except OperationalError:
            logger.exception("The copy of the database does not answer; the database itself does.")
        finally:
            alias.reset(token)
        return view(request, *args, **kwargs)

    return wrapped
