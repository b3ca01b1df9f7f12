"""Pictures that the site itself hands out."""

import pytest
from django.conf import settings

from tests.factories import ImageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def put(settings, tmp_path):
    """Puts a file into the media folder."""
    settings.MEDIA_ROOT = tmp_path

    def write(name: str, content: bytes = b"secret") -> None:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    return write


def test_a_picture_is_served_and_may_be_kept_for_ever(client):
    """Its name changes with its content."""
    image = ImageFactory()
    response = client.get(image.file.url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_rendition_is_served(client):
    rendition = ImageFactory().get_rendition("width-20|format-webp")
    response = client.get(rendition.url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"


@pytest.mark.parametrize("name", ["documents/terms.pdf", "private/guidebook.pdf", "guidebooks/a.pdf", "a.jpg"])
def test_nothing_else_in_the_media_folder_is_served(client, put, name):
    put(name)
    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "images/../documents/terms.pdf",
        "images/%2e%2e/documents/terms.pdf",
        "images/..%2fdocuments/terms.pdf",
        "images//../../documents/terms.pdf",
        "images/..\\documents\\terms.pdf",
        "images/../../../../../../etc/passwd",
        "/etc/passwd",
    ],
)
def test_no_path_leads_out_of_the_folders_of_pictures(client, put, path):
    put("documents/terms.pdf")
    put("images/a.jpg")
    response = client.get(f"/media/{path}")
    assert response.status_code in {400, 404}
    assert b"secret" not in response.content


def test_a_picture_that_is_not_there_is_not_found(client):
    assert client.get("/media/images/gone.jpg").status_code == 404


def test_a_folder_is_not_listed(client, put):
    put("images/a.jpg")
    assert client.get("/media/images/").status_code == 404


def test_the_private_folder_is_not_below_the_media_folder():
    assert settings.MEDIA_ROOT not in settings.PRIVATE_ROOT.parents
    assert settings.PRIVATE_ROOT != settings.MEDIA_ROOT


def test_a_picture_that_the_browser_has_is_not_sent_again(client):
    image = ImageFactory()
    stamp = client.get(image.file.url)["Last-Modified"]
    assert client.get(image.file.url, headers={"If-Modified-Since": stamp}).status_code == 304
