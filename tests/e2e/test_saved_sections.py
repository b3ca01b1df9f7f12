"""Marketing arranges sections once, shows them on two pages, and changes both by one edit."""

import pytest
from playwright.sync_api import expect

from tests.factories import LandingPageFactory, SavedSectionFactory
from tests.factories import blocks as b

pytestmark = pytest.mark.e2e


def test_one_edit_changes_both_pages(desk, marketer, reader):
    section = SavedSectionFactory(name="Take it", sections=b.stream(b.call_to_action("Take it with you")))
    pages = [LandingPageFactory(sections=b.stream(b.text("First."))) for _ in range(2)]
    building = desk(marketer)
    for page in pages:
        building.edit(page)
        name = building.add_block("sections", "Saved section")
        building.page.locator(f"[id='{name}-chooser']").get_by_role("button", name="Choose").first.click()
        building.page.get_by_role("dialog").get_by_role("link", name="Take it").click()
        expect(building.page.locator(f"[name='{name}']")).to_have_value(str(section.pk))
        building.press("Publish")
        building.expect_message("published")
    building.open(f"snippets/home/savedsection/edit/{section.pk}/")
    building.fill(**{"sections-0-value-heading": "Or leave it here"})
    building.press("Publish")
    building.expect_message("Take it")
    for page in pages:
        reader.open(page.url)
        expect(reader.page.get_by_text("Or leave it here")).to_be_visible()
    assert reader.complaints == []
