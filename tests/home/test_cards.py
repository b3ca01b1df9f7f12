"""A card is made once of the same values, and shows nothing else."""

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.timezone import localdate

from articles.models import ArticlePage
from core.images import make_sources
from home.templatetags.card_tags import rendered
from tests.factories import ArticleFactory, ImageFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> ArticlePage:
    rendered.cache_clear()
    return ArticleFactory(title="Ask twice", topics=[TopicFactory(name="Meetings")], hero_image=ImageFactory())


def shown(article: ArticlePage, tag: str = "card article") -> BeautifulSoup:
    as_read = ArticlePage.objects.for_cards().get(pk=article.pk)
    request = RequestFactory(headers={"host": "localhost"}).get("/")
    html = Template(f"{{% load card_tags %}}{{% {tag} %}}").render(Context({"article": as_read, "request": request}))
    return BeautifulSoup(html, "html.parser")


def test_it_is_made_once(article):
    assert shown(article) == shown(article)
    assert (rendered.cache_info().misses, rendered.cache_info().hits) == (1, 1)


def test_it_names_the_article_its_topic_its_authors_and_its_day(article):
    card = shown(article)
    assert card.h3.a["href"] == article.get_url()
    assert card.select_one(".eyebrow a")["href"].endswith("/topics/meetings/")
    assert article.byline[0].title in card.select_one(".facts").text
    assert card.time["datetime"].startswith(localdate(article.published_at).isoformat())


def test_whatever_it_shows_has_it_made_anew(article):
    shown(article)
    article.title = "Ask three times"
    article.save()
    assert shown(article).h3.text == "Ask three times"
    article.topics.get().delete()
    article.topics.add(TopicFactory(name="Trust"))
    article.save()
    assert shown(article).select_one(".eyebrow").text == "Trust"
    make_sources(article.hero_image.pk, "hero")
    assert shown(article).find("source", type="image/avif")
    author = article.get_parent().specific
    author.title = "Ann Other"
    author.save()
    assert "Ann Other" in shown(article).select_one(".facts").text


def test_it_speaks_the_language_of_the_page_around_it(article):
    assert "1 min read" in shown(article).text
    with translation.override("pl"):
        assert "1 min czytania" in shown(article).text


def test_the_level_of_its_heading_and_the_width_of_its_picture_are_its_places(article):
    shown(article)
    card = shown(article, 'card article level=2 sizes="50vw"')
    assert card.h2.text == "Ask twice"
    make_sources(article.hero_image.pk, "hero")
    assert shown(article, 'card article level=2 sizes="50vw"').source["sizes"] == "50vw"


def test_the_one_that_opens_a_page_has_its_picture_at_once(article):
    assert shown(article, "lead_card article").img["fetchpriority"] == "high"
    assert shown(article).img["loading"] == "lazy"
