"""Documents are what their names say, and no browser opens one as a page of this site."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection

pytestmark = pytest.mark.django_db
HTML, SVG = (
    b" \n<!DOCTYPE html><script>alert(1)</script>",
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
)


def archive(*names: str) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, "application/epub+zip" if name == "mimetype" else "words")
    return made.getvalue()


GOOD = {
    "terms.pdf": b"%PDF-1.7\n",
    "book.epub": archive("mimetype"),
    "files.zip": archive("a.txt"),
    "text.docx": archive("[Content_Types].xml", "word/document.xml"),
    "talk.pptx": archive("ppt/presentation.xml"),
    "sums.xlsx": archive("xl/workbook.xml"),
    "notes.txt": "Zażółć".encode("cp1250"),
    "rows.csv": b"\xef\xbb\xbfa;b\n1;2\n",
}
BAD = [(name, content) for name in GOOD for content in (HTML, SVG, b"", b"MZ\0\0")] + [
    ("terms.pdf", GOOD["files.zip"]),
    ("text.docx", GOOD["sums.xlsx"]),
    ("text.docx", GOOD["files.zip"]),
    ("files.zip", b"PK\x03\x04" + b"x" * 50),
    ("page.html", HTML),
    ("drawing.svg", SVG),
    ("terms.pdf.svg", SVG),
]


def data(name: str, content: bytes, field: str) -> dict:
    root = Collection.get_first_root_node().pk
    return {"title": "A document", "collection": root, "tags": "", field: SimpleUploadedFile(name, content)}


@pytest.mark.parametrize("name", GOOD)
def test_a_document_that_is_what_it_says_is_taken(admin_client, name):
    assert admin_client.post(reverse("wagtaildocs:add"), data(name, GOOD[name], "file")).status_code == 302


def test_a_document_that_is_something_else_is_refused_with_its_reason(admin_client):
    for name, content in BAD:
        response = admin_client.post(reverse("wagtaildocs:add"), data(name, content, "file"))
        assert response.status_code == 200, (name, content[:20])
        assert response.context["form"].errors["file"]
    assert not get_document_model().objects.exists()


def test_among_several_too_and_in_the_chooser(admin_client):
    script = {"X-Requested-With": "XMLHttpRequest"}
    several = admin_client.post(reverse("wagtaildocs:add_multiple"), data("a.pdf", HTML, "files[]"), headers=script)
    assert several.json()["success"] is False
    chooser = {f"document-chooser-upload-{name}": value for name, value in data("a.pdf", HTML, "file").items()}
    admin_client.post(reverse("wagtaildocs_chooser:create"), chooser)
    assert not get_document_model().objects.exists()


@pytest.mark.parametrize("name", ["terms.pdf", "notes.txt"])
def test_a_document_is_an_attachment_whose_kind_is_not_guessed(client, name):
    document = get_document_model().objects.create(title="A", file=ContentFile(GOOD[name], name))
    response = client.get(document.url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
