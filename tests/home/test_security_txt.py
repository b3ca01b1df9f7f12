"""Where a weakness of the site is reported, as RFC 9116 wants it."""

import pytest
import time_machine
from wagtail.models import Site

pytestmark = pytest.mark.django_db


@time_machine.travel("2026-03-02T08:30:00Z", tick=False)
def test_it_says_where_a_weakness_is_reported(client, brand):
    brand(organisation_email="hello+safe@example.com")
    response = client.get("/.well-known/security.txt", secure=True)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "Contact: mailto:hello%2Bsafe@example.com\n"
        "Expires: 2026-08-29T00:00:00Z\n"
        "Preferred-Languages: en-gb, pl\n"
        "Canonical: https://localhost/.well-known/security.txt\n"
    )


def test_without_https_it_names_no_address_of_its_own(client, brand):
    brand(organisation_email="hello@example.com")
    assert b"Canonical" not in client.get("/.well-known/security.txt").content


def test_without_an_address_there_is_none(client):
    assert client.get("/.well-known/security.txt").status_code == 404


def test_the_address_of_another_site_is_not_this_ones(client, brand, second_site):
    brand(organisation_email="hello@example.com")
    assert client.get("/.well-known/security.txt", headers={"host": "127.0.0.1"}).status_code == 404


def test_its_old_place_leads_to_it(client):
    response = client.get("/security.txt")
    assert response.status_code == 301
    assert response["Location"] == "/.well-known/security.txt"


def test_it_may_be_kept_by_any_cache(client, brand):
    brand(organisation_email="hello@example.com")
    response = client.get("/.well-known/security.txt")
    assert "Cache-Control" not in response  # The page store says it: nothing holds longer than what it shows.
    assert "Cookie" not in response.get("Vary", "")
    assert client.head("/.well-known/security.txt").status_code == 200
    assert client.post("/.well-known/security.txt").status_code in {403, 405}


def test_without_a_site_it_is_not_found(client):
    Site.objects.all().delete()
    assert client.get("/.well-known/security.txt").status_code == 404
