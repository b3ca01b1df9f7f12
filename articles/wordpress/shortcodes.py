"""WordPress's shortcodes: known ones become HTML, others stay as text.

https://developer.wordpress.org/apis/shortcode/
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from html import escape, unescape

Given = dict[str, str]

OPENING = re.compile(
    r"\[(?P<extra>\[?)(?P<name>[A-Za-z][\w-]*)(?![\w-])(?P<given>[^\]\[]*?)(?P<closed>/?)\](?P<end>\]?)"
)
CLOSING = re.compile(r"\[/(?P<name>[A-Za-z][\w-]*)\]")
ATTRIBUTE = re.compile(
    r"""(?:^|(?<=\s))(https?://\S+)|([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s'"]+))|(?:^|(?<=\s))([^\s"'=]+)(?=\s|$)"""
)
IMAGE = re.compile(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", re.IGNORECASE)
MEDIA_SOURCES = ("src", "mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg", "wav", "flv")


def expand(html: str) -> tuple[str, list[str]]:
    """The HTML with known shortcodes turned into elements, and the names of unknown ones, which stay in the text."""
    endings: dict[str, list[int]] = {}
    for closing in CLOSING.finditer(html):
        endings.setdefault(closing["name"].lower(), []).append(closing.start())
    written: list[str] = []
    unknown: list[str] = []
    position = 0
    while opening := OPENING.search(html, position):
        written.append(html[position : opening.start()])
        position = opening.end()
        name = opening["name"].lower()
        if opening["extra"] and opening["end"]:
            written.append(opening[0][1:-1])
        elif name in KNOWN:
            inner, position = enclosed(html, opening, endings.get(name, []))
            written += [opening["extra"], KNOWN[name](attributes(opening["given"]), inner), opening["end"]]
        else:
            written.append(opening[0])
            if name in endings or looks_like_code(opening):
                unknown.append(name)
    return "".join([*written, html[position:]]), list(dict.fromkeys(unknown))


def enclosed(html: str, opening: re.Match[str], endings: list[int]) -> tuple[str, int]:
    """What stands between a shortcode and its end, unless another of its name begins first; and where to read on."""
    place = bisect_left(endings, opening.end())
    if opening["closed"] or opening["end"] or place == len(endings):
        return "", opening.end()
    another = re.compile(rf"\[{opening['name']}[\s\]]", re.IGNORECASE)
    if another.search(html, opening.end(), endings[place]):
        return "", opening.end()
    return html[opening.end() : endings[place]], endings[place] + len(opening["name"]) + 3


def looks_like_code(opening: re.Match[str]) -> bool:
    """Whether brackets without an end are a shortcode rather than a writer's own, such as “[sic]”."""
    return "=" in opening["given"] or "_" in opening["name"] or "-" in opening["name"]


def attributes(text: str) -> Given:
    """Named attributes under their names, others under their positions."""
    if text.startswith("="):
        return {"0": text[1:].strip()}
    found: Given = {}
    for address, name, double, single, bare, alone in ATTRIBUTE.findall(text):
        found[name.lower() if name else str(len(found))] = double or single or bare or alone or address
    return found


def caption(given: Given, inner: str) -> str:
    """`[caption]<img> words[/caption]`, or the words in an attribute, as before WordPress 3.4."""
    match = IMAGE.search(inner)
    if match is None:
        return inner
    said = given.get("caption") or (inner[: match.start()] + inner[match.end() :]).strip()
    return (
        f'\n\n<figure class="{escape(given.get("align", ""))}">{match[0]}<figcaption>{said}</figcaption></figure>\n\n'
    )


def gallery(given: Given, inner: str) -> str:
    """The attachments named, else all those of the post, or of another one."""
    ids = re.findall(r"\d+", given.get("ids") or given.get("include") or "")
    post = re.findall(r"\d+", given.get("id", ""))
    wanted = ",".join(ids) if ids else f"of {post[0] if post else ''}"
    return f'\n\n<div data-gallery="{wanted}"></div>\n\n'


def film(prefix: str) -> Callable[[Given, str], str]:
    """The address in a line of its own, which is how WordPress embeds too; a mere id is put behind the prefix."""

    def address(given: Given, inner: str) -> str:
        named = given.get("src") or given.get("url") or given.get("id")
        found = named or given.get("0") or inner.strip()
        found = found if "/" in found or not found else f"{prefix}{found}"
        return f"\n\n{escape(found, quote=False)}\n\n"

    return address


def media(kind: str) -> Callable[[Given, str], str]:
    def element(given: Given, inner: str) -> str:
        address = next((given[name] for name in MEDIA_SOURCES if given.get(name)), "")
        return f'\n\n<{kind} src="{escape(address)}"></{kind}>\n\n' if address else inner

    return element


def code(given: Given, inner: str) -> str:
    """Code is shown as it stands; WordPress's own editor may have written its angle brackets as entities already."""
    return f"\n\n<pre>{escape(unescape(inner), quote=False)}</pre>\n\n" if inner.strip() else ""


KNOWN: dict[str, Callable[[Given, str], str]] = {
    "caption": caption,
    "wp_caption": caption,
    "gallery": gallery,
    "playlist": gallery,
    "embed": film(""),
    "youtube": film("https://www.youtube.com/watch?v="),
    "vimeo": film("https://vimeo.com/"),
    "video": media("video"),
    "audio": media("audio"),
    "soundcloud": film(""),
    "code": code,
    "sourcecode": code,
}
