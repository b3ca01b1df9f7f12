"""Articles and guidebooks that a text shows as cards: only what every reader may see."""

import pytest
from wagtail.models import PageViewRestriction

from core.blocks import StoryBlock
from tests.factories import ArticleFactory
from tests.factories import blocks as b
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(client):
    """An article's page that shows this card."""

    def show(card) -> str:
        return client.get(ArticleFactory(body=b.stream(card)).get_url()).content.decode()

    return show


def chosen(kind: str):
    if kind == "article":
        page = ArticleFactory(title="The red beads", topics=[])
        return page, b.related_article(page)
    page = GuidebookPageFactory(title="Ten principles")
    return page, b.guidebook(page)


@pytest.mark.parametrize("kind", ["article", "guidebook"])
def test_a_published_page_has_its_card(shown, kind):
    page, card = chosen(kind)
    html = shown(card)
    assert page.title in html
    assert f'href="{page.get_url()}"' in html


@pytest.mark.parametrize("kind", ["article", "guidebook"])
@pytest.mark.parametrize("place", ["page", "above"])
def test_a_page_that_asks_for_a_sign_in_has_none(shown, kind, place):
    page, card = chosen(kind)
    hidden = page if place == "page" else page.get_parent()
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    html = shown(card)
    assert page.title not in html
    assert page.get_url() not in html


@pytest.mark.parametrize("kind", ["article", "guidebook"])
def test_a_withdrawn_page_has_none(shown, kind):
    page, card = chosen(kind)
    page.unpublish()
    assert page.title not in shown(card)


def test_whether_it_is_published_is_read_with_the_page(django_assert_num_queries):
    story = StoryBlock()
    cards = story.to_python([b.guidebook(GuidebookPageFactory()) for _ in range(2)])
    with django_assert_num_queries(1):
        assert all(card.value["page"].is_published for card in cards)
