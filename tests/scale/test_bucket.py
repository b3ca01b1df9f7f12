"""With files in a bucket all works as with files on a disk, and nobody but the site reads the bucket."""

from io import StringIO
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from wagtail.documents import get_document_model

from core.cards import make_card
from core.images import make_sources
from core.models import Backup, SiteImage, SocialCard
from newsletter.models import GuidebookFile
from newsletter.tokens import Purpose, make
from tests.factories import ArticleFactory, ImageFactory
from tests.factories.newsletter import PDF, asked, latest_download

pytestmark = pytest.mark.django_db(transaction=True)


def fill() -> tuple[SiteImage, SocialCard]:
    """A picture with its renditions, the card of an article, a guidebook that somebody asked for, a document."""
    image = ImageFactory(width=500, height=300)
    make_sources(image.pk, "portrait")
    article = ArticleFactory()
    make_card(article.pk)
    asked()
    get_document_model().objects.create(title="Terms", file=ContentFile(b"terms", name="terms.txt"))
    return SiteImage.objects.get(pk=image.pk), SocialCard.objects.get(page=article.pk)


def test_pictures_cards_and_guidebooks_come_from_the_bucket_through_the_site(bucket, client):
    image, card = fill()
    rendition = image.renditions.order_by("pk").first()
    for file in (image.file, rendition.file, card.file):
        answer = client.get(file.url)
        assert answer.status_code == 200, file.name
        assert answer.getvalue() == bucket.content()[file.name]
    answer = client.post(f"/newsletter/download/{make(Purpose.DOWNLOAD, latest_download().uuid, 'ann@example.com')}/")
    assert answer.getvalue() == PDF
    folders = {name.split("/")[0] for name in bucket.content()}
    assert folders == {"cards", "documents", "images", "original_images", "private"}


def test_the_provider_gives_nothing_to_whoever_comes_without_the_key(bucket):
    fill()
    for name in bucket.content():
        with pytest.raises(HTTPError) as caught:
            urlopen(f"{bucket.endpoint}/{bucket.name}/{name}")
        assert caught.value.code == 403, name


def test_a_file_that_is_replaced_leaves_the_bucket(bucket):
    asked()
    kept = GuidebookFile.objects.get()
    before = f"private/{kept.file.name}"
    kept.file = ContentFile(b"%PDF-1.7 second edition", "second.pdf")
    kept.save()
    assert before not in bucket.content()
    assert bucket.content()[f"private/{kept.file.name}"] == b"%PDF-1.7 second edition"


def test_a_backup_brings_the_bucket_back_byte_for_byte(bucket, tmp_path):
    fill()
    before, file = bucket.content(), tmp_path / "island.backup"
    connection.close()  # As a command begins.
    call_command("backup", str(file), stdout=StringIO())
    call_command("flush", interactive=False, verbosity=0)
    bucket.empty()
    call_command("restore", str(file), "--no-input", stdout=StringIO())
    assert bucket.content() == before
    assert Client(headers={"host": "localhost"}).get(SiteImage.objects.get().file.url).status_code == 200
    assert Backup.objects.count() == 0


def test_a_backup_brings_back_what_was_overwritten(bucket, tmp_path):
    fill()
    before, file = bucket.content(), tmp_path / "island.backup"
    connection.close()
    call_command("backup", str(file), stdout=StringIO())
    name = next(name for name in before if name.startswith("original_images/"))
    bucket.client.put_object(Bucket=bucket.name, Key=name, Body=b"another picture")
    call_command("restore", str(file), "--no-input", stdout=StringIO())
    assert bucket.content() == before
