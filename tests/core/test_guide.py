"""The editors' guide: whole, in step with its pictures, and to be read in the admin without another server."""

import importlib.util
import re
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.utils.text import slugify

from core.guide import FOLDER, rendered

ADDRESS = "/admin/help/guide/"
GUIDE = FOLDER / "editors-guide.md"
PICTURES = FOLDER / "pictures" / "guide"
LARGEST = 100_000


def links(pattern):
    return re.findall(rf"{pattern}\[[^\]]*\]\(([^)\s]+)\)", GUIDE.read_text())


def headings(file):
    return {slugify(heading) for heading in re.findall(r"^#+ (.+)$", file.read_text(), re.MULTILINE)}


def script():
    """The program that takes the pictures."""
    specification = importlib.util.spec_from_file_location("make_pictures", settings.BASE_DIR / "docs/make_pictures.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def read(client, url=ADDRESS):
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").select_one(".island-guide")


# The files


def test_every_link_in_the_guide_leads_somewhere():
    found = links("(?<!!)")
    assert len(found) > 10
    for link in found:
        name, _, anchor = link.partition("#")
        file = FOLDER / name if name else GUIDE
        assert file.is_file(), link
        assert not anchor or anchor in headings(file), link


def test_its_pictures_are_those_that_the_script_takes_and_none_besides():
    files = {file.name for file in PICTURES.iterdir()}
    assert {f"pictures/guide/{name}" for name in files} == set(links("!"))
    assert set(script().PICTURES) == files


def test_its_pictures_are_few_and_small_and_say_what_they_show():
    sizes = {file.name: file.stat().st_size for file in PICTURES.iterdir()}
    assert len(sizes) <= 8
    assert {name: size for name, size in sizes.items() if size >= LARGEST} == {}
    assert all(len(words) > 20 for words in re.findall(r"!\[([^\]]*)\]", GUIDE.read_text()))


# In the admin


@pytest.mark.django_db
def test_the_menu_leads_all_staff_to_the_guide_whole_with_its_pictures(editor_client, marketing_client):
    for client in (editor_client, marketing_client):
        assert f'"{ADDRESS}"' in client.get("/admin/").content.decode()
    guide = read(editor_client)
    for picture in guide.find_all("img"):
        response = editor_client.get(urljoin(ADDRESS, picture["src"]))
        assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert len(guide.find_all("img")) == len(links("!"))
    for link in guide.find_all("a"):
        url, _, anchor = urljoin(ADDRESS, link["href"]).partition("#")
        target = read(editor_client, url)
        assert not anchor or target.find(id=anchor), link


@pytest.mark.django_db
def test_nobody_else_reads_there_and_nothing_else_is_read(client, editor_client):
    for url in (ADDRESS, f"{ADDRESS}popups.md", f"{ADDRESS}pictures/guide/front.webp"):
        assert client.get(url)["Location"].startswith("/admin/login/")
    for url in ("../README.md", "nothing.md", "pictures/../../CHANGELOG.md", "pictures/", "pictures/../../manage.py"):
        assert editor_client.get(f"{ADDRESS}{url}").status_code in {302, 404}, url
        assert editor_client.get(ADDRESS + url.replace("..", "%2e%2e")).status_code in {302, 404}, url


def test_what_stands_in_a_document_is_text_and_never_script():
    title, html = rendered(
        "# Title\n\n## A part, with commas\n\n<script>alert(1)</script>\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    assert title == "Title"
    assert '<h2 id="a-part-with-commas">' in html
    assert "<script>" not in html
    assert "<td>2</td>" in html
