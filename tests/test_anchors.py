"""The anchors of headings and the ids of the frame around them never meet, whatever an editor writes."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.text import slugify
from wagtail.models import Page, Site

from home.models import HomePage
from newsletter.models import FooterForm, GuidebookPage, NewsletterSettings
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    ContentPageFactory,
    ImageFactory,
    LandingPageFactory,
    SeriesFactory,
    TopicFactory,
)
from tests.factories import blocks as b
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def every_type(home_page: HomePage) -> list[Page]:
    """A page of every type with all that its frame can hold, and no heading of an editor's."""
    image, offer = ImageFactory(), GuidebookPageFactory(cover=ImageFactory())
    author, topics, series = AuthorFactory(portrait=image), [TopicFactory()], SeriesFactory()
    common = {"parent": author, "topics": topics}
    others = [ArticleFactory(**common, series=series, series_position=number) for number in range(8)]
    story = [block for block in b.whole_vocabulary(image, others[0], offer) if block["type"] != "heading"]
    story.append(b.guidebook(offer, with_form=True))
    ArticleFactory(**common, slug="whole", series=series, body=b.stream(*story))
    ContentPageFactory(body=b.stream(*story[:-2]))
    LandingPageFactory(sections=b.stream(*b.whole_landing_page(image, offer)))
    home_page.sections = b.stream(*b.whole_home_page(offer))
    home_page.save_revision().publish()
    return list(Page.objects.descendant_of(home_page, inclusive=True))


def identifiers(html: str) -> set[str]:
    return set(re.findall(r'\sid="([^"]+)"', html))


@pytest.mark.parametrize("footer", FooterForm)
def test_no_heading_can_have_an_anchor_that_is_an_id_of_the_frame(client: Client, every_type: Any, footer: str):
    settings = NewsletterSettings.for_site(Site.objects.get())
    settings.enabled, settings.footer_form, settings.guidebook = True, footer, GuidebookPage.objects.get()
    settings.save()
    found = set().union(*(identifiers(client.get(page.get_url()).content.decode()) for page in every_type))
    assert {"frame--main", "frame--search", "article--authors", "article--series", "author--articles"} <= found
    assert "sign-up--landing-email" in found
    assert ("sign-up--footer-email" in found) == (footer == FooterForm.NEWSLETTER)
    assert ("guidebook--footer-email" in found) == (footer == FooterForm.GUIDEBOOK)
    assert {one for one in found if slugify(one) == one} == set()


TITLES = ["Search", "Menu", "Main", "Contents", "Authors", "Related", "Series", "By author", "Errors", "Footer read"]


def test_headings_named_as_parts_of_the_frame_keep_their_pretty_anchors_and_clash_with_nothing(client: Client):
    author = AuthorFactory()
    ArticleFactory(parent=author)
    article = ArticleFactory(parent=author, series=SeriesFactory(), body=b.stream(*(b.heading(t) for t in TITLES)))
    html = client.get(article.get_url()).content.decode()
    assert {one for one in identifiers(html) if slugify(one) == one} == {slugify(title) for title in TITLES}
    assert "article--contents" in identifiers(html)
    every = re.findall(r'\sid="([^"]+)"', html)
    assert len(every) == len(set(every))


@pytest.mark.parametrize("text", ["a--b", "a - - b", "--", "a -_- b", "frame--main", "Frame – main", "a_-b"])
def test_no_anchor_holds_two_hyphens_in_a_row(text: str):
    assert "--" not in slugify(text)
