"""Recognises films on YouTube and Vimeo by any of the addresses they go by."""

import re

from core.blocks.media import PLAYERS

YOUTUBE = re.compile(
    r"^(?:https?:)?//(?:www\.|m\.)?(?:youtube(?:-nocookie)?\.com/(?:watch/?\?(?:[^#\s]*&)?v=|embed/|v/|shorts/|live/)|youtu\.be/)"
    r"(?P<id>(?!videoseries)[\w-]{11})(?![\w-])",
    re.IGNORECASE,
)
VIMEO = re.compile(
    r"^(?:https?:)?//(?:www\.|player\.)?vimeo\.com/(?:video/|channels/[\w-]+/|groups/[\w-]+/videos/)?(?P<id>\d+)(?![\w-])",
    re.IGNORECASE,
)
BARE_ADDRESS = re.compile(r"^https?://[^\s<>\"]+$")


def film_address(address: str) -> str:
    """The address that our film block plays; empty if this is no film it knows."""
    address = address.strip().replace("&amp;", "&")
    for pattern, form in ((YOUTUBE, "https://www.youtube.com/watch?v={id}"), (VIMEO, "https://vimeo.com/{id}")):
        if match := pattern.match(address):
            found = form.format(id=match["id"])
            return found if any(player.match(found) for player, _name, _address in PLAYERS) else ""
    return ""
