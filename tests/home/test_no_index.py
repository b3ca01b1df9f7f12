"""What search engines are asked not to list, and what they may."""

import pytest
from django.urls import reverse

from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory, TopicFactory
from tests.factories.newsletter import GuidebookPageFactory, PopupFactory, fill_in

pytestmark = pytest.mark.django_db
META = '<meta name="robots" content="noindex">'


def is_listed(response) -> bool:
    return META not in response.content.decode() and "noindex" not in response.get("X-Robots-Tag", "")


@pytest.mark.parametrize("query", ["", "?q=ask", "?q=", "?q=nothing", "?q=" + "x" * 999, "?q=ask&page=2"])
def test_no_search_is_listed(client, query):
    ArticleFactory(title="Ask twice")
    assert not is_listed(client.get(f"/search/{query}"))


@pytest.mark.parametrize(
    "path", ["/articles/", "/articles/ann/", "/articles/topics/decisions/", "/articles/tags/calm/"]
)
def test_a_listing_is_listed_and_its_pages_too(client, path):
    ann = AuthorFactory(slug="ann")
    for _ in range(13):
        ArticleFactory(parent=ann, topics=[TopicFactory(name="Decisions")], tags=["calm"])
    for query in ("", "?page=2"):
        response = client.get(f"{path}{query}")
        assert is_listed(response)
        assert f'<link rel="canonical" href="http://localhost{path}{query}">' in response.content.decode()


@pytest.mark.parametrize("query", ["?q=ask", "?topic=decisions", "?page=1", "?utm_source=x&page=1"])
def test_a_listing_that_somebody_filters_names_the_one_it_is(client, query):
    """No listing heeds a filter, so with one it is the same page under another address."""
    ArticleFactory()
    assert (
        '<link rel="canonical" href="http://localhost/articles/">' in client.get(f"/articles/{query}").content.decode()
    )


@pytest.mark.parametrize("page", ["0", "-1", "x", "2", "999"])
def test_a_page_of_a_listing_that_is_not_there_is_not_listed(client, page):
    ArticleFactory()
    response = client.get("/articles/", {"page": page})
    assert response.status_code == 404
    assert not is_listed(response)


def test_no_thanks_are_listed(client):
    page = GuidebookPageFactory()
    assert is_listed(client.get(page.get_url()))
    thanks = fill_in(client, page.get_url(), email="ann@example.com")["Location"]
    assert not is_listed(client.get(thanks))
    assert not is_listed(client.get(f"{page.get_url()}?thanks=forged"))


PLACES = [
    "sign-up/",
    "sign-up/thanks/",
    "confirmed/",
    "sent/",
    "restored/",
    "my-data/",
    "my-data/sent/",
    "my-data/erased/",
]
PLACES += [
    "address-changed/",
    *(f"{name}/forged/" for name in ("confirm", "download", "unsubscribe", "undo", "my-data")),
]


@pytest.mark.parametrize("place", PLACES)
def test_no_page_of_the_newsletter_is_listed(client, place):
    assert not is_listed(client.get(f"/newsletter/{place}"))


@pytest.mark.parametrize("make", [ArticleFactory, AuthorFactory, ContentPageFactory, GuidebookPageFactory])
def test_no_preview_and_no_draft_is_listed(client, admin_client, make):
    page = make()
    page.save_revision()
    assert is_listed(client.get(page.get_url()))
    assert not is_listed(admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])))
    assert not is_listed(page.make_preview_request())


def test_no_preview_of_settings_or_of_a_popup_is_listed(admin_client, site_settings):
    assert not is_listed(site_settings.make_preview_request())
    assert not is_listed(admin_client.get(f"/admin/marketing/popups/preview/{PopupFactory().pk}/"))
