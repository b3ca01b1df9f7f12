"""How others will show a page, seen while it is written: a search engine in its results, a network in a shared link.

The words are read out of the head of the page as its preview renders it, so they are those that others will read.
No network says where it cuts; these are what is measured in practice:
titles at about 60 characters (580 pixels, https://moz.com/learn/seo/title-tag), descriptions at about 155
(https://moz.com/learn/seo/meta-description), on a card 70 and 200
(https://developer.x.com/en/docs/x-for-websites/cards/overview/markup).
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.card_drawing import can_write, draw, is_wanted

if TYPE_CHECKING:
    from core.models.pages import BasePage
    from core.sharing import CardText

SEARCH_RESULT, SOCIAL_CARD = "search-result", "social-card"
MODES: list[tuple[str, Any]] = [(SEARCH_RESULT, _("Search result")), (SOCIAL_CARD, _("Social card"))]
TEMPLATES = {SEARCH_RESULT: "core/previews/search_result.html", SOCIAL_CARD: "core/previews/social_card.html"}
RESULT_TITLE, RESULT_DESCRIPTION = 60, 155
CARD_TITLE, CARD_DESCRIPTION = 70, 200


@dataclass(frozen=True)
class Words:
    """What a page says, and how many characters of it are shown."""

    text: str
    limit: int

    @property
    def shown(self) -> str:
        return f"{self.text[: self.limit].rstrip()} …" if self.is_too_long else self.text

    @property
    def length(self) -> int:
        return len(self.text)

    @property
    def is_too_long(self) -> bool:
        return self.length > self.limit


class Head:
    """What stands in the head of a page for others to read."""

    def __init__(self, html: str) -> None:
        page = BeautifulSoup(html, "html.parser")
        title, canonical = page.select_one("head > title"), page.select_one("head > link[rel=canonical]")
        self.title = " ".join(title.get_text().split()) if title else ""
        self.address = str(canonical["href"]) if canonical else ""
        self.meta = {
            str(tag.get("property") or tag.get("name")): str(tag.get("content", ""))
            for tag in page.select("head > meta")
        }

    @property
    def steps(self) -> list[str]:
        """The address as search engines write it: the host, then each part of the path."""
        parts = urlsplit(self.address)
        return [parts.netloc, *(unquote(part) for part in parts.path.split("/") if part)]


def show(page: BasePage, mode: str, response: HttpResponse) -> HttpResponse:
    """Puts in place of the previewed page what others will show of it. The answer keeps the headers of a preview."""
    if response.status_code != HttpResponse.status_code:
        return response
    head = Head(response.content.decode())
    context = search_result(page, head) if mode == SEARCH_RESULT else social_card(page, head)
    context |= {"head": head, "page": page, "page_language": page.locale.language_code if page.locale_id else ""}
    response.content = render_to_string(TEMPLATES[mode], context).encode()
    for stale in ("Content-Length", "ETag"):
        del response[stale]
    return response


def search_result(page: BasePage, head: Head) -> dict[str, Any]:
    return {
        "title": Words(head.title, RESULT_TITLE),
        "description": Words(head.meta.get("description", ""), RESULT_DESCRIPTION),
        "is_hidden": page.no_index,
    }


def social_card(page: BasePage, head: Head) -> dict[str, Any]:
    with translation.override(page.locale.language_code if page.locale_id else None):
        text = page.card_text()
    site_name = head.meta.get("og:site_name", "")
    return {
        "title": Words(head.meta.get("og:title", ""), CARD_TITLE),
        "description": Words(head.meta.get("og:description", ""), CARD_DESCRIPTION),
        "site_name": site_name,
        "picture": drawn(page, text, site_name) or local(head.meta.get("og:image", ""), head),
        "is_nameless": not page.social_image_id and text.picture is None and not can_write(text.title),
    }


def drawn(page: BasePage, text: CardText, site_name: str) -> str:
    """The card that will be drawn for the page as it is now, as an address that holds it; empty where none will be."""
    if page.social_image_id or not is_wanted(text):
        return ""
    return f"data:image/jpeg;base64,{b64encode(draw(text, site_name)).decode()}"


def local(url: str, head: Head) -> str:
    """The address of a picture as this host has it: the site may be known by another name here."""
    host = "{0.scheme}://{0.netloc}".format(urlsplit(head.address or url))
    return url.removeprefix(host)
