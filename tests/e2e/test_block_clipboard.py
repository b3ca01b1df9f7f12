"""A block is copied from one page to another, whole and with ids of its own."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from home.models import LandingPage
from tests.e2e.admin import Desk
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, LandingPageFactory
from tests.factories import blocks as b
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.e2e


def copy(page: Page, number: int) -> None:
    """By the keyboard alone."""
    button = page.get_by_role("button", name="Copy for another page").nth(number)
    button.focus()
    button.press("Enter")
    expect(page.get_by_role("status").filter(has_text="is copied")).to_be_in_viewport()


def paste(page: Page) -> None:
    """At the end of the text, by the keyboard alone."""
    plus = page.locator(".c-sf-add-button").last
    plus.focus()
    plus.press("Enter")
    found = page.get_by_role("option", name=re.compile("^Paste: "))
    expect(found).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type("paste")
    expect(page.get_by_role("combobox").last).to_have_value("paste")
    expect(found).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(found).to_have_count(0)


def blocks_of(page: Page) -> Locator:
    return page.locator("[data-streamfield-stream-container] > [data-streamfield-child]:not([aria-hidden])")


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_ids(inner) for name, inner in value.items() if name != "id"}
    return [without_ids(inner) for inner in value] if isinstance(value, list) else value


def ids_in(value: Any) -> list[str]:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    own = [value["id"]] if isinstance(value, dict) and "id" in value else []
    return own + [found for part in inner for found in ids_in(part)]


def saved(desk: Desk, page: Any, stream: str) -> list[Any]:
    desk.press("Save draft")
    desk.expect_message(page.title)
    page.refresh_from_db()
    return list(getattr(page.get_latest_revision_as_object(), stream).raw_data)


def test_every_kind_of_an_article_arrives_whole_in_another(desk, editor):
    known = ArticleFactory(title="Known")
    linked = b.paragraph(f'<b>Bold</b>, <a linktype="page" id="{known.pk}">led on</a>, and the end.')
    source = ArticleFactory(
        title="Source",
        live=False,
        body=b.stream(linked, *b.whole_vocabulary(ImageFactory(), known, GuidebookPageFactory())),
    )
    source.save_revision()
    target = ArticleFactory(title="Target", live=False, body=b.stream())
    target.save_revision()
    desk = desk(editor)
    desk.edit(source)
    copying = desk.page
    pasting = copying.context.new_page()
    pasting.goto(copying.url.replace(f"/{source.pk}/", f"/{target.pk}/"))
    for number in range(len(source.body)):
        copy(copying, number)
        paste(pasting)
        expect(blocks_of(pasting)).to_have_count(number + 1)
    sent = saved(desk, source, "body")
    desk.page = pasting
    arrived = saved(desk, target, "body")
    assert without_ids(arrived) == without_ids(sent)
    assert not {*ids_in(arrived)} & {*ids_in(sent)}


def test_what_is_nested_gets_new_ids_each_time(desk, editor):
    asked = b.questions("Asked often", When="On Monday.", Where="Here.")
    source = ArticleFactory(live=False, body=b.stream(asked))
    source.save_revision()
    desk = desk(editor)
    desk.edit(source)
    copy(desk.page, 0)
    for count in (2, 3):
        paste(desk.page)
        expect(blocks_of(desk.page)).to_have_count(count)
    arrived = saved(desk, source, "body")
    assert [without_ids(block) for block in arrived] == [without_ids(arrived[0])] * 3
    ids = ids_in(arrived)
    assert all(ids)
    assert len(ids) == len({*ids}) == 9


def test_a_text_goes_to_a_landing_page_after_the_article_was_left_and_a_heading_does_not(desk, admin):
    source = ArticleFactory(live=False, body=b.stream(b.paragraph("Carry me."), b.heading("Only in articles")))
    source.save_revision()
    target = LandingPageFactory(sections=b.stream(b.text("First.")))
    desk = desk(admin)
    desk.edit(source)
    copy(desk.page, 0)
    desk.edit(target)
    desk.page.reload()
    paste(desk.page)
    expect(blocks_of(desk.page)).to_have_count(2)
    expect(desk.page.get_by_role("status").filter(has_text="“Text” is pasted")).to_be_in_viewport()
    desk.edit(source)
    copy(desk.page, 1)
    desk.edit(target)
    paste(desk.page)
    expect(desk.page.get_by_role("status").filter(has_text="“Heading” cannot be pasted here")).to_be_in_viewport()
    expect(blocks_of(desk.page)).to_have_count(1)


def test_what_is_pasted_is_saved_by_itself(desk, admin):
    target = LandingPageFactory(sections=b.stream(b.call_to_action("Take it with you")))
    desk = desk(admin)
    desk.edit(target)
    copy(desk.page, 0)
    desk.wait_until_watched()
    paste(desk.page)
    desk.page.locator("[name='sections-1-value-heading']").fill("Twice")
    desk.expect_autosave("Twice")
    sections = LandingPage.objects.get(pk=target.pk).get_latest_revision_as_object().sections
    assert [section.value["heading"] for section in sections] == ["Take it with you", "Twice"]


def test_where_there_is_one_kind_alone_a_button_beside_the_plus_pastes(desk, editor):
    links = b.stream(b.block("link", {"label": "Elsewhere", "url": "https://a.example/"}))
    source, target = AuthorFactory(links=links), AuthorFactory(links=b.stream())
    desk = desk(editor)
    desk.edit(target)
    desk.page.get_by_role("button", name="Paste").click()
    expect(desk.page.get_by_role("status").filter(has_text="Nothing has been copied")).to_be_in_viewport()
    desk.edit(source)
    copy(desk.page, 0)
    desk.edit(target)
    desk.page.get_by_role("button", name="Paste").click()
    expect(desk.page.locator("[name='links-0-value-url']")).to_have_value("https://a.example/")
