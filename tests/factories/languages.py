"""Trees of pages side by side."""

from typing import Any

from wagtail.models import Locale, Page


def polish() -> Locale:
    return Locale.objects.get_or_create(language_code="pl")[0]


def translated(page: Page, *, live: bool = True, **values: Any) -> Any:
    """The Polish version of a page, with those above it, published unless told otherwise."""
    for above in page.get_ancestors().filter(depth__gt=1).specific():
        if not above.has_translation(polish()):
            translated(above)
    version = type(page).objects.get(pk=page.copy_for_translation(polish()).pk)
    for name, value in values.items():
        setattr(version, name, value)
    revision = version.save_revision()
    if live:
        revision.publish()
    return type(page).objects.get(pk=version.pk)
