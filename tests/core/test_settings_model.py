"""Brand, navigation and organisation: edited in the admin, previewed, read at once."""

import pytest
from django.apps import apps
from django.test import RequestFactory
from django.urls import reverse
from wagtail.models import Site

from core import signal_handlers
from core.models import SiteSettings
from tests.factories import ContentPageFactory, ImageFactory

pytestmark = pytest.mark.django_db
EDIT = ("core", "sitesettings")


def test_a_new_site_has_a_name(site_settings):
    assert str(site_settings) == "Leaders Island"


def test_everything_is_read_in_one_query(django_assert_num_queries, site_settings):
    site_settings.logo, site_settings.social_image = ImageFactory(), ImageFactory()
    site_settings.masthead_page = site_settings.privacy_page = ContentPageFactory()
    site_settings.save()
    site = Site.objects.get(is_default_site=True)
    with django_assert_num_queries(1):
        found = SiteSettings.for_site(site)
        assert found.logo.file.url
        assert found.social_image.title
        assert found.masthead_page.title
        assert found.privacy_page.slug


def test_one_request_reads_it_once(django_assert_num_queries, site_settings):
    request = RequestFactory().get("/", headers={"host": "localhost"})
    SiteSettings.for_request(request)
    with django_assert_num_queries(0):
        SiteSettings.for_request(request)


def test_a_picture_or_page_that_is_deleted_leaves_the_settings(site_settings):
    site_settings.logo, site_settings.privacy_page = ImageFactory(), ContentPageFactory()
    site_settings.save()
    site_settings.logo.delete()
    site_settings.privacy_page.delete()
    found = SiteSettings.objects.get()
    assert found.logo is None
    assert found.privacy_page is None


def test_an_administrator_edits_it(admin_client, site_settings):
    response = admin_client.get(reverse("wagtailsettings:edit", args=[*EDIT, site_settings.site_id]))
    assert response.status_code == 200
    assert b"Legal name" in response.content or b"legal name" in response.content


def test_a_moderator_edits_it(moderator_client, site_settings):
    url = reverse("wagtailsettings:edit", args=[*EDIT, site_settings.site_id])
    assert moderator_client.get(url).status_code == 200


@pytest.mark.parametrize("who", ["editor_client", "marketing_client"])
def test_nobody_else_does(request, who, site_settings):
    client = request.getfixturevalue(who)
    response = client.get(reverse("wagtailsettings:edit", args=[*EDIT, site_settings.site_id]))
    assert response.status_code in {302, 403}
    assert b"masthead" not in response.content


def test_its_preview_shows_what_is_not_saved_yet(client, site_settings):
    site_settings.name = "Another Island"
    site_settings.tagline = "Not saved"
    response = site_settings.make_preview_request()
    html = response.render().content.decode() if hasattr(response, "render") else response.content.decode()
    assert "Another Island" in html
    assert "Not saved" in html
    assert "Another Island" not in client.get("/").content.decode()


def test_the_organisation_says_who_it_is(site_settings):
    site_settings.organisation_name = "Leaders Island Ltd"
    data = site_settings.structured_data("https://example.com/")
    assert data == {
        "@type": "Organization",
        "@id": "https://example.com/#organization",
        "name": "Leaders Island Ltd",
        "url": "https://example.com/",
        "logo": {
            "@type": "ImageObject",
            "url": "https://example.com/static/img/icon-512.png",
            "width": 512,
            "height": 512,
        },
    }


def test_the_logo_of_the_organisation_is_the_sites_own(site_settings):
    site_settings.logo = ImageFactory(width=320, height=120)
    logo = site_settings.structured_data("https://example.com/")["logo"]
    assert (logo["url"], logo["width"]) == (f"https://example.com{site_settings.logo.file.url}", 320)


def test_what_the_organisation_has_is_said_and_what_it_has_not_is_left_out(site_settings):
    site_settings.organisation_email = "hello@example.com"
    site_settings.organisation_description = "Ten quiet minutes."
    site_settings.social_links = [("link", {"name": "Elsewhere", "url": "https://social.example/island"})]
    site_settings.save()
    data = SiteSettings.objects.get().structured_data("https://example.com/")
    assert data["name"] == "Leaders Island"
    assert data["email"] == "hello@example.com"
    assert data["description"] == "Ten quiet minutes."
    assert data["sameAs"] == ["https://social.example/island"]


def test_saving_without_pictures_queues_nothing(site_settings, run_jobs):
    site_settings.save()
    assert run_jobs() == []


# The address of the site


def migrated(settings, base_url: str) -> Site:
    settings.BASE_URL = base_url
    signal_handlers.set_site_address(sender=None)
    return Site.objects.get(is_default_site=True)


@pytest.mark.parametrize(
    ("base_url", "hostname", "port", "root_url"),
    [
        ("https://www.example.com", "www.example.com", 443, "https://www.example.com"),
        ("http://intranet.example.com", "intranet.example.com", 80, "http://intranet.example.com"),
        ("http://127.0.0.1:8000", "127.0.0.1", 8000, "http://127.0.0.1:8000"),
    ],
)
def test_the_default_site_has_the_address_that_the_settings_name(settings, base_url, hostname, port, root_url):
    site = migrated(settings, base_url)
    assert (site.hostname, site.port, site.root_url) == (hostname, port, root_url)


def test_without_a_base_address_the_site_stays_as_it_is(settings):
    before = Site.objects.get(is_default_site=True).hostname
    assert migrated(settings, "").hostname == before


def test_a_second_site_keeps_its_own_address(settings, home_page):
    other = Site.objects.create(hostname="other.example.com", port=80, root_page=home_page)
    migrated(settings, "https://www.example.com")
    other.refresh_from_db()
    assert other.hostname == "other.example.com"


def test_an_address_that_is_right_already_is_not_written_again(settings, django_assert_num_queries):
    migrated(settings, "https://www.example.com")
    with django_assert_num_queries(2):
        migrated(settings, "https://www.example.com")


SETTINGS = [("core", "SiteSettings"), ("newsletter", "NewsletterSettings")]


@pytest.mark.parametrize(("app", "model"), SETTINGS)
def test_every_site_has_its_settings_before_anybody_reads(app, model):
    rows = apps.get_model(app, model).objects
    second = Site.objects.create(hostname="second.example", root_page=Site.objects.get().root_page)
    assert rows.filter(site=second).exists()
    rows.all().delete()
    signal_handlers.make_settings(apps.get_app_config(app))
    assert rows.count() == 2
