"""Bad pictures: a clear word for the editor, and never an error of ours."""

import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection

from core.models import SiteImage
from tests.factories.images import picture_bytes

pytestmark = pytest.mark.django_db


def huge_png(width: int, height: int) -> bytes:
    """A picture of that size in a few kilobytes, as a decompression bomb is made."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    row = b"\0" + b"\0" * ((width + 7) // 8)
    body = zlib.compress(row * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def upload(client, name: str, content: bytes, kind: str = "image/jpeg"):
    """As the form for one picture sends it."""
    data = {
        "title": "A picture",
        "file": SimpleUploadedFile(name, content, kind),
        "description": "",
        "credit": "",
        "tags": "",
        "collection": Collection.get_first_root_node().pk,
        "focal_point_x": "",
        "focal_point_y": "",
        "focal_point_width": "",
        "focal_point_height": "",
    }
    return client.post(reverse("wagtailimages:add"), data)


def upload_many(client, name: str, content: bytes):
    """As the page for several pictures sends each of them."""
    data = {"title": "A picture", "files[]": SimpleUploadedFile(name, content, "image/jpeg")}
    headers = {"X-Requested-With": "XMLHttpRequest"}
    return client.post(reverse("wagtailimages:add_multiple"), data, headers=headers)


def errors(response) -> str:
    return " ".join(response.context["form"].errors.get("file", []))


def test_an_editor_uploads_a_picture(editor_client):
    response = upload(editor_client, "harbour.jpg", picture_bytes())
    assert response.status_code == 302
    assert SiteImage.objects.get().title == "A picture"


def test_marketing_uploads_a_picture(marketing_client):
    assert upload(marketing_client, "harbour.jpg", picture_bytes()).status_code == 302


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("WEBP", "a.webp"), ("GIF", "a.gif"), ("AVIF", "a.avif")])
def test_pictures_of_every_common_kind_are_welcome(admin_client, kind, name):
    assert upload(admin_client, name, picture_bytes(kind=kind)).status_code == 302


def test_a_picture_of_thirty_megapixels_is_refused_with_its_reason(admin_client):
    response = upload(admin_client, "huge.png", huge_png(6000, 5000), "image/png")
    assert response.status_code == 200
    assert "30" in errors(response)
    assert "pixels" in errors(response).lower()
    assert not SiteImage.objects.exists()


def test_a_picture_of_thirty_megapixels_among_several_is_refused_with_its_reason(admin_client):
    response = upload_many(admin_client, "huge.png", huge_png(6000, 5000))
    assert response.status_code == 200
    assert response.json()["success"] is False
    assert "pixels" in response.json()["error_message"].lower()
    assert not SiteImage.objects.exists()


def test_a_picture_with_far_too_many_pixels_is_refused_too(admin_client):
    """Pillow itself gives up on these, with an exception of its own."""
    response = upload(admin_client, "bomb.png", huge_png(20_000, 20_000), "image/png")
    assert response.status_code == 200
    assert errors(response)
    assert not SiteImage.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.jpg", b"These are only words."),
        ("empty.jpg", b""),
        ("page.png", b"<html><script>alert(1)</script></html>"),
        ("half.jpg", picture_bytes(400, 400)[:300]),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("program.exe", b"MZ" + b"\0" * 100),
        ("other.gif", picture_bytes(kind="PNG")),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(admin_client, name, content):
    response = upload(admin_client, name, content)
    assert response.status_code == 200
    assert errors(response)
    assert not SiteImage.objects.exists()


def test_a_file_that_is_no_picture_among_several_is_refused(admin_client):
    response = upload_many(admin_client, "notes.jpg", b"These are only words.")
    assert response.status_code == 200
    assert response.json()["success"] is False
    assert not SiteImage.objects.exists()


def test_a_file_that_is_too_large_is_refused_with_its_reason(admin_client, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1000
    response = upload(admin_client, "large.png", picture_bytes(600, 600, "BMP"))
    assert response.status_code == 200
    assert errors(response)


def test_a_new_title_is_not_the_words_for_those_who_cannot_see(admin_client):
    upload(admin_client, "DSC_0001.jpg", picture_bytes())
    assert SiteImage.objects.get().default_alt_text == ""
