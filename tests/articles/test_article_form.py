"""The editor of an article: what a draft may lack, and a published article may not."""

import pytest
from django.urls import reverse

from articles.models import ArticlePage
from tests.factories import ArticleFactory, ImageFactory
from tests.form_data import page_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return ArticleFactory(hero_image=ImageFactory(), live=False)


def press(client, article: ArticlePage, button: str, **changes: str):
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    form = page_form(client.get(url).content.decode(), article, **changes)
    return client.post(url, {**form, button: "1"})


@pytest.mark.parametrize("words", ["", "   "])
def test_a_picture_without_words_is_not_published(admin_client, article, words):
    response = press(admin_client, article, "action-publish", hero_alt_text=words)
    assert set(response.context["form"].errors) == {"hero_alt_text"}
    assert not ArticlePage.objects.get(pk=article.pk).live


def test_a_picture_without_words_is_not_submitted_for_moderation(editor_client, article):
    response = press(editor_client, article, "action-submit")
    assert set(response.context["form"].errors) == {"hero_alt_text"}


@pytest.mark.parametrize("changes", [{"hero_alt_text": "A harbour"}, {"hero_decorative": "on"}, {"hero_image": ""}])
def test_a_picture_with_words_a_decorative_one_or_none_is_published(admin_client, article, changes):
    assert press(admin_client, article, "action-publish", **changes).status_code == 302
    assert ArticlePage.objects.get(pk=article.pk).live


@pytest.mark.parametrize("live", [False, True])
def test_a_draft_is_saved_with_a_picture_that_has_no_words_yet(admin_client, article, live):
    ArticlePage.objects.filter(pk=article.pk).update(live=live)
    assert press(admin_client, article, "action-save", title="Begun").status_code == 302
    assert ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().title == "Begun"


def test_an_article_that_was_imported_without_words_goes_live_and_moves(article):
    article.save_revision().publish()
    article = ArticlePage.objects.get(pk=article.pk)
    assert article.live
    article.move(ArticleFactory().get_parent(), pos="last-child")
    assert ArticlePage.objects.get(pk=article.pk).live
