"""The drill: back up, lose everything, restore; on SQLite and on PostgreSQL."""

import shutil
from hashlib import sha256

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from wagtail.models import Page

from core.models import Backup
from newsletter.models import GuidebookFile
from tests.core.backup.commands import backup, counts, file_hashes, restore
from tests.factories import ArticleFactory, CommentFactory, UserFactory
from tests.factories.newsletter import PDF, subscriber
from tests.home.test_public_pages import PATHS, build

pytestmark = pytest.mark.django_db(transaction=True)


def page_hashes() -> dict[str, str]:
    with time_machine.travel("2026-11-26T09:00:00Z", tick=False):
        answers = {path: Client(headers={"host": "localhost"}).get(path) for path in PATHS}
    return {path: sha256(answer.getvalue()).hexdigest() for path, answer in answers.items()}


def lose_everything() -> None:
    call_command("flush", interactive=False, verbosity=0)
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT):
        shutil.rmtree(folder, ignore_errors=True)


def test_what_was_lost_comes_back(file, passphrase):
    build()
    CommentFactory()
    person = subscriber()
    found_by_editors = {page.slug for page in Page.objects.search("ask")}
    before = counts(), page_hashes(), file_hashes()
    assert len(before[2]) >= 3  # Pictures in the media, a guidebook in private.
    connection.close()  # As a command begins.
    assert "encrypted" in backup(file)
    lose_everything()
    assert Page.objects.count() == 0
    assert "Restored the backup of http://localhost" in restore(file)
    assert (counts(), page_hashes(), file_hashes()) == before
    assert GuidebookFile.objects.get().file.read() == PDF
    assert type(person).objects.get(pk=person.pk).email == person.email
    ArticleFactory(title="Written after the storm")  # Keys go on where they were.
    UserFactory()
    found = Client(headers={"host": "localhost"}).get("/search/?q=storm").content.decode()
    assert "Written after the storm" in found
    assert {page.slug for page in Page.objects.search("ask")} == found_by_editors
    assert file.stat().st_mode & 0o777 == 0o600
    assert Backup.objects.count() == 0  # That of the lost database; what it held is there.
