"""What an article says of an author whose profile readers cannot see: the name."""

import pytest
from wagtail.models import PageViewRestriction

from articles.models import ArticlePage
from articles.querysets import card_relations
from tests.factories import ArticleFactory, AuthorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return AuthorFactory(title="Ann Berg")


def hide(author, how: str) -> None:
    if how == "draft":
        author.unpublish()
    else:
        PageViewRestriction.objects.create(page=author, restriction_type=how, password="x")


@pytest.mark.parametrize("how", ["draft", "login", "password"])
def test_an_author_whose_profile_is_not_published_is_a_name_and_no_more(client, ann, how):
    ghost = AuthorFactory(title="Gus Host", role="Ghostwriter", summary="Writes for others.")
    article = ArticleFactory(parent=ann, authors=[ghost])
    hide(ghost, how)
    html = client.get(article.get_url()).content.decode()
    assert "Gus Host" in html
    assert ghost.get_url() not in html
    assert "Writes for others." not in html
    assert "Ghostwriter" not in html
    assert f'<a href="{ann.get_url()}" rel="author">Ann Berg</a>' in html


def test_an_article_whose_only_author_is_a_draft_has_a_name_and_nothing_about_the_author(client):
    ghost = AuthorFactory(title="Gus Host", role="Ghostwriter", live=False)
    html = client.get(ArticleFactory(parent=ghost).get_url()).content.decode()
    assert "Gus Host" in html
    assert "About the author" not in html
    assert "Ghostwriter" not in html
    assert f'"{ghost.get_url()}"' not in html
    assert f'"{ghost.full_url}"' not in html


def test_whether_profiles_are_published_is_read_with_their_names(ann, django_assert_num_queries):
    ben = AuthorFactory()
    ArticleFactory(parent=ann, authors=[ben])
    hide(ben, "login")
    (article,) = ArticlePage.objects.prefetch_related(*card_relations())
    with django_assert_num_queries(0):
        assert article.published_byline == [ann]
