"""The site of a request, together with its settings."""

import pytest
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import Page, Site
from wagtail.models.sites import get_site_for_hostname

from core.models import SiteSettings
from core.sites import best_match, find_site, home_url
from newsletter.models import NewsletterSettings
from tests.factories import blocks as b
from tests.factories.languages import translated

pytestmark = pytest.mark.django_db

hosts = st.sampled_from(["a.test", "b.test", "c.test"])
ports = st.sampled_from([80, 8000])


def request_to(host: str):
    return RequestFactory().get("/", headers={"host": host})


@pytest.fixture
def root(settings) -> Page:
    settings.ALLOWED_HOSTS = ["*"]
    Site.objects.all().delete()
    return Page.objects.filter(depth=2).get()


@given(st.lists(st.tuples(hosts, ports), unique=True, max_size=4), st.integers(0, 4), hosts, ports)
@settings(max_examples=150, deadline=None)
def test_it_is_the_one_that_wagtail_finds(rows, default, hostname, port):
    """Held against Wagtail's own rule, for whatever sites there are."""
    sites = [
        Site(pk=number, hostname=host, port=its_port, is_default_site=number == default)
        for number, (host, its_port) in enumerate(rows)
    ]
    candidates = [site for site in sites if site.hostname == hostname or site.is_default_site]
    assert best_match(candidates, hostname, str(port)) == wagtails_choice(candidates, hostname, port)


def wagtails_choice(sites, hostname, port):
    """What Wagtail makes of the same rows."""
    root = Page.objects.filter(depth=2).get()
    Site.objects.all().delete()
    Site.objects.bulk_create(
        Site(
            pk=site.pk + 100,
            hostname=site.hostname,
            port=site.port,
            is_default_site=site.is_default_site,
            root_page=root,
        )
        for site in sites
    )
    try:
        found = get_site_for_hostname(hostname, str(port))
    except Site.DoesNotExist:
        return None
    return next(site for site in sites if site.pk + 100 == found.pk)


def test_its_settings_come_with_it(root, django_assert_num_queries):
    site = Site.objects.create(hostname="a.test", port=80, is_default_site=True, root_page=root)
    SiteSettings.objects.filter(site=site).update(name="The A")
    request = request_to("a.test")
    with django_assert_num_queries(1):
        assert find_site(request) == site
        assert Site.find_for_request(request) == site
        assert SiteSettings.for_request(request).name == "The A"
        assert NewsletterSettings.for_request(request).offered_guidebook is None
        assert site.root_page.title


def test_settings_that_have_no_row_yet_are_made_when_they_are_asked_for(root):
    site = Site.objects.create(hostname="a.test", port=80, is_default_site=True, root_page=root)
    SiteSettings.objects.filter(site=site).delete()
    request = request_to("a.test")
    find_site(request)
    assert SiteSettings.for_request(request).site == site


def test_where_there_is_no_site_there_is_none(root):
    request = request_to("a.test")
    assert find_site(request) is None
    assert Site.find_for_request(request) is None


def test_the_addresses_of_all_sites_are_those_that_wagtail_finds(home_page):
    """Kept on the request, so that nobody asks for them again."""
    translated(home_page, live=False)
    second = home_page.copy(update_attrs={"slug": "second", "title": "Second"}, recursive=False)
    Site.objects.create(hostname="b.test", port=8000, root_page=second)
    request = request_to("localhost")
    find_site(request)
    assert sorted(request._wagtail_cached_site_root_paths) == sorted(Site.get_site_root_paths())
    assert request._wagtail_cached_site_root_paths[0] == Site.get_site_root_paths()[0]


def test_a_site_has_the_root_page_and_the_settings_of_the_language_that_is_spoken(home_page, site_settings):
    site_settings.in_other_languages = b.stream(b.block("words", {"language": "pl", "tagline": "Dziesięć minut"}))
    site_settings.save()
    home = translated(home_page)
    request, other = request_to("localhost"), request_to("localhost")
    with translation.override("pl"):
        assert find_site(request).root_page.pk == home.pk
        assert SiteSettings.for_request(request).tagline == "Dziesięć minut"
        assert home_url(request) == "/pl/"
    assert find_site(other).root_page.pk == home_page.pk
    assert SiteSettings.for_request(other).tagline == ""
    assert home_url(other) == "/"
