"""A picture as it stands in posts, and the block that it becomes."""

from typing import Any

from tests.articles.wordpress.export import ADDRESS

UPLOADS = f"{ADDRESS}/wp-content/uploads/2020/05"
BOAT = f'<img class="size-full wp-image-7" src="{UPLOADS}/boat.jpg" alt="boat" width="60" height="40" />'


def image(key: str = "7", alt: str = "", caption: str = "", width: str = "inline") -> tuple[str, Any]:
    picture = {"image": key, "alt_text": alt, "decorative": False}
    return ("image", {"image": picture, "caption": caption, "credit": "", "width": width})
