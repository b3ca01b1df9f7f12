"""What the addresses of the other site mean."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

# Where WordPress, its multisite installations and WordPress.com keep what was uploaded.
UPLOADS = re.compile(r"/wp-content/uploads/(?:sites/\d+/)?|/wp-content/blogs\.dir/\d+/files/|/files/(?=\d{4}/\d\d/)")
PHOTON = re.compile(r"^i\d\.wp\.com$")
SIZE = re.compile(r"-\d+x\d+(?=\.\w+$)")
VARIANT = re.compile(r"-(?:scaled|rotated)(?=\.\w+$)")


def split(address: str) -> SplitResult:
    """The parts of an address; none where it is no address at all."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


def host(address: str) -> str:
    """The host without `www.`; that of the picture itself where WordPress.com's image service stands before it."""
    parts = split(address)
    if PHOTON.match(parts.netloc):
        return parts.path.lstrip("/").partition("/")[0].removeprefix("www.")
    return parts.netloc.lower().removeprefix("www.")


def upload_path(address: str) -> str:
    """The path below the uploads folder that an address names; empty if it names none."""
    parts = split(address)
    path = unquote(parts.path)
    match = UPLOADS.search(path)
    if match:
        return path[match.end() :]
    return path.lstrip("/") if parts.netloc.endswith(".files.wordpress.com") else ""


def old_path(address: str) -> str:
    """The path of an address with its query, as a redirect has it."""
    parts = split(address)
    path = unquote(parts.path) or "/"
    return f"{path}?{parts.query}" if parts.query else path
