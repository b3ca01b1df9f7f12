"""What the site says of itself to machines, on every page (https://schema.org)."""

from typing import Any

from django.http import HttpRequest

from core.models.settings import SiteSettings


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
