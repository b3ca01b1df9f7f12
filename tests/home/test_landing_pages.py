"""Pages that marketing builds from sections, and pages of plain text."""

import re

import pytest
from wagtail.blocks import StreamBlockValidationError

from home.blocks import ICONS, MAXIMUM_OF_LATEST, HomeBlock, LandingBlock
from home.models import LandingPage
from tests.factories import ArticleFactory, ContentPageFactory, ImageFactory, LandingPageFactory, TopicFactory
from tests.factories import blocks as b
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(client):
    def show(*sections, **fields) -> str:
        page = LandingPageFactory(title="Lead better", sections=b.stream(*sections), **fields)
        return client.get(page.get_url()).content.decode()

    return show


def test_every_kind_of_section_says_what_it_is_given(shown):
    ArticleFactory(title="Ask twice")
    html = shown(*b.whole_landing_page(ImageFactory(), GuidebookPageFactory(title="10 principles")))
    words = ["Lead the meeting", "Direction", "Calm", "How it works", "It works.", "Marcus Aurelius", "Emperor"]
    words += ["Harbour Office", "principles", "Own count", "On Monday.", "10 principles", "Ask twice", "Plain words."]
    for word in words:
        assert word in html, word


def test_a_hero_that_opens_the_page_holds_its_main_heading(shown):
    html = shown(b.hero(heading="Lead the meeting"))
    assert "<h1>Lead the meeting</h1>" in html
    assert html.count("<h1") == 1


def test_a_page_that_opens_otherwise_has_its_title_above(shown):
    html = shown(b.text(), b.hero(heading="Lead the meeting"))
    assert "<h1>Lead better</h1>" in html
    assert "<h2>Lead the meeting</h2>" in html


def test_a_logo_says_the_name_of_its_firm_and_a_portrait_beside_a_name_says_nothing(shown):
    html = shown(b.logos(ImageFactory(), "Harbour Office"), b.said(portrait=ImageFactory()))
    testimonial, logos = (
        re.search(rf'class="{name}.*?alt="(.*?)"', html, re.DOTALL)[1] for name in ("testimonial", "logos")
    )
    assert (testimonial, logos) == ("", "Harbour Office")


def test_marketing_is_asked_for_no_words_that_nobody_would_hear():
    block = LandingBlock()
    picture = ImageFactory()
    sections = block.clean(block.to_python([b.logos(picture, "Harbour Office"), b.said(portrait=picture)]))
    assert [section.block_type for section in sections] == ["logos", "testimonial"]


def test_an_empty_page_is_still_a_page(shown):
    assert "<h1>Lead better</h1>" in shown()


def test_without_the_menu_it_leads_nowhere_but_to_its_offer(client, article_index):
    article_index.show_in_menus = True
    article_index.save()
    sections = b.stream(b.hero())
    with_menu = client.get(LandingPageFactory(sections=sections).get_url()).content.decode()
    without = client.get(LandingPageFactory(sections=sections, show_menu=False).get_url()).content.decode()
    assert 'href="/articles/"' in with_menu
    assert 'href="/articles/"' not in without
    assert 'action="/search/"' not in without


def test_without_the_menu_the_privacy_notice_is_still_there(client, site_settings):
    site_settings.privacy_page = ContentPageFactory(slug="privacy")
    site_settings.save()
    page = LandingPageFactory(show_menu=False)
    assert 'href="/privacy/"' in client.get(page.get_url()).content.decode()


def test_a_button_leads_where_marketing_says(shown):
    page = ContentPageFactory(slug="about")
    assert 'href="/about/"' in shown(b.call_to_action(page=page, url=""))
    assert 'href="https://www.example.com/"' in shown(b.call_to_action(), slug="second")


def test_a_button_whose_page_was_withdrawn_is_not_shown(shown):
    page = ContentPageFactory(slug="about", live=False)
    html = shown(b.call_to_action(page=page, url="", label="Read more"))
    assert "Read more" not in html


def test_it_shows_the_latest_articles_by_its_own_question(shown):
    """A landing page knows no latest articles beforehand, as the front page does."""
    for number in range(4):
        ArticleFactory(title=f"No {number}")
    html = shown(b.latest_articles(2))
    assert [f"No {n}" in html for n in range(4)].count(True) == 2


def test_it_shows_the_latest_of_a_topic(shown):
    topic = TopicFactory(name="Decisions")
    ArticleFactory(title="On deciding", topics=[topic])
    ArticleFactory(title="On teams", topics=[])
    html = shown(b.latest_articles(topic=topic))
    assert "On deciding" in html
    assert "On teams" not in html
    assert 'href="/articles/topics/decisions/"' in html


def test_a_topic_that_was_deleted_leaves_a_page_that_works(client):
    topic = TopicFactory(name="Decisions")
    page = LandingPageFactory(sections=b.stream(b.latest_articles(topic=topic)))
    topic.delete()
    assert client.get(page.get_url()).status_code == 200


@pytest.mark.parametrize("count", [0, -1, MAXIMUM_OF_LATEST + 1])
def test_nobody_can_ask_for_more_articles_than_a_page_should_show(count):
    block = LandingBlock()
    with pytest.raises(StreamBlockValidationError):
        block.clean(block.to_python([b.latest_articles(count)]))


def test_a_page_is_found_by_the_words_of_its_sections(client):
    LandingPageFactory(title="Offer", sections=b.stream(b.hero(heading="The harbourmaster’s evening")))
    assert list(LandingPage.objects.search("harbourmaster"))


@pytest.mark.parametrize("vocabulary", [LandingBlock, HomeBlock])
def test_an_editor_sees_what_a_section_is_before_choosing_it(vocabulary):
    for block in vocabulary().child_blocks.values():
        assert block.is_previewable, block.name
        assert block.meta.group, block.name
        assert block.get_description(), block.name


def test_every_icon_that_can_be_chosen_is_there(settings):
    sprite = (settings.BASE_DIR / "site" / "static" / "img" / "icons.svg").read_text()
    assert [icon for icon in ICONS if f'id="{icon}"' not in sprite] == []


# Plain pages


def test_a_plain_page_shows_its_text(client):
    page = ContentPageFactory(title="Imprint", standfirst="Who we are.", body=b.stream(*b.whole_vocabulary(
        ImageFactory(), None, GuidebookPageFactory())[:-1]))  # fmt: skip
    html = client.get(page.get_url()).content.decode()
    for words in ("<h1>Imprint</h1>", "Who we are.", "First words.", "The first section", "Before sunrise"):
        assert words in html


def test_a_plain_page_may_stand_below_another(client):
    parent = ContentPageFactory(slug="about", title="About us")
    child = ContentPageFactory(parent=parent, slug="imprint", title="Imprint")
    assert child.get_url() == "/about/imprint/"
    crumbs = client.get("/about/imprint/").context["breadcrumbs"]
    assert [crumb["title"] for crumb in crumbs] == ["Home", "About us", "Imprint"]


def test_anchors_on_a_plain_page_are_unique(client):
    page = ContentPageFactory(body=b.stream(b.heading("Again"), b.heading("Again")))
    html = client.get(page.get_url()).content.decode()
    assert html.count('id="again"') == 1
