"""Marketing sees a popup as a reader meets it, before it is live."""

import pytest
from playwright.sync_api import expect

from newsletter.models import GuidebookSubmission
from tests.e2e.offers import call, dialog, kept, popup

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("shape", ["dialog", "slide-in", "bar", "article-end"])
def test_the_preview_shows_each_shape_at_once_and_neither_sends_nor_remembers(desk, marketer, shape):
    asking = popup(shape=shape, is_live=False)
    looking = desk(marketer)
    page = looking.page
    looking.open(f"marketing/popups/edit/{asking.pk}/")
    page.goto(f"/admin/marketing/popups/preview/{asking.pk}/")
    if shape == "article-end":
        page.wait_for_load_state("networkidle")
        page.locator("[data-popup-url]").click()
    elif shape != "dialog":
        call(page).get_by_role("button", name="Yes, please").click()
    expect(dialog(page)).to_be_visible()
    dialog(page).get_by_label("E-mail address").fill("ann@example.com")
    dialog(page).get_by_role("button", name=asking.guidebook.button_label).click()
    page.keyboard.press("Escape")
    expect(dialog(page)).to_be_hidden()
    assert kept(page) == []
    assert not GuidebookSubmission.objects.exists()
