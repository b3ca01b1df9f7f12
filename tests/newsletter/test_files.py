"""What may be given away as a guidebook."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from newsletter.files import MAXIMUM_BYTES, kind_of, validate_guidebook_file
from newsletter.models import GuidebookFile
from tests.factories import picture_file
from tests.factories.newsletter import PDF, GuidebookFileFactory, zip_bytes

EPUB = zip_bytes(mimetype=b"application/epub+zip", content=b"chapter")
ZIP = zip_bytes(chapter=b"chapter")


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("book.pdf", PDF, "application/pdf"),
        ("BOOK.PDF", PDF, "application/pdf"),
        ("book.epub", EPUB, "application/epub+zip"),
        ("book.zip", ZIP, "application/zip"),
    ],
)
@pytest.mark.django_db
def test_a_file_that_is_what_its_name_says_is_taken(name, content, content_type):
    file = GuidebookFile(title="Ten principles", file=SimpleUploadedFile(name, content))
    file.full_clean()
    file.save()
    assert file.content_type == content_type
    assert file.size_in_bytes == len(content)
    assert file.download_name == f"ten-principles.{name.lower().rpartition('.')[2]}"
    with file.file.open() as stored:
        assert stored.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("book.pdf", b""),
        ("book.pdf", b"<html><script>alert(1)</script>"),
        ("book.pdf", b"MZ\x90\x00"),
        ("book.pdf", ZIP),
        ("book.pdf", picture_file().read()),
        ("book.zip", PDF),
        ("book.zip", b"PK\x03\x04 and nothing more"),
        ("book.zip", EPUB),
        ("book.epub", ZIP),
        ("book.exe", PDF),
        ("book.html", PDF),
        ("book.pdf.exe", PDF),
        ("book", PDF),
        ("pdf", PDF),
    ],
)
def test_a_file_that_is_not_is_refused_in_plain_words(name, content):
    with pytest.raises(ValidationError) as caught:
        validate_guidebook_file(SimpleUploadedFile(name, content))
    assert name in caught.value.messages[0]


def test_a_file_of_more_than_fifty_megabytes_is_refused():
    file = SimpleUploadedFile("book.pdf", PDF)
    file.size = MAXIMUM_BYTES + 1
    with pytest.raises(ValidationError, match="larger than 50 MB"):
        validate_guidebook_file(file)
    file.size = MAXIMUM_BYTES
    validate_guidebook_file(file)


def test_looking_at_a_file_leaves_it_to_be_read_from_the_start():
    file = ContentFile(EPUB)
    assert kind_of(file) == "epub"
    assert file.read() == EPUB


@pytest.mark.django_db
def test_a_stored_name_says_nothing_and_no_two_are_alike():
    first, second = GuidebookFileFactory(), GuidebookFileFactory()
    names = {first.file.name, second.file.name}
    assert len(names) == 2
    for name in names:
        folder, _, stem = name.partition("/")
        assert folder == "guidebooks"
        assert len(stem) == len("x" * 32 + ".pdf")


@pytest.mark.django_db
def test_a_newer_version_takes_the_place_of_the_old_one(django_capture_on_commit_callbacks):
    file = GuidebookFileFactory()
    old = file.file.name
    file.file, file.version = ContentFile(EPUB, "second.epub"), "2nd edition"
    with django_capture_on_commit_callbacks(execute=True):
        file.save()
    assert not storages["private"].exists(old)
    assert storages["private"].exists(file.file.name)
    assert (file.extension, file.size_in_bytes) == ("epub", len(EPUB))
    assert str(file).endswith("(2nd edition)")


@pytest.mark.django_db
def test_saving_other_words_keeps_the_file(django_capture_on_commit_callbacks):
    file = GuidebookFileFactory()
    before = (file.file.name, file.uploaded_at)
    file.title = "Another title"
    with django_capture_on_commit_callbacks(execute=True):
        file.full_clean()
        file.save()
    assert (file.file.name, file.uploaded_at) == before
    assert storages["private"].exists(file.file.name)
