from collections.abc import Callable
from typing import Any

import pytest

from tests.home.seeded import seed, seed_people, small_pictures

__all__ = ["seed", "seed_people", "small_pictures"]


@pytest.fixture
def brand(site_settings: Any) -> Callable[..., None]:
    """Changes the settings of the site."""

    def save(**fields: str) -> None:
        for name, value in fields.items():
            setattr(site_settings, name, value)
        site_settings.save()

    return save


@pytest.fixture
def second_site(db: None) -> Any:
    """The home page of a site of its own, at 127.0.0.1."""
    from wagtail.models import Page, Site

    from home.models import HomePage

    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Second", slug="second"))
    Site.objects.create(hostname="127.0.0.1", port=80, root_page=home)
    return home
