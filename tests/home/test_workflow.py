"""The way of a text to its readers in the demonstration: written, edited, read by the legal department, published."""

import pytest
from django.core import mail
from django.urls import reverse

from articles.models import ArticlePage
from core.models import Assignment
from home.demo.workflow import load_workflow
from tests.conftest import signed_in
from tests.factories import ArticleFactory, UserFactory
from tests.form_data import page_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def lawyer(member_of, workflow):
    return member_of("Legal")


@pytest.fixture
def workflow(home_page):
    return load_workflow()


@pytest.fixture
def article(editor):
    article = ArticleFactory(live=False, title="The way", owner=editor)
    article.save_revision(user=editor)
    return article


def latest(article):
    return ArticlePage.objects.get(pk=article.pk)


def submit(client, article):
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    html = client.get(url).content.decode()
    return client.post(url, {**page_form(html, latest(article)), "action-submit": "1"})


def decide(client, article, what, comment=""):
    state = latest(article).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, what, state.pk])
    return client.post(url, {"comment": comment})


def mailed(run_jobs):
    """To whom what was mailed since the last time."""
    run_jobs()
    sent = {(message.to[0], message.subject) for message in mail.outbox}
    mail.outbox.clear()
    return sent


def test_a_text_is_submitted_sent_back_with_a_comment_and_approved_by_all(
    editor, editor_client, moderator, moderator_client, lawyer, article, run_jobs
):
    submit(editor_client, article)
    assert moderator.email in {to for to, _subject in mailed(run_jobs)}
    assert "The way" in moderator_client.get("/admin/").content.decode()

    decide(moderator_client, article, "reject", "Too long by half.")
    assert editor.email in {to for to, _subject in mailed(run_jobs)}
    submit(editor_client, article)
    mailed(run_jobs)
    decide(moderator_client, article, "approve", "Now it is right.")
    assert lawyer.email in {to for to, _subject in mailed(run_jobs)}
    assert not latest(article).live
    decide(signed_in(lawyer), article, "approve")
    assert not latest(article).live
    decide(moderator_client, article, "approve")
    assert latest(article).live

    history = editor_client.get(reverse("wagtailadmin_pages:history", args=[article.pk])).content.decode()
    assert "Too long by half." in history
    assert "Now it is right." in history
    assert "Published" in history


def test_who_writes_does_not_approve(editor_client, article, workflow):
    submit(editor_client, article)
    decide(editor_client, article, "approve")
    assert latest(article).current_workflow_task_state.status == "in_progress"


# Owner and due date


def assign(client, article, **values):
    return client.post(reverse("core_assign", args=[article.pk]), values)


def desk(client):
    return " ".join(client.get("/admin/").content.decode().split())


def test_a_page_has_an_owner_who_is_told_and_a_day_after_which_it_is_overdue(
    editor, editor_client, moderator_client, article, run_jobs
):
    assert f"/admin/assignments/{article.pk}/" in editor_client.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    assert assign(moderator_client, article, owner=editor.pk, due_on="2100-01-05").status_code == 302
    ((to, subject),) = mailed(run_jobs)
    assert to == editor.email
    assert "The way" in subject
    assert "due on 5 Jan 2100" in desk(editor_client)
    assert "Overdue" not in desk(editor_client)
    Assignment.objects.update(due_on="2020-01-05")
    assert "Overdue" in desk(editor_client)


def test_who_is_to_approve_sees_what_is_overdue(editor, editor_client, moderator_client, article, workflow):
    submit(editor_client, article)
    Assignment.objects.create(page_id=article.pk, owner=editor, due_on="2020-01-05")
    assert "Overdue" in desk(moderator_client)


def test_publishing_is_the_end_of_it(editor, article):
    Assignment.objects.create(page_id=article.pk, owner=editor)
    latest(article).get_latest_revision().publish()
    assert not Assignment.objects.exists()


def test_only_who_may_edit_a_page_says_whose_it_is(marketing_client, marketer, article):
    assign(marketing_client, article, owner=marketer.pk)
    assert not Assignment.objects.exists()


def test_only_somebody_who_works_on_pages_owns_one(moderator_client, article):
    response = assign(moderator_client, article, owner=UserFactory().pk)
    assert response.status_code == 200
    assert not Assignment.objects.exists()
