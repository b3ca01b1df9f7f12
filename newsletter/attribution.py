"""By which way somebody came: what a form brings of the visit that it ends. Pure functions.

A touch is one arrival: the campaign in its address, the host that linked here, the page it landed on, and the article
that was read. The browser keeps the first and the last of a visit for the visit alone (`static/js/attribution.js`) and
sends them with a form. Without script the page that the form stood on says what it can.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Touch = dict[str, str]

CAMPAIGN = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
PATHS = ("landing_page", "article")
KEYS = (*CAMPAIGN, "referrer", *PATHS)
LONGEST = 200
LONGEST_TOUCH = 4000  # Characters of JSON that are looked at: more than all keys at their longest.
LONGEST_SOURCE = 100
# The address of a mailed link holds a secret.
SECRET = re.compile(r"^((?:/[a-z]{2}(?:-[a-z]{2})?)?/newsletter/[^/]+/).+")


def read(post_data: Mapping[str, Any], referer: str = "") -> tuple[Touch, Touch]:
    """The first and the last touch that came with a form. Where only one is known, it is both."""
    last = touch_in(post_data.get("last_touch")) or touch_of_page(referer)
    return touch_in(post_data.get("first_touch")) or dict(last), last


def touch_in(sent: Any) -> Touch:
    """What is sound in a touch as a browser sent it, which may be anything."""
    try:
        values = json.loads(str(sent or "")[:LONGEST_TOUCH])
    except (ValueError, RecursionError):
        return {}
    return sound(values) if isinstance(values, dict) else {}


def touch_of_page(address: str) -> Touch:
    """What the address of the page where the form stood says by itself."""
    try:
        parts = urlsplit(address)
        values = dict(parse_qsl(parts.query, max_num_fields=100))
    except ValueError:
        return {}
    return sound({**{key: values.get(key) for key in CAMPAIGN}, "landing_page": parts.path})


def sound(values: Mapping[Any, Any]) -> Touch:
    """The values of known keys, as short texts on one line."""
    touch = {key: one_line(values.get(key)) for key in KEYS}
    for key in PATHS:
        touch[key] = SECRET.sub(r"\1", touch[key]) if touch[key].startswith("/") else ""
    return {key: text for key, text in touch.items() if text}


def one_line(value: Any) -> str:
    """A text without control characters, surrogates and surplus blanks; nothing for what is no text."""
    if not isinstance(value, str):
        return ""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in value).split())[:LONGEST].strip()


def source_of(touch: Touch) -> str:
    """What the campaign calls its source, else the host that linked here; in lower case."""
    return (touch.get("utm_source") or touch.get("referrer") or "").lower()[:LONGEST_SOURCE].strip()
