"""The site's log without what must not stand in it, and with the name of the request that each line belongs to."""

import json
import logging
import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from core.request_id import request_id

# Whoever holds a mailed link may do what it was mailed for. Django notes the address of each request that it refuses.
MAILED_LINK = re.compile(
    r"(/newsletter/[a-z-]+/|/(?:drafts|readers/(?:confirm|replies)|password_reset/confirm)/)[^\s\"'?<>]+"
)
# Databases and mail servers name the e-mail address that they refuse. It begins where a word does: were it looked for
# within words, a long one would take the square of its length.
PART = r"[^\s\"'<>()\[\]{},;:=/?&\\]"
ADDRESS = re.compile(rf"(?:\\?\"[^\"\n]+\"|(?<!{PART}){PART}+)(?:@|%(?:25)*40){PART}+")


class Handler(logging.StreamHandler):
    """Cuts tokens and addresses out of whatever is written, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = request_id()
        line = super().format(record)
        # Not from the line as it is written: the beginning of an address would pass for the end of an escape before it.
        return json.dumps(cut(json.loads(line))) if isinstance(self.formatter, JsonFormatter) else cut(line)


def cut(value: Any) -> Any:
    """The text, or all texts in what a line of JSON holds, without tokens and addresses."""
    if isinstance(value, str):
        return ADDRESS.sub("…", MAILED_LINK.sub(r"\1…", value))
    if isinstance(value, dict):
        return {cut(name): cut(part) for name, part in value.items()}
    return [cut(part) for part in value] if isinstance(value, list) else value
