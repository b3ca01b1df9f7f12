"""Sections that are arranged once and shown by many pages."""

import pytest
from django.urls import reverse
from wagtail.blocks import StreamBlock, StreamBlockValidationError
from wagtail.models import ReferenceIndex
from wagtail.test.utils.form_data import nested_form_data, streamfield

from home.blocks import HomeBlock, LandingBlock, LandingPageBlock
from home.models import LandingPage, SavedSection, SearchEntry
from tests.factories import LandingPageFactory, SavedSectionFactory
from tests.factories import blocks as b

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return SavedSectionFactory(name="Take it", sections=b.stream(b.call_to_action("Take it with you"), b.text("Now.")))


@pytest.fixture
def html_of(client):
    return lambda page: client.get(page.get_url()).content.decode()


def showing(*sections, **fields) -> LandingPage:
    return LandingPageFactory(sections=b.stream(*sections), **fields)


# What readers see


def test_one_edit_changes_every_page(html_of, section, home_page):
    first, second = showing(b.text("One."), b.saved_section(section)), showing(b.saved_section(section))
    home_page.sections = b.stream(b.saved_section(section))
    home_page.save_revision().publish()
    for page in (first, second, home_page):
        assert "Take it with you" in html_of(page)
    section.sections = b.stream(b.call_to_action("Leave it here"))
    section.save_revision().publish()
    for page in (first, second, home_page):
        html = html_of(page)
        assert "Leave it here" in html
        assert "Take it with you" not in html


def test_a_draft_of_it_changes_nothing_yet(html_of, section):
    page = showing(b.saved_section(section))
    section.sections = b.stream(b.call_to_action("Leave it here"))
    section.save_revision()
    assert "Take it with you" in html_of(page)


@pytest.mark.parametrize("end", ["unpublish", "delete"])
def test_one_that_is_away_leaves_the_rest_of_the_page(html_of, section, end):
    page = showing(b.text("One."), b.saved_section(section), b.text("Two."))
    getattr(section, end)()
    html = html_of(page)
    assert "Take it with you" not in html
    assert "One." in html
    assert "Two." in html


def test_a_hero_in_it_holds_the_main_heading_only_where_it_opens_the_page(html_of):
    section = SavedSectionFactory(sections=b.stream(b.hero(heading="Lead the meeting"), b.hero(heading="And so on")))
    opening = html_of(showing(b.saved_section(section), title="Offer"))
    assert "<h1>Lead the meeting</h1>" in opening
    assert opening.count("<h1") == 1
    later = html_of(showing(b.text(), b.saved_section(section), title="Later"))
    assert "<h1>Later</h1>" in later
    assert later.count("<h1") == 1
    SavedSection.objects.update(live=False)
    assert "<h1>Without</h1>" in html_of(showing(b.saved_section(section), title="Without"))


def test_pages_are_found_by_its_words_and_no_longer_by_those_it_had(run_jobs, section):
    page = showing(b.saved_section(section))

    def found_by() -> str:
        run_jobs()
        return SearchEntry.objects.get(page=page.pk).text

    assert "Now." in found_by()
    section.sections = b.stream(b.text("Lighthouse."))
    section.save_revision().publish()
    assert "Lighthouse." in found_by()
    assert "Now." not in found_by()
    section.delete()
    assert "Lighthouse." not in found_by()


# What editors do


def test_none_can_hold_another():
    def kinds(block):
        inner = [child for child in block.child_blocks.values() if isinstance(child, StreamBlock)]
        return {*block.child_blocks}.union(*map(kinds, inner))

    assert "saved_section" not in kinds(SavedSection._meta.get_field("sections").stream_block)
    for vocabulary in (LandingPageBlock, HomeBlock):
        assert "saved_section" in kinds(vocabulary())


def test_it_is_made_of_all_that_a_landing_page_has_else():
    assert {*LandingPageBlock().child_blocks} - {*LandingBlock().child_blocks} == {"saved_section"}


def test_a_page_is_not_published_with_an_empty_choice():
    block = LandingPageBlock()
    with pytest.raises(StreamBlockValidationError):
        block.clean(block.to_python([{"type": "saved_section", "value": None}]))


def test_where_it_is_used_can_be_seen(marketing_client, section):
    page = showing(b.saved_section(section), title="Spring offer")
    showing(b.text(), title="Another offer")
    assert [int(use.object_id) for use in ReferenceIndex.get_references_to(section)] == [page.pk]
    html = marketing_client.get(reverse(usage(section), args=[section.pk])).content.decode()
    assert "Spring offer" in html
    assert "Another offer" not in html


def usage(section: SavedSection) -> str:
    return section.snippet_viewset.get_url_name("usage")


def test_marketing_makes_and_publishes_one(marketing_client):
    button = {"label": "Go on", "page": "", "url": "https://a.example/"}
    sections = streamfield([("call_to_action", {"heading": "Take it with you", "text": "", "button": button})])
    data = nested_form_data({"name": "Take it", "action-publish": "1", "sections": sections})
    response = marketing_client.post(reverse(SavedSection.snippet_viewset.get_url_name("add")), data)
    assert response.status_code == 302
    section = SavedSection.objects.get()
    assert (section.live, section.sections[0].value["heading"]) == (True, "Take it with you")


def test_those_who_build_landing_pages_may_and_others_may_not(editor_client, moderator_client, marketing_client):
    url = reverse(SavedSection.snippet_viewset.get_url_name("list"))
    assert moderator_client.get(url).status_code == marketing_client.get(url).status_code == 200
    assert editor_client.get(url).status_code == 302


def test_a_draft_of_it_can_be_looked_at(admin, section):
    section.name = "Before"
    html = section.make_preview_request(None, "").content.decode()
    assert "Take it with you" in html
    assert html.count("<h1") == 1
