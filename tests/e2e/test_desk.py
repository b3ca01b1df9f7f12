"""The editors' desk, as somebody on the staff and their guest meet it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import Comment

from tests.e2e.reading import axe_violations, overflowing
from tests.factories import ArticleFactory, ContentPageFactory, blocks

pytestmark = pytest.mark.e2e


def test_from_the_desk_to_what_is_to_be_mended_and_there(desk, moderator):
    page = ContentPageFactory(title="Silent", last_published_at=timezone.now() - timedelta(days=400))
    page.save_revision()
    desk = desk(moderator)
    desk.open("")
    expect(desk.page.get_by_role("heading", name="Waiting for you")).to_be_visible()
    expect(desk.page.get_by_text("The scheduler has stopped")).to_be_visible()
    assert axe_violations(desk.page, within=".w-panel--dashboard") == []
    desk.page.get_by_role("link", name="No description").click()
    row = desk.page.get_by_role("row", name="Silent")
    expect(row).to_be_visible()
    assert axe_violations(desk.page, within=".findings") == []
    row.get_by_role("link", name="No description").click()
    expect(desk.page.locator("[name=search_description]")).to_be_visible()
    expect(desk.page.locator("[name=search_description]")).to_be_in_viewport()


def test_a_guest_reads_a_draft_and_leaves_a_note_that_stands_beside_the_text(desk, open_browser, editor):
    draft = ArticleFactory(live=False, title="Not yet", body=blocks.stream(blocks.paragraph("Nobody knows this.")))
    draft.save_revision(user=editor)
    desk = desk(editor)
    desk.edit(draft)
    desk.open(f"drafts/{draft.pk}/")
    desk.page.get_by_role("button", name="Make a link").click()
    expect(desk.page.get_by_label("Shared by")).to_be_visible()
    assert axe_violations(desk.page, within=".nice-padding") == []
    link = desk.page.get_by_label("Shared by").input_value()

    guest = open_browser(width=375, height=800)
    assert guest.page.goto(link).status == 200
    expect(guest.page.get_by_text("Nobody knows this.", exact=True)).to_be_visible()
    guest.page.get_by_text("Leave a note").click()
    assert axe_violations(guest.page) == []
    assert overflowing(guest.page) == []
    bar = guest.page.get_by_role("complementary", name="About this draft")
    bar.get_by_label("Your name").fill("Ann Berg")
    bar.get_by_label("About", exact=True).select_option(index=1)
    bar.get_by_label("Note").fill("Say who.")
    guest.page.get_by_role("button", name="Send the note").click()
    expect(guest.page.get_by_text("Your note has arrived")).to_be_visible()
    assert Comment.objects.get().contentpath == f"body.{draft.body[0].id}"

    desk.edit(draft)
    desk.page.get_by_role("button", name="Toggle comments").click()
    expect(desk.page.get_by_text("Ann Berg, without an account: Say who.").first).to_be_visible()
