"""The route table; `/healthz` and `/readyz` are answered before it (`core.middleware`)."""

from django.contrib.auth.views import LoginView
from django.urls import include, path, re_path, register_converter
from django.views.generic import RedirectView
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps import views as sitemaps
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from core.converters import KeyConverter
from core.views import media
from home.sitemaps import PageSitemap
from home.views import llms, manifest, markdown, robots, search, security, serve

register_converter(KeyConverter, "key")
SITEMAPS = {"pages": PageSitemap}

urlpatterns = [
    path("media/<path:path>", media),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("newsletter/", include("newsletter.urls")),
    path("readers/", include("articles.urls")),
    path("search/", search, name="search"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", robots),
    path("llms.txt", llms),
    path("manifest.webmanifest", manifest, name="manifest"),
    path(".well-known/security.txt", security, name="security"),
    path("security.txt", RedirectView.as_view(pattern_name="security", permanent=True)),
    re_path(r"^((?:[\w\-]+/)*[\w\-]+)\.md$", markdown),
    # Wagtail's own routes, with the page view replaced (decision 0006).
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        wagtail_views.authenticate_with_password,
        name="wagtailcore_authenticate_with_password",
    ),
    path("_util/login/", LoginView.as_view(template_name="wagtailcore/login.html"), name="wagtailcore_login"),
    re_path(serve_pattern, serve, name="wagtail_serve"),
]
