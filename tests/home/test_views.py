"""Robots, and pages that say that something went wrong."""

import pytest
from django.test import Client

from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db


# Robots


def test_robots_are_told_where_not_to_go_and_where_the_map_is(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain"
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /newsletter/", "Disallow: /search/"} <= set(lines)
    assert lines[-1] == "Sitemap: http://localhost/sitemap.xml"


def test_robots_of_another_site_are_told_of_its_own_map():
    assert (
        b"Sitemap: http://127.0.0.1/sitemap.xml" in Client().get("/robots.txt", headers={"host": "127.0.0.1"}).content
    )


def test_robots_may_read_the_articles(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /\n" not in text
    assert "articles" not in text


# Pages that are not there


def test_a_page_that_is_not_there_is_a_page_of_the_site(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    html = response.content.decode()
    assert "Not on the chart" in html
    assert 'action="/search/"' in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_page_that_is_not_there_sets_no_cookie_and_is_the_same_for_all(client):
    response = client.get("/nowhere/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_a_missing_page_shows_the_menu(client, article_index):
    article_index.show_in_menus = True
    article_index.save()
    assert '<a href="/articles/"' in client.get("/nowhere/").content.decode()


def test_an_error_of_ours_is_a_page_of_the_site_that_needs_nothing(settings, monkeypatch, django_assert_num_queries):
    """Neither the database nor the settings may be asked: it may be they that are broken."""

    def fail(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("home.views.search_pages", fail)
    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    with django_assert_num_queries(1):  # The search's own, for its site, before it breaks.
        response = client.get("/search/?q=x")
    assert response.status_code == 500
    html = response.content.decode()
    assert "Heavy weather" in html
    assert "secret detail" not in html


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/", "/articles/", "/guidebooks/ten/"])
def test_a_method_that_no_page_answers_is_refused(client, path, method):
    page = GuidebookPageFactory(slug="ten")
    response = getattr(client, method)(path)
    assert response.status_code == 405
    assert response["Allow"] == ("GET, HEAD, OPTIONS, POST" if path == page.url else "GET, HEAD, OPTIONS")


def test_a_page_without_a_form_takes_none(client):
    assert client.post("/articles/", {"email": "ann@example.com"}).status_code == 405


def test_head_and_options_are_answered(client):
    assert client.head("/").status_code == 200
    assert client.head("/").content == b""
    response = client.options("/")
    assert (response.status_code, response["Allow"]) == (200, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/sitemap-pages.xml", "/search/", "/"])
def test_a_host_that_is_allowed_but_no_site_of_its_own_gets_the_default_site(path):
    assert Client().get(path, headers={"host": "127.0.0.1"}).status_code == 200
