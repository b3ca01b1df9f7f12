"""A stored page that shows a saved section is rendered anew when the section changes, and no other is."""

import pytest

from tests.core.page_store.conftest import HIT, ask
from tests.factories import LandingPageFactory, SavedSectionFactory
from tests.factories import blocks as b

pytestmark = pytest.mark.django_db


def test_a_change_clears_the_pages_that_show_it_alone(site):
    shown, other = SavedSectionFactory(), SavedSectionFactory()
    pages = [LandingPageFactory(sections=b.stream(b.saved_section(section))) for section in (shown, shown, other)]
    addresses = [page.get_url() for page in pages]

    def stored() -> list[bool]:
        return [ask(site, address).cache == HIT for address in addresses]

    stored()
    assert stored() == [True, True, True]
    shown.sections = b.stream(b.call_to_action("Leave it here"))
    shown.save_revision().publish()
    assert stored() == [False, False, True]
    assert b"Leave it here" in ask(site, addresses[1]).body
    shown.unpublish()
    assert stored() == [False, False, True]
    shown.refresh_from_db()
    shown.save_revision().publish()
    assert stored() == [False, False, True]
    shown.delete()
    assert stored() == [False, False, True]
