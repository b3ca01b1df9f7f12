"""What differs between two renders of the same page."""

import re

# Signed with the time at which it was rendered, or random, or the time itself.
VOLATILE = re.compile(rb'name="(stamp|csrfmiddlewaretoken)" value="[^"]*"|<lastBuildDate>[^<]*')


def steady(body: bytes) -> bytes:
    """A page without what is another thing at every render."""
    return VOLATILE.sub(b"", body)
