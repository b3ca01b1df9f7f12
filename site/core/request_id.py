"""A name for each request, by which lines of the log belong together: as the server in front says, or our own."""

import re
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

NAME = "HTTP_X_REQUEST_ID"
SOUND = re.compile(r"[\w.-]{1,64}")

_request: ContextVar[dict[str, Any] | None] = ContextVar("request", default=None)


def begin(environ: dict[str, Any] | None = None, **kwargs: Any) -> None:
    """Heard when Django begins with a request (`request_started`). A thread keeps it until the next one."""
    _request.set({NAME: (environ or {}).get(NAME, "")})


def end(**kwargs: Any) -> None:
    _request.set(None)


def request_id() -> str:
    """Made when it is asked for the first time, since most requests write nothing into the log."""
    request = _request.get()
    if request is None:
        return ""
    if not SOUND.fullmatch(request[NAME]):
        request[NAME] = uuid4().hex
    return str(request[NAME])
