"""What is away, and what a reader, an editor and a lead see of it: the lines of the table in docs/operations.md."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import ArticlePage
from config import env
from core import limits
from core.models import ScheduledJob, SiteImage
from core.scheduling import JOBS, run_due_jobs
from core.tasks import PAUSES, make_image_renditions
from newsletter.models import Delivery, GuidebookSubmission, Suspect
from newsletter.outbox import BACK_OFF
from newsletter.sending import send_due
from newsletter.tasks import give_up_on_lost_mails
from newsletter.tokens import ExpiredError, Purpose, make, read
from tests.core.test_image_uploads import upload
from tests.factories import ArticleFactory, ImageFactory
from tests.factories.images import picture_bytes
from tests.factories.newsletter import asked, fill_in, latest_download

pytestmark = pytest.mark.django_db


def is_told_to_try_again(answer) -> bool:
    text = answer.content.decode()
    return answer.status_code == 503 and answer["Retry-After"] == "30" and "send it again in a few minutes" in text


# PostgreSQL


def test_while_the_database_is_away_nobody_waits_long_for_it(monkeypatch, closed_port):
    """Django would wait for half a minute, with each of the threads that answer."""
    monkeypatch.setenv("DATABASE_URL", f"postgres://island@127.0.0.1:{closed_port}/island")
    assert env.database("DATABASE_URL", "")["OPTIONS"]["pool"]["timeout"] <= 5


def test_without_the_database_a_form_is_not_taken_and_its_reader_is_told(client, guidebook, as_answered, monkeypatch):
    def refuse(*arguments):
        raise OperationalError("The database is away.")

    with monkeypatch.context() as away:
        away.setattr("home.views.route", refuse)
        answer = as_answered(client).post(guidebook.url, {"email": "ann@example.com"})
    assert is_told_to_try_again(answer)
    assert not GuidebookSubmission.objects.exists()


def test_an_error_of_the_sites_own_is_no_outage(client, guidebook, as_answered, monkeypatch):
    def break_down(*arguments):
        raise ZeroDivisionError

    monkeypatch.setattr("home.views.route", break_down)
    answer = as_answered(client).get(guidebook.url)
    assert answer.status_code == 500
    assert "Retry-After" not in answer


# Redis


@pytest.fixture
def no_redis(settings, closed_port):
    settings.REDIS_URL = f"redis://127.0.0.1:{closed_port}/0"
    settings.CACHES = {"default": {"BACKEND": "core.caches.ForgetfulCache", "LOCATION": settings.REDIS_URL}}


def test_without_redis_pages_the_desk_and_forms_are_what_they_were(no_redis, client, editor_client, guidebook):
    article = ArticleFactory()
    assert client.get(article.url).status_code == 200
    assert client.get("/search/?q=meeting").status_code == 200
    assert editor_client.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).status_code == 200
    assert fill_in(client, guidebook.url, email="ann@example.com").status_code == 303
    assert GuidebookSubmission.objects.get().person.email == "ann@example.com"
    assert client.get("/readyz").json()["cache"] is False


def test_without_redis_too_many_forms_are_held_all_the_same(no_redis):
    answers = [limits.hit("forms:here", 2, timedelta(hours=1)) for _ in range(3)]
    assert answers == [True, True, False]


# The disk


def test_on_a_full_disk_an_upload_is_refused_and_nothing_is_left_of_it(full_disk, editor_client, as_answered):
    with full_disk():
        answer = upload(as_answered(editor_client), "photo.jpg", picture_bytes())
    assert is_told_to_try_again(answer)
    assert not SiteImage.objects.exists()


def test_on_a_full_disk_pages_and_forms_go_on(full_disk, client, guidebook):
    article = ArticleFactory()
    with full_disk():
        assert client.get(article.url).status_code == 200
        assert fill_in(client, guidebook.url, email="ann@example.com").status_code == 303


@pytest.mark.django_db(transaction=True)
def test_a_rendition_that_found_no_room_is_made_when_there_is_some(full_disk, run_jobs, later):
    image = ImageFactory(width=500, height=300)
    make_image_renditions.enqueue(image.pk, ["portrait"])
    with full_disk():
        run_jobs(expect_failures=True)
    assert SiteImage.objects.get(pk=image.pk).ready_sources("portrait") is None
    later(seconds=PAUSES[0].total_seconds() + 1)
    run_jobs()
    assert SiteImage.objects.get(pk=image.pk).ready_sources("portrait")


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_can_never_be_made_is_not_tried_for_ever(run_jobs, full_disk, later):
    image = ImageFactory(width=500, height=300)
    make_image_renditions.enqueue(image.pk, ["portrait"])
    with full_disk():
        for day in range(len(PAUSES) + 3):
            later(days=day)
            run_jobs(expect_failures=True)
    assert DBTaskResult.objects.filter(task_path__endswith="make_image_renditions").count() == len(PAUSES) + 1


# The mail server


def test_without_the_mail_server_forms_are_taken_and_the_mail_goes_once_it_is_back(
    client, guidebook, settings, closed_port, later, mailoutbox
):
    settings.WORKER_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port
    assert fill_in(client, guidebook.url, email="ann@example.com").status_code == 303
    send_due(lambda: True)
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts) == ("queued", 1)
    assert "ConnectionRefusedError" in delivery.last_error
    settings.WORKER_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    later(seconds=BACK_OFF[0].total_seconds() + 1)
    send_due(lambda: True)
    send_due(lambda: True)
    assert [mail.to for mail in mailoutbox] == [["ann@example.com"]]


# The bucket


def test_without_the_bucket_pages_are_there_and_pictures_come_back_by_themselves(lost_bucket, client):
    article, image = ArticleFactory(), ImageFactory()
    lost_bucket()
    assert client.get(article.url).status_code == 200
    answer = client.get(image.file.url)
    assert (answer.status_code, answer["Cache-Control"], answer["Retry-After"]) == (503, "no-store", "30")


def test_without_the_bucket_a_mailed_link_stays_good(lost_bucket, client, guidebook):
    asked(page=guidebook)
    link = f"/newsletter/download/{make(Purpose.DOWNLOAD, latest_download().uuid, 'ann@example.com')}/"
    lost_bucket()
    answer = client.post(link)
    assert answer.status_code == 503
    assert "Your link stays good" in answer.content.decode()
    assert latest_download().downloaded_at is None


def test_without_the_bucket_an_upload_is_refused(lost_bucket, editor_client, as_answered):
    ImageFactory()
    lost_bucket()
    assert is_told_to_try_again(upload(as_answered(editor_client), "photo.jpg", picture_bytes()))
    assert SiteImage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_backup_without_the_bucket_says_so_and_leaves_nothing(lost_bucket, tmp_path):
    ImageFactory()
    lost_bucket()
    connection.close()
    with pytest.raises(CommandError, match="The bucket does not answer"):
        call_command("backup", str(tmp_path / "island.backup"), stdout=StringIO())
    assert list(tmp_path.glob("island*")) == []


# The clock


def test_jobs_run_again_at_once_when_a_clock_that_was_ahead_is_put_right(later):
    job = JOBS["core.tasks.make_missing_social_cards"]
    ScheduledJob.objects.update_or_create(name=job.name, defaults={"next_run_at": timezone.now()})
    later(days=365)
    run_due_jobs([job])
    later(days=-364)
    run_due_jobs([job])
    row = ScheduledJob.objects.get(name=job.name)
    assert row.last_started_at < timezone.now() < row.next_run_at <= timezone.now() + job.every


def test_a_clock_that_was_ahead_does_not_make_a_worker_that_stopped_look_well(client):
    ahead = timezone.now() + timedelta(days=365)
    ScheduledJob.objects.update_or_create(
        name="core.tasks.make_missing_social_cards", defaults={"next_run_at": ahead, "last_finished_at": ahead}
    )
    assert client.get("/readyz").json()["worker"] is False


def test_mails_that_were_put_off_by_a_wrong_clock_go_when_it_is_right(guidebook, mailoutbox):
    asked(page=guidebook)
    Delivery.objects.update(next_attempt_at=timezone.now() + timedelta(days=365))
    give_up_on_lost_mails()
    send_due(lambda: True)
    assert len(mailoutbox) == 1


def test_what_is_put_off_as_it_should_be_is_left_alone(guidebook):
    asked(page=guidebook)
    then = timezone.now() + BACK_OFF[-1]
    Delivery.objects.update(next_attempt_at=then)
    give_up_on_lost_mails()
    assert Delivery.objects.get().next_attempt_at == then


def test_a_form_from_before_the_clock_was_put_back_is_kept_and_can_be_freed(client, guidebook):
    fill_in(client, guidebook.url, seconds=-3600, email="ann@example.com")
    assert Suspect.objects.count() == 1


def test_what_was_due_while_the_clock_was_behind_is_published_at_once_when_it_is_right(later):
    """The job itself runs at once too: its next time is long past."""
    job = JOBS["core.tasks.publish_scheduled_pages"]
    article = ArticleFactory(live=False)
    later(days=-2)
    article.go_live_at = timezone.now() + timedelta(days=1)
    article.save_revision().publish()
    ScheduledJob.objects.update_or_create(name=job.name, defaults={"next_run_at": timezone.now()})
    run_due_jobs([job])
    assert not ArticlePage.objects.get(pk=article.pk).live
    later(days=2)
    run_due_jobs([job])
    assert ArticlePage.objects.get(pk=article.pk).live


def test_a_mail_that_waits_goes_at_once_when_a_clock_that_was_behind_is_put_right(guidebook, later, mailoutbox):
    later(days=-2)
    asked(page=guidebook)
    Delivery.objects.update(next_attempt_at=timezone.now() + BACK_OFF[-1])
    later(days=2)
    send_due(lambda: True)
    assert len(mailoutbox) == 1


def test_links_that_were_made_while_the_clock_was_behind_end_sooner(later):
    later(days=-6)
    token = make(Purpose.CONFIRM, uuid4(), "ann@example.com")
    later(days=6, hours=23)
    assert read(Purpose.CONFIRM, token)
    later(hours=2)
    with pytest.raises(ExpiredError):
        read(Purpose.CONFIRM, token)


def test_a_form_that_was_fetched_while_the_clock_was_behind_is_taken(client, guidebook):
    fill_in(client, guidebook.url, seconds=5 * 3600, email="ann@example.com")
    assert GuidebookSubmission.objects.count() == 1
    assert Suspect.objects.count() == 0
