"""Work of the ground that the worker does."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from articles.models import ArticlePage
from core.models import ScheduledJob
from core.scheduling import JOBS, claim, run
from core.tasks import (
    TASK_TIME_LIMIT,
    make_image_renditions,
    make_page_renditions,
    publish_scheduled_pages,
    recover_lost_tasks,
    remove_old_rows,
)
from tests.factories import ArticleFactory, ImageFactory

pytestmark = pytest.mark.django_db


def lost_task(workers: list[str], minutes_ago: float) -> DBTaskResult:
    """A task that a worker took and never finished."""
    enqueued = make_page_renditions.enqueue(0)
    then = timezone.now() - timedelta(minutes=minutes_ago)
    DBTaskResult.objects.filter(pk=enqueued.id).update(status="RUNNING", started_at=then, worker_ids=workers)
    return DBTaskResult.objects.get(pk=enqueued.id)


# Lost tasks


def test_a_task_whose_worker_was_killed_is_tried_once_more(run_jobs):
    task = lost_task(["first"], minutes_ago=16)
    recover_lost_tasks()
    task.refresh_from_db()
    assert task.status == "READY"
    assert [result.pk for result in run_jobs()] == [task.pk]
    task.refresh_from_db()
    assert task.status == "SUCCESSFUL"
    assert len(task.worker_ids) == 2


def test_a_task_that_lost_its_worker_twice_has_failed(run_jobs):
    task = lost_task(["first", "second"], minutes_ago=16)
    recover_lost_tasks()
    task.refresh_from_db()
    assert task.status == "FAILED"
    assert "TimeoutError" in task.exception_class_path
    assert run_jobs() == []


def test_a_task_that_is_still_within_its_time_is_left_alone():
    task = lost_task(["first"], minutes_ago=TASK_TIME_LIMIT.total_seconds() / 60 - 1)
    recover_lost_tasks()
    task.refresh_from_db()
    assert task.status == "RUNNING"


def test_what_is_finished_or_waiting_is_left_alone():
    finished, waiting = lost_task(["first"], 60), lost_task([], 60)
    DBTaskResult.objects.filter(pk=finished.pk).update(status="SUCCESSFUL")
    DBTaskResult.objects.filter(pk=waiting.pk).update(status="READY")
    recover_lost_tasks()
    statuses = DBTaskResult.objects.values_list("pk", "status")
    assert dict(statuses) == {finished.pk: "SUCCESSFUL", waiting.pk: "READY"}


# Housekeeping


def test_a_finished_task_is_kept_for_two_weeks(run_jobs):
    make_page_renditions.enqueue(0)
    run_jobs()
    with time_machine.travel(timezone.now() + timedelta(days=13)):
        remove_old_rows()
        assert DBTaskResult.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        remove_old_rows()
        assert DBTaskResult.objects.count() == 0


def test_a_waiting_task_is_never_removed():
    make_page_renditions.enqueue(0)
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        remove_old_rows()
        assert DBTaskResult.objects.count() == 1


def test_an_expired_session_is_removed():
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))
    remove_old_rows()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


# Publishing on time


def test_what_is_scheduled_is_published_when_its_time_has_come():
    article = ArticleFactory(live=False)
    article.go_live_at = timezone.now() + timedelta(hours=1)
    article.save_revision().publish()
    publish_scheduled_pages()
    assert not ArticlePage.objects.get(pk=article.pk).live
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        publish_scheduled_pages()
        article = ArticlePage.objects.get(pk=article.pk)
        assert article.live
        assert article.published_at is not None


def test_what_is_to_expire_is_unpublished_when_its_time_has_come():
    article = ArticleFactory()
    article.expire_at = timezone.now() + timedelta(hours=1)
    article.save_revision().publish()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        publish_scheduled_pages()
        assert not ArticlePage.objects.get(pk=article.pk).live


def test_one_page_that_fails_does_not_hold_up_the_others(monkeypatch, caplog):
    job = JOBS["core.tasks.publish_scheduled_pages"]
    fate = {"First": {"go_live_at": 1}, "Broken": {"go_live_at": 2}, "Last": {"go_live_at": 3}}
    fate |= {"Worn out": {"expire_at": 1}, "Stuck": {"expire_at": 2}, "Gone": {"expire_at": 3}}
    for title, dates in fate.items():
        article = ArticleFactory(title=title, live="expire_at" in dates)
        for name, hours in dates.items():
            setattr(article, name, timezone.now() + timedelta(hours=hours))
        article.save_revision().publish()
    monkeypatch.setattr(ArticlePage, "save", fail_for("Broken", ArticlePage.save))
    monkeypatch.setattr(Page, "unpublish", fail_for("Stuck", Page.unpublish))
    with time_machine.travel(timezone.now() + timedelta(hours=4)):
        assert claim(job, timezone.now())
        run(job)
        assert set(ArticlePage.objects.live().values_list("title", flat=True)) == {"First", "Last", "Stuck"}
        row = ScheduledJob.objects.get()
        assert "Not published or withdrawn on time: Stuck, Broken" in row.last_error
        assert "no wind for Broken" in caplog.text
        monkeypatch.undo()
        run(job)
        row.refresh_from_db()
        assert row.last_error == ""
        assert set(ArticlePage.objects.live().values_list("title", flat=True)) == {"First", "Last", "Broken"}


def fail_for(title: str, method):
    def fail(page, *args, **kwargs):
        if page.title == title:
            raise ValueError(f"no wind for {title}")
        return method(page, *args, **kwargs)

    return fail


def test_what_expires_before_it_was_to_be_renewed_is_not_published_again():
    article = ArticleFactory(expire_at=timezone.now() + timedelta(hours=1))
    article.save_revision().publish()
    article = ArticlePage.objects.get(pk=article.pk)
    article.go_live_at, article.expire_at = timezone.now() + timedelta(hours=2), None
    article.save_revision().publish()
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        publish_scheduled_pages()
        assert not ArticlePage.objects.get(pk=article.pk).live


# Renditions


def test_publishing_a_page_queues_its_renditions_and_makes_none():
    article = ArticleFactory(hero_image=ImageFactory())
    article.save_revision().publish()
    assert DBTaskResult.objects.ready().filter(task_path="core.tasks.make_page_renditions").count() == 1
    assert article.hero_image.renditions.count() == 0


@pytest.mark.parametrize("live", [None, False])
def test_a_page_that_is_gone_or_withdrawn_needs_no_renditions(run_jobs, live):
    article = ArticleFactory(hero_image=ImageFactory())
    make_page_renditions.enqueue(article.pk)
    image = article.hero_image
    if live is None:
        article.delete()
    else:
        ArticlePage.objects.filter(pk=article.pk).update(live=False)
    run_jobs()
    assert image.renditions.count() == 0


def test_a_picture_that_is_gone_needs_no_renditions(run_jobs):
    image = ImageFactory()
    make_image_renditions.enqueue(image.pk, ["hero"])
    image.delete()
    run_jobs()


def test_the_task_is_safe_to_repeat(run_jobs):
    article = ArticleFactory(hero_image=ImageFactory())
    make_page_renditions.enqueue(article.pk)
    run_jobs()
    first = set(article.hero_image.renditions.values_list("pk", flat=True))
    make_page_renditions.enqueue(article.pk)
    run_jobs()
    assert first
    assert set(article.hero_image.renditions.values_list("pk", flat=True)) == first
