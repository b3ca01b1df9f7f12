"""`published()`: live, and nothing above it asks for a password, a login or a group."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticlePage, AuthorPage
from tests.factories import ArticleFactory, AuthorFactory

pytestmark = pytest.mark.django_db
KINDS = [PageViewRestriction.PASSWORD, PageViewRestriction.LOGIN, PageViewRestriction.GROUPS]


def restrict(page, kind=PageViewRestriction.PASSWORD):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="open sesame")
    if kind == PageViewRestriction.GROUPS:
        restriction.groups.add(Group.objects.get(name="Editors"))
    return restriction


def test_a_live_page_is_published():
    article = ArticleFactory()
    assert list(ArticlePage.objects.published()) == [article]


def test_a_draft_is_not_published():
    ArticleFactory(live=False)
    assert not ArticlePage.objects.published().exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_restricted_page_is_not_published(kind):
    article, other = ArticleFactory(), ArticleFactory()
    restrict(article, kind)
    assert list(ArticlePage.objects.published()) == [other]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_below_a_restricted_page_is_published(kind):
    author = AuthorFactory()
    ArticleFactory(parent=author)
    other = ArticleFactory()
    restrict(author, kind)
    assert list(ArticlePage.objects.published()) == [other]
    assert list(AuthorPage.objects.published()) == [other.get_parent().specific]


def test_a_restriction_of_the_whole_site_leaves_nothing(home_page):
    ArticleFactory()
    restrict(home_page)
    assert not ArticlePage.objects.published().exists()


def test_two_restrictions_above_one_page_do_not_show_it_twice():
    author = AuthorFactory()
    article = ArticleFactory(parent=author)
    restrict(author)
    restrict(article)
    other = ArticleFactory()
    assert list(ArticlePage.objects.published()) == [other]


def test_a_restriction_on_a_page_beside_it_says_nothing(article_index):
    """Paths are compared as text, so one that begins alike but is not above must not count."""
    first, second = ArticleFactory(), ArticleFactory()
    restrict(first)
    assert list(ArticlePage.objects.published()) == [second]
    assert Page.objects.get(pk=second.pk).path != first.path


def test_it_agrees_with_wagtail_and_needs_one_query_fewer(django_assert_num_queries):
    author = AuthorFactory()
    ArticleFactory(parent=author)
    ArticleFactory(live=False)
    ArticleFactory()
    restrict(author)
    expected = set(ArticlePage.objects.live().public().values_list("pk", flat=True))
    with django_assert_num_queries(1):
        found = {article.pk for article in ArticlePage.objects.published()}
    assert found == expected
    assert len(found) == 1
