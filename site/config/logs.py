"""The site's log without what must not stand in it."""

import logging
import re

# Whoever holds a mailed link may do what it was mailed for. Django notes the address of each request that it refuses.
MAILED_LINK = re.compile(r"(/newsletter/[a-z-]+/|/readers/(?:confirm|replies)/|/password_reset/confirm/)[^\s\"'?<>]+")


class Handler(logging.StreamHandler):
    """Cuts the tokens out of whatever is written, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return MAILED_LINK.sub(r"\1…", super().format(record))
