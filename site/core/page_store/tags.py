"""What a stored page depends on, each thing by a name without blanks."""

from functools import lru_cache
from hashlib import blake2b

from django.db.models import Model
from wagtail.models import Page

EVERYTHING = "everything"
PAGES = "pages"  # Whatever readers are shown of any page, as a sitemap tells it.


def row(model: type[Model], key: object) -> str:
    """A row as it is shown. Of a page, what its own type adds may be missing (`whole`)."""
    return f"{model._meta.label_lower}:{key}"


def whole(model: type[Page], key: object) -> str:
    """A page with its streams of blocks, which no list of pages shows."""
    return f"{row(model, key)}:whole"


def link(key: object) -> str:
    """What any link to a page shows of it: its title, its address, and that it is there."""
    return row(Page, key)


def table(model: type[Model]) -> str:
    """Any row of a table."""
    return f"table:{model._meta.db_table}"


def published(model: type[Model]) -> str:
    """The list of all published pages of a type."""
    return published_of(model._meta.label_lower)


def published_of(label: str) -> str:
    """The same, for whoever knows the type by its name alone."""
    return f"published:{label}"


def children(key: object) -> str:
    """The pages directly below this one, and their order."""
    return f"children:{key}"


@lru_cache(maxsize=50_000)
def number(tag: str) -> int:
    """A tag in eight bytes. Should two tags ever meet in one, something is rendered once too often."""
    return int.from_bytes(blake2b(tag.encode(), digest_size=7).digest(), "big")
