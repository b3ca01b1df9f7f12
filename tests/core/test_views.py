"""Pictures that the site itself hands out."""

from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

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


@pytest.mark.parametrize("name", ["a" * 300 + ".jpg", "ż" * 200 + ".jpg", "a/" * 3000 + "a.jpg"])
def test_a_picture_with_a_name_that_no_file_can_have_is_not_found(client, name):
    assert client.get(f"/media/images/{name}").status_code == 404


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


# Out of a bucket


class Bucket(Storage):
    """What a bucket can do, in memory: its files have no path."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def _save(self, name: str, content: File) -> str:
        self.files[name] = content.read()
        return name

    def _open(self, name: str, mode: str) -> File:
        if name not in self.files:
            raise FileNotFoundError(name)
        return File(BytesIO(self.files[name]), name=name)

    def exists(self, name: str) -> bool:
        return name in self.files

    def size(self, name: str) -> int:
        return len(self.files[name])

    def url(self, name: str) -> str:
        return f"/media/{name}"


@pytest.fixture
def bucket(settings):
    settings.S3_BUCKET = "island"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": f"{__name__}.Bucket"}}
    return default_storage


def test_a_picture_in_a_bucket_is_served_from_the_sites_own_address(client, bucket):
    image = ImageFactory()
    response = client.get(image.file.url, headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.getvalue() == image.file.open().read()
    assert int(response["Content-Length"]) == image.file.size


@pytest.mark.parametrize("name", ["documents/terms.pdf", "private/guidebooks/a.pdf", "images/../documents/terms.pdf"])
def test_nothing_else_in_a_bucket_is_served(client, bucket, name):
    bucket.save("documents/terms.pdf", ContentFile(b"secret"))
    bucket.save("private/guidebooks/a.pdf", ContentFile(b"secret"))
    assert client.get(f"/media/{name}").status_code == 404


def test_a_picture_that_is_not_in_the_bucket_is_not_found(client, bucket):
    assert client.get("/media/images/gone.jpg").status_code == 404


def test_a_document_in_a_bucket_is_given_out_after_the_check_alone(client, bucket):
    collection = Collection.get_first_root_node().add_child(name="For partners")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    content = ContentFile(b"secret", name="terms.pdf")
    document = get_document_model().objects.create(title="Terms", file=content, collection=collection)
    refused = client.get(document.url)
    assert refused.status_code == 302
    assert refused.url.startswith("/_util/login/")
    document.collection = Collection.get_first_root_node()
    document.save()
    response = client.get(document.url)
    assert (response.status_code, response.getvalue()) == (200, b"secret")
