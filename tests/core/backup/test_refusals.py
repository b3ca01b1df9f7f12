"""Whatever cannot be restored changes nothing, and says why in a sentence."""

import json
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.backup import archive, making, restoring, rows
from core.models import Backup, ScheduledJob, User
from core.page_store import clearing, tags
from tests.core.backup.commands import backup, counts, file_hashes, restore
from tests.factories import ImageFactory, UserFactory
from tests.factories.newsletter import GuidebookFileFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(file: Path) -> Path:
    """A backup; afterwards somebody goes on working."""
    GuidebookFileFactory()
    ImageFactory()
    backup(file)
    UserFactory(username="afterwards")
    return file


def refused(file: Path) -> str:
    """What is said, once it is certain that nothing changed."""
    before = counts(), file_hashes(), set(User.objects.values_list("username", flat=True))
    with pytest.raises(CommandError) as caught:
        restore(file)
    assert (counts(), file_hashes(), set(User.objects.values_list("username", flat=True))) == before
    assert "afterwards" in before[2]
    return str(caught.value)


def test_a_wrong_passphrase_or_none(passphrase, made, monkeypatch):
    monkeypatch.setenv("BACKUP_PASSPHRASE", "another")
    assert refused(made) == "The passphrase is not the one that the backup was encrypted with."
    monkeypatch.delenv("BACKUP_PASSPHRASE")
    assert refused(made) == "The backup is encrypted: give its passphrase in BACKUP_PASSPHRASE."


def test_a_damaged_file(made):
    content = made.read_bytes()
    for share in (0.01, 0.5, 0.99):
        changed = bytearray(content)
        changed[int(len(content) * share)] ^= 0xFF
        made.write_bytes(bytes(changed))
        assert "damaged" in refused(made)
    made.write_bytes(content[: len(content) // 2])
    assert "damaged" in refused(made)
    made.write_text("Dear diary")
    assert "is no backup of this site" in refused(made)
    made.unlink()
    assert refused(made) == "The file cannot be read: No such file or directory."


def test_a_file_that_was_packed_by_somebody_else(made):
    """Whole in itself, with a file more than was backed up."""
    with made.open("wb") as target, archive.writing(target, "") as writer:
        writer.add_bytes(archive.HEAD, json.dumps(making.head(timezone.now())).encode())
        writer.add_bytes("files/core.SiteImage.file/../../escaped.txt", b"out")
        writer.end({})
    assert "outside of the storage" in refused(made)


def test_another_version_of_the_site(made, monkeypatch):
    ours = making.migrations()
    monkeypatch.setattr(making, "migrations", lambda: [*ours[1:], "core.9999_future"])
    said = refused(made)
    assert "made by another version" in said
    assert f"Only the backup has {ours[0]}. Only this database has core.9999_future." in said


def test_rows_that_the_database_does_not_take(made, monkeypatch):
    """Files that had come back by then are taken away again."""
    for path in file_hashes():
        Path(path).unlink()

    def refuse(**kwargs):
        raise IntegrityError("a row too many")

    monkeypatch.setattr(restoring, "set_site_address", refuse)
    assert "is as it was: a row too many" in refused(made)


def test_a_reference_into_nothing(made, monkeypatch):
    load = rows.load

    def load_without_users(model, lines):
        return 0 if model is User else load(model, lines)

    User.objects.filter(username="afterwards").update(is_superuser=True)
    ScheduledJob.objects.all().delete()
    image = ImageFactory(uploaded_by_user=User.objects.get())
    made.unlink()
    backup(made)
    monkeypatch.setattr(rows, "load", load_without_users)
    assert "is as it was" in refused(made)
    assert image.uploaded_by_user


# And what is not refused


def test_a_picture_that_was_replaced_meanwhile_comes_back(made):
    (picture,) = [path for path in file_hashes() if "original_images" in path]
    content = Path(picture).read_bytes()
    Path(picture).write_bytes(b"another picture under the same name")
    restore(made)
    assert Path(picture).read_bytes() == content
    assert not User.objects.exists()


def test_a_missing_picture_is_told_and_does_not_stop_the_rest(file):
    image = ImageFactory()
    image.file.storage.delete(image.file.name)
    assert f"1 files are named in the database and were not there: {image.file.name}" in backup(file)
    restore(file)
    assert type(image).objects.get(pk=image.pk).file.name == image.file.name


def test_another_secret_key_is_told(made, settings):
    settings.SECRET_KEY = "another" * 10
    assert "Add that one to SECRET_KEY_FALLBACKS" in restore(made)


def test_stored_pages_are_rendered_anew(made, settings, monkeypatch):
    settings.PAGE_STORE = True
    spread = []
    monkeypatch.setattr(clearing, "spread", lambda key, names: spread.append(names))
    restore(made)
    assert spread == [[tags.EVERYTHING]]


def test_a_backup_replaces_no_other(made):
    before = made.read_bytes()
    with pytest.raises(CommandError, match="already"):
        backup(made)
    assert made.read_bytes() == before


def test_a_backup_that_fails_leaves_nothing(file, monkeypatch):
    def refuse(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "write", refuse)
    with pytest.raises(CommandError, match="cannot be written: No space left on device"):
        backup(file)
    assert list(file.parent.glob("island*")) == []
    assert not Backup.objects.exists()


def test_it_is_of_one_moment_though_others_write(file):
    def write_meanwhile():
        UserFactory()
        connection.close()

    with making.one_moment():
        assert User.objects.count() == 0
        thread = threading.Thread(target=write_meanwhile)
        thread.start()
        thread.join()
        assert User.objects.count() == 0
    assert User.objects.count() == 1


def test_rows_are_written_alike_on_every_database():
    moment = timezone.datetime.fromisoformat("2026-11-26T09:00:00.123456+00:00")
    ScheduledJob.objects.all().delete()
    ScheduledJob.objects.create(pk=7, name="tide", next_run_at=moment, last_error="„ä“")
    ((piece, number),) = rows.unload(ScheduledJob)
    assert number == 1
    assert json.loads(piece) == {
        "id": 7,
        "name": "tide",
        "last_started_at": None,
        "last_finished_at": None,
        "next_run_at": "2026-11-26T09:00:00.123456+00:00",
        "warned_at": None,
        "last_error": "„ä“",
    }
    with transaction.atomic():
        ScheduledJob.objects.all().delete()
        rows.load(ScheduledJob, piece)
    assert ScheduledJob.objects.get().next_run_at == moment
