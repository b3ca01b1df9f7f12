"""The route table: the names of the public surface, and nothing beside it."""

import pytest
from django.urls import NoReverseMatch, resolve, reverse


@pytest.mark.parametrize(
    ("path", "view"),
    [
        ("/robots.txt", "home.views.robots"),
        ("/sitemap.xml", "wagtail.contrib.sitemaps.views.index"),
        ("/sitemap-pages.xml", "wagtail.contrib.sitemaps.views.sitemap"),
        ("/search/", "home.views.search"),
        ("/media/images/a.jpg", "core.views.media"),
        ("/", "home.views.serve"),
        ("/articles/somebody/something/", "home.views.serve"),
    ],
)
def test_an_address_is_answered_by_its_view(path, view):
    callback = resolve(path).func
    assert f"{callback.__module__}.{callback.__qualname__}" == view


@pytest.mark.parametrize(
    ("name", "path"),
    [("search", "/search/"), ("wagtailadmin_home", "/admin/"), ("wagtailcore_login", "/_util/login/")],
)
def test_a_route_has_a_name(name, path):
    assert reverse(name) == path


def test_the_admin_and_public_documents_are_wagtails():
    assert resolve("/documents/1/terms.pdf").func.__module__.startswith("wagtail.documents")
    assert resolve("/admin/pages/").route.startswith("admin/")


def test_djangos_own_admin_is_not_mounted():
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")


def test_wagtails_routes_for_pages_are_all_there():
    """The page view is our own, so Wagtail's other routes are listed by hand; one that is added must be noticed."""
    from wagtail import urls as wagtail_urls

    names = {pattern.name for pattern in wagtail_urls.urlpatterns}
    assert names == {"wagtailcore_authenticate_with_password", "wagtailcore_login", "wagtail_serve"}
    assert reverse("wagtailcore_authenticate_with_password", args=[1, 2]) == "/_util/authenticate_with_password/1/2/"
    assert reverse("wagtail_serve", args=["articles/"]) == "/articles/"
