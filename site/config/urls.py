"""The route table; `/healthz` and `/readyz` are answered before it (`core.middleware`).

What readers read has an address in each language, `/…` and `/pl/…` (decision 0017).
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path, register_converter
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps import views as sitemaps
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.documents.views import serve as documents
from wagtail.urls import serve_pattern

from core.converters import KeyConverter
from core.page_store.recording import stored
from core.shared_drafts.views import shared_draft
from core.shared_passwords import slowed
from core.sign_in import PasswordResetView, ReaderSignInView, SignInView
from core.two_factor_views import StepView
from core.views import media
from home.sitemaps import PageSitemap
from home.views import llms, manifest, markdown, robots, saved, search, security, serve, suggest
from newsletter.person_views import tags_of_people

register_converter(KeyConverter, "key")
handler500 = "core.views.server_error"
SITEMAPS = {"pages": PageSitemap}

urlpatterns = [
    path("media/<path:path>", media),
    # In the place of Wagtail's own, whose addresses they have.
    path("admin/login/", SignInView.as_view()),
    path("admin/password_reset/", never_cache(PasswordResetView.as_view())),
    path("admin/two-factor/", StepView.as_view(), name="two_factor"),
    path("admin/tag-autocomplete/newsletter/persontag/", tags_of_people),
    path("admin/", include(wagtailadmin_urls)),
    path("drafts/<str:token>/", shared_draft, name="shared_draft"),
    path("documents/authenticate_with_password/<int:restriction_id>/", slowed(documents.authenticate_with_password)),
    path("documents/", include(wagtaildocs_urls)),
    path("sitemap.xml", stored(sitemaps.index), {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}),
    path("sitemap-<slug:section>.xml", stored(sitemaps.sitemap, "p"), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", stored(robots)),
    path(".well-known/security.txt", stored(security), name="security"),
    path("security.txt", RedirectView.as_view(pattern_name="security", permanent=True)),
    *i18n_patterns(
        path("newsletter/", include("newsletter.urls")),
        path("readers/", include("articles.urls")),
        path("search/", search, name="search"),
        path("search/suggest/", suggest, name="suggest"),
        path("saved/", saved, name="saved"),
        path("llms.txt", stored(llms), name="llms"),
        path("manifest.webmanifest", stored(manifest), name="manifest"),
        re_path(r"^((?:[\w\-]+/)*[\w\-]+)\.md$", stored(markdown)),
        # Wagtail's own routes, with the page view replaced (decision 0006).
        path(
            "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
            slowed(wagtail_views.authenticate_with_password),
            name="wagtailcore_authenticate_with_password",
        ),
        path("_util/login/", ReaderSignInView.as_view(), name="wagtailcore_login"),
        re_path(serve_pattern, serve, name="wagtail_serve"),
        prefix_default_language=False,
    ),
]
