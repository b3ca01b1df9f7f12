"""While a page is written: how a search engine and a network will show it."""

import re
from base64 import b64decode
from html import unescape
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image
from wagtail.models import get_page_models
from wagtail.users.models import UserProfile

from articles.models import ArticlePage
from core.cards import make_card
from core.head_previews import Head, Words
from core.models import BasePage, SocialCard
from newsletter.models import GuidebookPage
from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory, ImageFactory, LandingPageFactory
from tests.factories.newsletter import GuidebookPageFactory
from tests.form_data import page_form

pytestmark = pytest.mark.django_db
MODES = {"search-result", "social-card"}
PAGE_TYPES = [model for model in get_page_models() if issubclass(model, BasePage)]
FACTORIES = [ArticleFactory, AuthorFactory, LandingPageFactory, ContentPageFactory, GuidebookPageFactory]


def shown(page: BasePage, mode: str) -> str:
    response = page.make_preview_request(None, mode)
    assert response.status_code == 200
    return unescape(response.content.decode())


def words(html: str, classname: str) -> str:
    return re.search(rf'class="{classname}">(.*?)<', html, re.DOTALL)[1].strip()


def picture(html: str) -> str:
    return re.search(r'class="shared-card__picture" src="([^"]*)"', html)[1]


# On every page


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_every_type_offers_them_after_its_own_modes(model):
    modes = [mode for mode, _ in model.preview_modes]
    assert {*modes[-2:]} == MODES
    assert modes[:-2] == (["form", "landing"] if model is GuidebookPage else [""])


@pytest.mark.parametrize("factory", FACTORIES)
def test_they_say_what_the_head_says(client, factory):
    page = factory(title="Ask twice & wait", search_description='Why "yes" is not enough.')
    head = Head(client.get(page.get_url()).content.decode())
    found, card = shown(page, "search-result"), shown(page, "social-card")
    assert words(found, "search-result__title") == head.title
    assert words(found, "search-result__description") == head.meta["description"]
    assert words(card, "shared-card__title") == head.meta["og:title"]
    assert words(card, "shared-card__description") == head.meta["og:description"]
    assert words(card, "shared-card__site") == head.meta["og:site_name"]


def test_the_front_page_has_the_title_that_its_template_gives_it(home_page):
    home_page.seo_title = "Lead the meeting"
    assert words(shown(home_page, "search-result"), "search-result__title") == "Lead the meeting"


def test_the_index_of_articles_has_them_although_it_answers_by_routes(article_index):
    assert "Articles" in words(shown(article_index, "search-result"), "search-result__title")


def test_the_address_stands_as_its_parts():
    article = ArticleFactory(parent=AuthorFactory(slug="ann-berg"), slug="ask-twice")
    assert words(shown(article, "search-result"), "search-result__address") == (
        "localhost › articles › ann-berg › ask-twice"
    )


# While it is written


def test_a_change_of_the_form_is_seen_in_both(admin_client):
    page = ContentPageFactory(title="Before", slug="before")
    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    for title, slug in (("Afterwards", "afterwards"), ("Later", "later")):
        admin_client.post(url, page_form(html, page, title=title, slug=slug))
        found, card = (admin_client.get(url, {"mode": mode}) for mode in ("search-result", "social-card"))
        assert words(found.content.decode(), "search-result__title").startswith(title)
        assert words(found.content.decode(), "search-result__address") == f"localhost › {slug}"
        assert words(card.content.decode(), "shared-card__title") == title
    page.refresh_from_db()
    assert (page.title, page.url_path) == ("Before", "/home/before/")


def test_an_article_that_was_never_saved_has_both(admin_client):
    names = ["articles", "articlepage", AuthorFactory(slug="ann").pk]
    html = admin_client.get(reverse("wagtailadmin_pages:add", args=names)).content.decode()
    url = reverse("wagtailadmin_pages:preview_on_add", args=names)
    admin_client.post(url, page_form(html, ArticlePage(), title="First words", slug="first-words"))
    found = admin_client.get(url, {"mode": "search-result"}).content.decode()
    assert words(found, "search-result__address") == "localhost › articles › ann › first-words"
    assert picture(admin_client.get(url, {"mode": "social-card"}).content.decode()).startswith("data:image/jpeg")


# Too long


def test_what_is_too_long_is_said_in_words():
    page = ContentPageFactory(seo_title="w" * 71, search_description="d" * 201)
    for mode in MODES:
        html = shown(page, mode)
        assert "The title is too long:" in html
        assert "The description is too long:</strong> 201 characters" in html
        assert "w" * 71 not in html.replace(f'alt="{"w" * 71}"', "")


def test_what_fits_is_counted_and_not_flagged():
    page = ContentPageFactory(title="About us", search_description="Who we are.")
    for mode in MODES:
        assert 'head-preview__flag"' not in shown(page, mode)
    assert "Description: 11 of about 155 characters." in shown(page, "search-result")


def test_the_limit_itself_is_not_too_long():
    assert not Words("w" * 60, 60).is_too_long
    assert Words("w" * 61, 60).shown == "w" * 60 + " …"


def test_a_missing_description_and_a_hidden_page_are_named(site_settings):
    site_settings.tagline = ""
    site_settings.save()
    html = shown(ContentPageFactory(no_index=True), "search-result")
    assert "There is no description:" in html
    assert "asked not to list this page" in html


def test_the_flags_speak_the_language_of_the_editor_and_the_words_that_of_the_page(admin_client, admin):
    UserProfile.objects.create(user=admin, preferred_language="pl")
    page = ContentPageFactory(title="About us")
    html = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"mode": "search-result"})
    assert '<html lang="pl">' in html.content.decode()
    assert 'class="search-result" lang="en-gb"' in html.content.decode()


# The picture of the card


def test_the_chosen_picture_is_shown():
    chosen = ImageFactory()
    assert picture(shown(ContentPageFactory(social_image=chosen), "social-card")) == chosen.file.url


def test_the_card_is_drawn_of_what_is_not_saved_and_nothing_is_stored():
    page = ContentPageFactory(title="Before")
    make_card(page.pk)
    before, files = SocialCard.objects.values().get(), default_storage.listdir("cards")
    page = type(page).objects.get()
    first = picture(shown(page, "social-card"))
    page.title = "Afterwards"
    second = picture(shown(page, "social-card"))
    assert first != second
    drawn = Image.open(BytesIO(b64decode(second.partition(",")[2])))
    assert (drawn.format, drawn.size) == ("JPEG", (1200, 630))
    assert (SocialCard.objects.values().get(), default_storage.listdir("cards")) == (before, files)


def test_a_title_that_cannot_be_drawn_is_named_where_no_picture_stands_in():
    flag = "The title is not on the card:"
    assert flag in shown(ContentPageFactory(title="שלום"), "social-card")
    assert flag not in shown(ContentPageFactory(title="Calm"), "social-card")
    article = ArticleFactory(title="שלום", hero_image=ImageFactory())
    html = shown(article, "social-card")
    assert picture(html) == article.hero_image.file.url
    assert flag not in html


# What it must not do


def test_it_sets_no_cookie_and_is_neither_listed_nor_kept(admin_client):
    page = ContentPageFactory()
    for mode in MODES:
        response = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"mode": mode})
        assert '<meta name="robots" content="noindex">' in response.content.decode()
        assert "private" in response["Cache-Control"]
        assert not page.make_preview_request(None, mode).cookies
        assert int(response.get("Content-Length", len(response.content))) == len(response.content)
