"""What every page has, whatever its type."""

import pytest
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import PageViewRestriction

from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory, ImageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_here():
    return RequestFactory().get("/", headers={"host": "localhost"})


def test_its_title_for_others_is_its_own_unless_it_has_another():
    assert ContentPageFactory(title="About us").meta_title == "About us"
    assert ContentPageFactory(title="About", seo_title="Who we are").meta_title == "Who we are"


def test_its_description_for_others_is_the_standfirst_unless_it_has_another():
    assert ContentPageFactory(standfirst="In short.").meta_description == "In short."
    assert ContentPageFactory(standfirst="In short.", search_description="Found.").meta_description == "Found."
    assert ContentPageFactory().meta_description == ""


def test_its_picture_for_others_is_the_chosen_one_then_its_own():
    chosen, own = ImageFactory(), ImageFactory()
    both, one = ArticleFactory(social_image=chosen, hero_image=own), ArticleFactory(hero_image=own)
    assert both.shared_picture("http://localhost/").url.endswith(chosen.file.url)
    assert one.shared_picture("http://localhost/").url.endswith(own.file.url)
    assert ContentPageFactory().shared_picture("http://localhost/") is None


def test_it_knows_its_one_address(request_here):
    page = ContentPageFactory(slug="about")
    assert page.get_context(request_here)["canonical_url"] == "http://localhost/about/"


def test_the_way_to_it_begins_at_home_and_ends_with_itself(request_here):
    author = AuthorFactory(title="Ann Berg", slug="ann-berg")
    article = ArticleFactory(parent=author, title="Ask twice", slug="ask-twice")
    assert article.breadcrumbs(request_here) == [
        {"title": "Home", "url": "http://localhost/"},
        {"title": "Articles", "url": "http://localhost/articles/"},
        {"title": "Ann Berg", "url": "http://localhost/articles/ann-berg/"},
        {"title": "Ask twice", "url": "http://localhost/articles/ann-berg/ask-twice/"},
    ]


def test_the_way_is_the_same_whether_routing_has_read_it_or_not(client, request_here):
    article = ArticleFactory()
    routed = client.get(article.get_url()).context["breadcrumbs"]
    assert routed == article.breadcrumbs(request_here)


def test_an_unpublished_page_above_it_is_no_part_of_the_way(client, request_here):
    author = AuthorFactory(title="Ann Berg", live=False)
    article = ArticleFactory(parent=author, title="Ask twice")
    assert [crumb["title"] for crumb in article.breadcrumbs(request_here)] == ["Home", "Articles", "Ask twice"]
    assert client.get(article.get_url()).context["breadcrumbs"] == article.breadcrumbs(request_here)


def test_machines_are_told_the_way_too(request_here):
    article = ArticleFactory(title="Ask twice")
    trail = article.structured_data(request_here)[0]
    assert trail["@type"] == "BreadcrumbList"
    assert [item["position"] for item in trail["itemListElement"]] == [1, 2, 3, 4]
    assert trail["itemListElement"][-1]["name"] == "Ask twice"
    assert all(item["item"].startswith("http://localhost/") for item in trail["itemListElement"])


def test_the_front_page_has_no_way_to_it(home_page, request_here):
    kinds = [item["@type"] for item in home_page.structured_data(request_here)]
    assert "BreadcrumbList" not in kinds


def test_a_page_that_hides_from_search_engines_says_so_and_is_not_in_the_sitemap(client, request_here):
    page = ContentPageFactory(no_index=True)
    assert page.get_sitemap_urls(request_here) == []
    assert '<meta name="robots" content="noindex">' in client.get(page.get_url()).content.decode()


def test_any_other_page_is_in_the_sitemap(client, request_here):
    page = ContentPageFactory()
    (entry,) = page.get_sitemap_urls(request_here)
    assert entry["location"] == page.get_full_url(request_here)
    assert "noindex" not in client.get(page.get_url()).content.decode()


def test_restrictions_are_not_asked_for_again_when_routing_knows_there_are_none(django_assert_num_queries):
    page = ContentPageFactory()
    page.restricted = False
    with django_assert_num_queries(0):
        assert list(page.get_view_restrictions()) == []


def test_otherwise_they_are():
    page = ContentPageFactory()
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
    assert list(page.get_view_restrictions()) == [restriction]


def test_a_page_is_published_when_it_is_live_and_nothing_above_it_is_restricted():
    parent = ContentPageFactory()
    child = ContentPageFactory(parent=parent)
    assert ContentPageFactory().is_published
    assert not ContentPageFactory(live=False).is_published
    PageViewRestriction.objects.create(page=parent, restriction_type="login")
    assert not child.is_published


def test_a_page_that_has_no_place_in_the_tree_yet_can_be_previewed(request_here):
    from home.models import ContentPage

    page = ContentPage(title="New")
    assert len(page.breadcrumbs(request_here)) == 1
    assert page.structured_data(request_here) == []


def test_a_preview_is_in_the_readers_language_whatever_the_desk_s(site_settings):
    with translation.override("pl"):
        previews = [ContentPageFactory().make_preview_request(), site_settings.make_preview_request()]
        assert translation.get_language() == "pl"
    for preview in previews:
        assert "Skip to the text" in preview.content.decode()
