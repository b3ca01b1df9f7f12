"""What goes wrong, told to Sentry: where and why, and nothing of the reader whom it happened to."""

import re
from typing import Any

import sentry_sdk

from config.logs import ADDRESS, MAILED_LINK

# Queries hold tokens (`?for=`, `?thanks=`), and what somebody searched for.
QUERY = re.compile(r"(/[^\s?\"'<>]*)\?[^\s\"'<>]+")
TOLD_OF_REQUEST = ("method", "url")


def start(dsn: str, **options: Any) -> None:
    sentry_sdk.init(
        dsn=dsn,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        auto_session_tracking=False,  # It begins a thread, and `manage.py run` divides itself after a request.
        before_send=anonymous,
        before_send_transaction=anonymous,
        **options,
    )


def anonymous(event: Any, hint: dict[str, Any]) -> Any:
    """The event with no more of its request than the address, and with no token, query or e-mail address in it."""
    request = event.get("request", {})
    return cleaned({**event, "request": {name: request[name] for name in TOLD_OF_REQUEST if name in request}})


def cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: cleaned(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(part) for part in value]
    if isinstance(value, str):
        return ADDRESS.sub("…", QUERY.sub(r"\1?…", MAILED_LINK.sub(r"\1…", value)))
    return value
