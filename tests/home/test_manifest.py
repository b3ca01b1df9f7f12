"""What a device shows of the site on its home screen."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from PIL import Image
from wagtail.models import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def manifest(client):
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    return json.loads(response.content)


def test_it_names_the_site_as_its_editors_do(client, brand):
    brand(name='Leaders "Island"', tagline="Ten quiet minutes")
    content = client.get("/manifest.webmanifest").json()
    assert content["name"] == 'Leaders "Island"'
    assert content["description"] == "Ten quiet minutes"


def test_its_icons_are_there_in_the_size_they_are_said_to_have(manifest):
    for icon in manifest["icons"]:
        file = finders.find(icon["src"].removeprefix("/static/"))
        if icon["type"] == "image/svg+xml":
            assert Path(file).read_text().startswith("<svg")
            continue
        with Image.open(file) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]
    assert {icon["sizes"] for icon in manifest["icons"]} == {"any", "192x192", "512x512"}


def test_an_icon_that_may_be_cropped_fills_its_square(manifest):
    """https://www.w3.org/TR/appmanifest/#icon-masks"""
    (icon,) = [icon for icon in manifest["icons"] if icon.get("purpose") == "maskable"]
    with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as picture:
        assert picture.convert("RGBA").getextrema()[3] == (255, 255)


def test_its_colours_are_those_of_the_pages(client, manifest):
    light, dark = re.search(
        r"--paper: light-dark\((#\w+), (#\w+)\)", Path(finders.find("css/tokens.css")).read_text()
    ).groups()
    assert manifest["theme_color"] == manifest["background_color"] == light
    html = BeautifulSoup(client.get("/").content, "html.parser")
    colours = {meta["media"]: meta["content"] for meta in html.select("meta[name=theme-color]")}
    assert colours == {"(prefers-color-scheme: light)": light, "(prefers-color-scheme: dark)": dark}


def test_every_page_names_them(client):
    html = BeautifulSoup(client.get("/").content, "html.parser")
    assert html.select_one("link[rel=manifest]")["href"] == "/manifest.webmanifest"
    touch = html.select_one("link[rel=apple-touch-icon]")["href"]
    with Image.open(finders.find(touch.removeprefix("/static/"))) as picture:
        assert picture.size == (180, 180)


def test_it_may_be_kept_by_any_cache(client):
    response = client.get("/manifest.webmanifest")
    assert response["Cache-Control"] == "public, max-age=3600"
    assert "Cookie" not in response.get("Vary", "")
    assert client.head("/manifest.webmanifest").status_code == 200
    assert client.post("/manifest.webmanifest").status_code in {403, 405}


def test_without_a_site_it_is_not_found(client):
    Site.objects.all().delete()
    assert client.get("/manifest.webmanifest").status_code == 404
