"""The rules for publishing, and every way of publishing that asks them."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupApprovalTask, PageLogEntry, Workflow, WorkflowPage, WorkflowTask

from articles.models import ArticlePage
from articles.publishing import RULES
from core.publishing import NotReadyError, PublishRule, broken_rules, is_file_name
from core.readiness import check_readiness
from tests.factories import ArticleFactory, ContentPageFactory, ImageFactory, blocks
from tests.form_data import page_form

pytestmark = pytest.mark.django_db

EMPTY = blocks.block("paragraph", "<p>Words.</p><p> </p>")


def draft(*body, **values):
    return ArticleFactory(live=False, body=blocks.stream(*body), **values)


def codes(page):
    return [fault.code for fault in broken_rules(page)]


def latest(article):
    return ArticlePage.objects.get(pk=article.pk)


# Rules


def test_a_page_in_order_breaks_none():
    picture = ImageFactory()
    body = [blocks.paragraph(), blocks.heading(), blocks.heading(level="h3"), blocks.image(picture)]
    assert codes(draft(*body, hero_image=picture, hero_alt_text="A harbour")) == []


@pytest.mark.parametrize("words", ["", " ", "cele.jpg", "IMG_2041", "Team.PNG"])
def test_a_picture_needs_words_that_are_not_its_file_s_name(words):
    picture = ImageFactory()
    assert codes(draft(hero_image=picture, hero_alt_text=words)) == ["alternative-text"]
    assert codes(draft(blocks.image(picture, alt_text=words))) == ["alternative-text"]


def test_a_decorative_picture_needs_no_words():
    picture = ImageFactory()
    assert codes(draft(blocks.image(picture, decorative=True), hero_image=picture, hero_decorative=True)) == []


@pytest.mark.parametrize("words", ["Half of us", "A chart: 3.5 points", "snake_case in a title"])
def test_words_are_not_taken_for_the_name_of_a_file(words):
    assert not is_file_name(words)


@pytest.mark.parametrize(
    "empty", ["<p></p>", "<p> </p>", "<p>&nbsp;</p>", "<p><br/></p>", '<p data-block-key="a">\xa0</p>']
)
def test_no_paragraph_is_empty(empty):
    assert codes(draft(blocks.block("paragraph", f"<p>Words.</p>{empty}"))) == ["empty-paragraph"]


def test_links_lead_to_what_readers_may_see():
    there, hidden = ArticleFactory(), ArticleFactory(live=False)
    body = '<p><a linktype="page" id="{}">one</a> <a id="{}" linktype="page">other</a></p>'
    assert codes(draft(blocks.block("paragraph", body.format(there.pk, there.pk)))) == []
    assert codes(draft(blocks.block("paragraph", body.format(there.pk, hidden.pk)))) == ["broken-link"]
    assert codes(draft(blocks.block("paragraph", body.format(there.pk, 99999)))) == ["broken-link"]
    assert codes(draft(blocks.block("paragraph", '<p><a linktype="document" id="99999">x</a></p>'))) == ["broken-link"]


def test_an_article_may_link_to_itself_before_it_is_published():
    article = draft()
    article.body = [("paragraph", f'<p><a linktype="page" id="{article.pk}">here</a></p>')]
    assert codes(article) == []


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (["h2", "h3", "h2"], []),
        (["h3"], ["heading-order"]),
        (["h2", "text h4"], ["heading-order"]),
        (["h2", "h3", "text h4", "h2"], []),
    ],
)
def test_headings_skip_no_level(levels, expected):
    body = [
        blocks.block("paragraph", "<h4>Words</h4>") if level == "text h4" else blocks.heading(level=level)
        for level in levels
    ]
    assert codes(draft(*body)) == expected


def test_an_article_has_a_standfirst_a_topic_and_an_author_whom_readers_can_visit():
    article = draft(standfirst=" ")
    article.topics.clear()
    article.save(clean=False)
    article.get_parent().specific.unpublish()
    assert codes(latest(article)) == ["standfirst", "topic", "author"]


def test_a_fault_says_where_it_is():
    picture = ImageFactory()
    image = blocks.image(picture, alt_text="")
    (fault,) = broken_rules(draft(image))
    assert (fault.path, fault.field) == (f"body.{image['id']}.image", "body")


def test_questions_are_looked_into_as_well():
    (fault,) = broken_rules(draft(blocks.questions(Why="</p><p>")))
    assert fault.path.endswith(".answer")


# The form


def press(client, page, button, **changes):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = page_form(client.get(url).content.decode(), page, **changes)
    return client.post(url, {**form, button: "1"})


@pytest.mark.parametrize("button", ["action-publish", "action-submit"])
def test_the_editor_is_refused_with_the_place(moderator_client, button):
    article = draft(EMPTY)
    response = press(moderator_client, article, button)
    assert set(response.context["form"].errors) == {"body"}
    assert 'href="#:w:contentpath=body.' in response.content.decode()
    assert not latest(article).live


def test_publishing_in_time_is_refused_too(moderator_client):
    article = draft(EMPTY)
    response = press(moderator_client, article, "action-publish", go_live_at="2050-01-01 10:00")
    assert set(response.context["form"].errors) == {"body"}
    assert not latest(article).approved_schedule


def test_a_draft_is_saved_whatever_it_lacks(moderator_client):
    assert press(moderator_client, draft(EMPTY), "action-save").status_code == 302


def test_what_is_missing_is_listed_while_writing(moderator_client):
    page = moderator_client.get(reverse("wagtailadmin_pages:edit", args=[draft(EMPTY).pk])).content.decode()
    assert "One thing to see to before this can be published" in page


def test_somebody_who_may_publishes_all_the_same_and_says_why(moderator_client):
    article = draft(EMPTY)
    changes = {"excused_rules": "empty-paragraph"}
    response = press(moderator_client, article, "action-publish", **changes)
    assert set(response.context["form"].errors) == {"excuse"}
    assert press(moderator_client, article, "action-publish", **changes, excuse="A poem.").status_code == 302
    assert latest(article).live
    entry = PageLogEntry.objects.get(page=article.pk, action="core.publish_excused")
    assert entry.message == "Published although: No paragraph is empty. A poem."
    history = moderator_client.get(reverse("wagtailadmin_pages:history", args=[article.pk])).content.decode()
    assert "A poem." in history


def test_one_excuse_is_not_one_for_all(moderator_client):
    article = draft(EMPTY, blocks.heading(level="h3"))
    changes = {"excused_rules": "empty-paragraph", "excuse": "A poem."}
    assert press(moderator_client, article, "action-publish", **changes).status_code == 200
    assert not latest(article).live


def test_an_excuse_that_is_not_needed_leaves_no_trace(moderator_client):
    article = draft(blocks.paragraph())
    press(moderator_client, article, "action-publish", excused_rules="empty-paragraph", excuse="A poem.")
    assert latest(article).live
    assert not PageLogEntry.objects.filter(action="core.publish_excused")


def test_nobody_else_can_excuse(moderator_client):
    Group.objects.get(name="Moderators").permissions.remove(Permission.objects.get(codename="excuse_publish_rules"))
    article = draft(EMPTY)
    press(moderator_client, article, "action-publish", excused_rules="empty-paragraph", excuse="A poem.")
    assert not latest(article).live


# Lists, workflows, code


def test_a_list_publishes_nothing_when_one_page_is_not_ready(moderator_client):
    ready, article = draft(blocks.paragraph()), draft(EMPTY)
    for page in (ready, article):
        page.save_revision()
    query = f"?id={ready.pk}&id={article.pk}&next=/admin/"
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + query
    response = moderator_client.post(url, follow=True)
    assert response.redirect_chain[-1][0] == reverse("wagtailadmin_pages:edit", args=[article.pk])
    text = response.content.decode()
    assert "is not ready, so nothing was published" in text
    assert f"#:w:contentpath=body.{EMPTY['id']}" in text
    assert not latest(ready).live


def test_an_unfinished_draft_in_a_list_is_refused_and_no_fault_of_the_server(moderator_client):
    article = draft(blocks.block("pull_quote", {"quote": "", "attribution": ""}))
    article.standfirst = ""
    article.save_revision(clean=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={article.pk}&next=/admin/"
    text = moderator_client.post(url, follow=True).content.decode()
    assert "“Pull quote” is not complete." in text
    assert "Say in a sentence or two why to read on." in text


def approve(client, article):
    url = reverse(
        "wagtailadmin_pages:workflow_action", args=[article.pk, "approve", article.current_workflow_task_state.pk]
    )
    return client.post(url, follow=True)


@pytest.fixture
def workflow():
    workflow = Workflow.objects.create(name="Two pairs of eyes")
    task = GroupApprovalTask.objects.create(name="Read it")
    task.groups.add(Group.objects.get(name="Moderators"))
    WorkflowTask.objects.create(workflow=workflow, task=task)
    return workflow


def test_an_approval_does_not_publish_what_is_not_ready(moderator_client, editor, workflow):
    article = draft(EMPTY)
    WorkflowPage.objects.update_or_create(page=article.get_parent(), defaults={"workflow": workflow})
    article.save_revision(user=editor)
    workflow.start(article, editor)
    assert "is not ready" in approve(moderator_client, article).content.decode()
    article = latest(article)
    assert not article.live
    assert article.current_workflow_task_state.status == "in_progress"
    article.body = [("paragraph", "<p>Words.</p>")]
    article.save_revision(user=editor)
    approve(moderator_client, article)
    assert latest(article).live


def test_code_that_publishes_for_a_person_is_asked_and_an_import_is_not(editor):
    article = draft(EMPTY)
    revision = article.save_revision()
    with pytest.raises(NotReadyError) as refusal:
        revision.publish(user=editor)
    assert [fault.code for fault in refusal.value.faults] == ["empty-paragraph"]
    revision.publish()
    assert latest(article).live


def test_a_new_rule_is_a_class_and_a_line(monkeypatch, editor):
    class NoShouting(PublishRule):
        code, label = "no-shouting", "Titles do not shout"

        def faults(self, page):
            if page.title.isupper():
                yield "title", "Lower your voice."

    monkeypatch.setattr(ArticlePage, "publish_rules", (*RULES, NoShouting()))
    with pytest.raises(NotReadyError, match="Lower your voice"):
        draft(title="NOW").save_revision().publish(user=editor)


# Wagtail's checker


def test_a_preview_lists_what_is_broken_for_the_checker_and_a_reader_gets_nothing(moderator_client, client):
    article = draft(EMPTY)
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    form = page_form(moderator_client.get(url).content.decode(), article)
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])
    moderator_client.post(preview, form)
    shown = moderator_client.get(f"{preview}?in_preview_panel=true").content.decode()
    assert 'data-publish-fault="empty-paragraph"' in shown
    article.save_revision().publish()
    assert "data-publish-fault" not in client.get(latest(article).url).content.decode()


def test_the_checker_knows_the_rules_of_the_page(moderator_client):
    text = moderator_client.get(reverse("wagtailadmin_pages:edit", args=[draft().pk])).content.decode()
    assert '"publish-empty-paragraph"' in text
    items = ["another item"]
    check_readiness(None, items, ContentPageFactory())
    assert items == ["another item"]
