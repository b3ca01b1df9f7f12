"""The front of the admin says what needs somebody today, at a price that does not grow with the site."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from core.models import ScheduledJob
from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory

pytestmark = pytest.mark.django_db
MOST_QUERIES = 40


def desk(client):
    """The panels: `{anchor: text}`."""
    soup = BeautifulSoup(client.get("/admin/").content, "html.parser")
    found = soup.select(".w-panel--dashboard")
    return {panel["id"].removesuffix("-section"): " ".join(panel.stripped_strings) for panel in found}


@pytest.fixture
def running(db):
    """The worker runs."""
    now = timezone.now()
    return ScheduledJob.objects.create(name="a.job", next_run_at=now, last_finished_at=now)


def draft_of(user, title, **values):
    page = ArticleFactory(live=False, owner=user, title=title, has_unpublished_changes=True, **values)
    page.save_revision(user=user)
    return page


def test_it_says_what_waits_what_is_begun_scheduled_published_and_to_be_mended(
    moderator_client, moderator, editor, running
):
    draft_of(moderator, "Begun")
    asked = draft_of(editor, "Asked for")
    asked.get_workflow().start(asked, editor)
    planned = draft_of(editor, "Planned")
    planned.go_live_at = timezone.now() + timedelta(days=2)
    planned.save_revision().publish()
    ending = ArticleFactory(title="Ending", expire_at=timezone.now() + timedelta(days=3))
    ArticleFactory(title="New", last_published_at=timezone.now() - timedelta(days=2))
    ArticleFactory(title="Earlier", last_published_at=timezone.now() - timedelta(days=9))
    ContentPageFactory(title="Silent")
    panels = desk(moderator_client)
    assert "Asked for" in panels["waiting-for-me"]
    assert "Moderators approval" in panels["waiting-for-me"]
    assert "Begun" in panels["my-drafts"]
    assert "Asked for" not in panels["my-drafts"]
    assert "Planned Goes live" in panels["scheduled"]
    assert f"{ending.title} Is withdrawn" in panels["scheduled"]
    assert "New" in panels["published-this-week"]
    assert "Earlier" not in panels["published-this-week"]
    assert "No description" in panels["content-health"]
    assert "?finding=undescribed" in moderator_client.get("/admin/").content.decode()


def test_a_writer_sees_where_the_draft_lies(editor_client, editor, running):
    page = draft_of(editor, "Asked for")
    page.get_workflow().start(page, editor)
    panels = desk(editor_client)
    assert "Asked for Moderators approval" in panels["my-drafts"]
    assert "Nobody waits for you" in panels["waiting-for-me"]


def test_panels_of_wagtail_that_say_the_same_are_gone(moderator_client, moderator, editor, running):
    page = draft_of(editor, "Asked for")
    page.get_workflow().start(page, editor)
    assert not {"awaiting-review", "objects-in-workflow", "recent-edits"} & set(desk(moderator_client))


def test_a_scheduler_that_stopped_is_said_before_all_else(editor_client, running):
    assert "last ran" in desk(editor_client)["scheduled"]
    assert "has stopped" not in desk(editor_client)["scheduled"]
    ScheduledJob.objects.update(last_finished_at=timezone.now() - timedelta(minutes=3))
    panels = desk(editor_client)
    assert next(iter(panels)) == "scheduled"
    assert "has stopped" in panels["scheduled"]
    assert "3\xa0minutes ago" in panels["scheduled"]


def test_scheduled_work_that_fails_is_said(editor_client, running):
    ScheduledJob.objects.update(last_error="ValueError: no")
    assert "failed: a.job" in desk(editor_client)["scheduled"]


def test_it_costs_the_same_however_much_there_is(moderator_client, moderator, editor, running):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            moderator_client.get("/admin/")
        return len(queries)

    def add():
        author = AuthorFactory()
        for number in range(3):
            draft_of(moderator, f"Mine {number}", parent=author)
            asked = draft_of(editor, f"Asked {number}", parent=author)
            asked.get_workflow().start(asked, editor)
            Page.objects.filter(pk=AuthorFactory().pk).update(last_published_at=timezone.now())

    add()
    cost()
    before = cost()
    add()
    assert cost() == before
    assert before <= MOST_QUERIES


def test_who_works_on_no_page_sees_no_pages(member_of, client, running):
    group = Group.objects.create(name="Guests")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(member_of("Guests"))
    assert set(desk(client)) == {"waiting-for-me"}
