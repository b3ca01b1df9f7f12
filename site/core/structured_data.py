"""What the site says of itself to machines, on every page (https://schema.org)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from core.models.settings import SiteSettings
from core.sharing import image_object

if TYPE_CHECKING:
    from core.models.pages import BasePage


def organisation(request: HttpRequest) -> dict[str, Any]:
    """The publisher, which articles and authors refer to by its `@id` (https://schema.org/Organization)."""
    return SiteSettings.for_request(request).structured_data(request.build_absolute_uri("/"))


def breadcrumb_list(trail: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The way from the home page (https://schema.org/BreadcrumbList); none for the home page itself."""
    if len(trail) < 2:
        return []
    items = [
        {"@type": "ListItem", "position": position, "name": crumb["title"], "item": crumb["url"]}
        for position, crumb in enumerate(trail, start=1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": items}]


def web_page(page: BasePage, request: HttpRequest) -> list[dict[str, Any]]:
    """A page that is nothing more special (https://schema.org/WebPage); none before it has an address."""
    url = page.get_full_url(request)
    if not url:
        return []
    picture = page.shared_picture(request.build_absolute_uri("/"))
    data = {
        "@type": "WebPage",
        "@id": f"{url}#webpage",
        "url": url,
        "name": page.meta_title,
        "description": page.meta_description,
        "primaryImageOfPage": image_object(picture) if picture else None,
        "datePublished": iso(page.first_published_at),
        "dateModified": iso(page.last_published_at),
        "inLanguage": page.locale.language_code if page.locale_id else "",
        "publisher": {"@id": f"{request.build_absolute_uri('/')}#organization"},
    }
    return [{name: value for name, value in data.items() if value}]


def collection_page(
    url: str, name: str, description: str, language: str, items: Iterable[tuple[str, str]], start: int = 1
) -> dict[str, Any]:
    """A list of other pages (https://schema.org/CollectionPage); `items` are name and absolute address of each.

    Names and addresses alone, as Google wants of a page that sums up others:
    https://developers.google.com/search/docs/appearance/structured-data/carousel
    """
    elements = [
        {"@type": "ListItem", "position": position, "url": address, "name": title}
        for position, (title, address) in enumerate(items, start=start)
    ]
    listed = {"@type": "ItemList", "numberOfItems": len(elements), "itemListElement": elements} if elements else None
    data = {
        "@type": "CollectionPage",
        "@id": f"{url}#collection",
        "url": url,
        "name": name,
        "description": description,
        "inLanguage": language,
        "mainEntity": listed,
    }
    return {key: value for key, value in data.items() if value}


def iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
