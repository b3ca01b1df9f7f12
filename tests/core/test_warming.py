"""Pages are made before there are readers."""

import io

import pytest

from core.warming import NOT_NOTED, warm_up
from home.models import MissedSearch


@pytest.fixture
def asked(settings):
    """An application that notes what it is asked."""
    settings.PAGE_STORE, settings.BASE_URL = True, "https://www.example.com"
    requests = []

    def application(environ, start_response):
        requests.append(environ)
        start_response("200 OK", [])
        return io.BytesIO(b"<!doctype html>")

    application.requests = requests
    return application


def test_pages_are_asked_for_under_the_sites_own_address(asked):
    warm_up(asked)
    found = [(environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"]) for environ in asked.requests]
    assert found == [("GET", "/", ""), ("GET", "/search/", "q=leader%40")]
    for environ in asked.requests:
        assert (environ["wsgi.url_scheme"], environ["HTTP_HOST"]) == ("https", "www.example.com")


def test_nothing_is_made_beforehand_where_each_reader_has_pages_made_anew(asked, settings):
    settings.PAGE_STORE = False
    warm_up(asked)
    assert asked.requests == []


def test_a_fault_is_logged_and_stops_nothing(settings, caplog):
    settings.PAGE_STORE = True

    def application(environ, start_response):
        raise OSError("No room.")

    warm_up(application)
    assert "could not be made beforehand" in caplog.text


@pytest.mark.django_db
def test_its_search_is_not_noted_as_one_in_vain(client):
    assert client.get("/search/", QUERY_STRING=NOT_NOTED).status_code == 200
    assert not MissedSearch.objects.exists()
    client.get("/search/", QUERY_STRING="q=leader")
    assert MissedSearch.objects.exists()
