"""The site's log without what must not stand in it, and with the name of the request that each line belongs to."""

import logging
import re

from core.request_id import request_id

# Whoever holds a mailed link may do what it was mailed for. Django notes the address of each request that it refuses.
MAILED_LINK = re.compile(
    r"(/newsletter/[a-z-]+/|/(?:drafts|readers/(?:confirm|replies)|password_reset/confirm)/)[^\s\"'?<>]+"
)
# Databases and mail servers name the e-mail address that they refuse.
ADDRESS = re.compile(r"[^\s\"'<>()\[\]{},;:=/?&\\]+(?:@|%40)[^\s\"'<>()\[\]{},;:=/?&\\]+")


class Handler(logging.StreamHandler):
    """Cuts tokens and addresses out of whatever is written, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = request_id()
        return ADDRESS.sub("…", MAILED_LINK.sub(r"\1…", super().format(record)))
