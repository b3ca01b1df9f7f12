"""A draft is shown to whoever has its link, exactly as it was shared, until it ends or is withdrawn."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from wagtail.models import Comment, PageLogEntry

from core.models import SharedDraft
from core.shared_drafts.links import forget_ended, path_of, share
from core.shared_drafts.views import NOTES_AN_HOUR
from tests.factories import ArticleFactory, blocks

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def draft(editor):
    """Never published."""
    article = ArticleFactory(live=False, title="Not yet", body=blocks.stream(blocks.paragraph("Nobody knows this.")))
    article.save_revision(user=editor)
    return article


@pytest.fixture
def path(draft, editor):
    return path_of(share(draft, editor, WEEK))


def note(**values):
    return {"name": "Ann Berg", "place": "title", "text": "The second half is too long.", **values}


def test_an_editor_makes_a_link_and_withdraws_it_and_the_history_says_so(editor_client, client, draft):
    admin = f"/admin/drafts/{draft.pk}/"
    assert admin in editor_client.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
    editor_client.post(admin, {"days": 7})
    link = re.search(r'value="http://localhost(/drafts/[^"]+)"', editor_client.get(admin).content.decode())[1]
    response = client.get(link)
    assert response.status_code == 200
    assert "Nobody knows this." in response.content.decode()
    editor_client.post(f"/admin/drafts/withdraw/{SharedDraft.objects.get().pk}/")
    assert client.get(link).status_code == 404
    assert link not in editor_client.get(admin).content.decode()
    actions = PageLogEntry.objects.filter(page=draft.pk, action__startswith="core.draft").order_by("pk")
    assert [entry.action for entry in actions] == ["core.draft_shared", "core.draft_withdrawn"]


def test_after_its_end_it_leads_nowhere(client, path, later):
    later(days=6, hours=23)
    assert client.get(path).status_code == 200
    later(days=7, minutes=1)
    assert client.get(path).status_code == 404


def test_it_leads_nowhere_once_the_page_or_whoever_shared_it_has_gone(client, path, draft, editor):
    editor.is_active = False
    editor.save()
    assert client.get(path).status_code == 404
    editor.is_active = True
    editor.save()
    assert client.get(path).status_code == 200
    draft.delete()
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("change", [lambda path: path[:-4] + "AAA/", lambda path: "/drafts/0.x/", str.upper])
def test_a_link_that_was_not_made_here_leads_nowhere(client, path, change):
    assert client.get(change(path)).status_code == 404


def test_exactly_the_version_that_was_shared_is_shown(client, path, draft, editor):
    """Saving by itself writes over the last revision."""
    draft.body = blocks.stream(blocks.paragraph("Written later."))
    draft.save_revision(user=editor, overwrite_revision=draft.get_latest_revision())
    draft.save_revision(user=editor).publish()
    text = client.get(path).content.decode()
    assert "Nobody knows this." in text
    assert "Written later." not in text


def test_it_is_kept_by_nobody_listed_nowhere_and_tells_its_address_to_nobody(client, path):
    response = client.get(path)
    directives = {part.strip() for part in response["Cache-Control"].split(",")}
    assert {"private", "no-store"} <= directives
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert "drafts" not in client.get("/sitemap-pages.xml").content.decode()


def test_it_shows_the_same_to_a_reader_and_to_an_administrator(client, admin_client, path):
    stamp = re.compile(r'value="[^"]*"[^>]* id="[^"]*-stamp"')  # Says when the page was made.
    page = admin_client.get(path).content.decode()
    assert stamp.sub("", page) == stamp.sub("", client.get(path).content.decode())
    assert "/admin/" not in page
    assert "wagtail-userbar" not in page


def test_a_link_opens_that_page_alone(client, path, draft):
    client.get(path)
    assert client.get(draft.get_url()).status_code == 404
    assert client.get(f"/admin/pages/{draft.pk}/edit/").status_code == 302


def test_a_guests_note_is_a_comment_of_the_editor_that_names_the_guest(client, path, draft, editor, run_jobs):
    place = f"body.{draft.body[0].id}"
    response = client.post(path, note(place=place))
    assert response.status_code == 303
    assert "Your note has arrived" in client.get(response["Location"]).content.decode()
    comment = Comment.objects.get()
    assert (comment.page_id, comment.user, comment.contentpath) == (draft.pk, editor, place)
    assert comment.text == "Ann Berg, without an account: The second half is too long."
    run_jobs()
    assert [message.to for message in mail.outbox] == [[editor.email]]
    assert "The second half is too long." in mail.outbox[0].body
    assert f"/admin/pages/{draft.pk}/edit/" in mail.outbox[0].body


def test_a_note_about_what_has_gone_since_stands_at_the_title(client, path, draft, editor):
    place = f"body.{draft.body[0].id}"
    draft.body = blocks.stream(blocks.paragraph("Anew."))
    draft.save_revision(user=editor)
    client.post(path, note(place=place))
    assert Comment.objects.get().contentpath == "title"


def test_a_note_without_words_is_refused_and_keeps_the_rest(client, path):
    response = client.post(path, note(text=""))
    assert response.status_code == 400
    assert 'value="Ann Berg"' in response.content.decode()
    assert not Comment.objects.exists()


def test_a_flood_of_notes_is_stopped(client, path, monkeypatch):
    monkeypatch.setattr("core.shared_drafts.views.NOTES_AN_HOUR", 2)
    assert NOTES_AN_HOUR == 30
    assert [client.post(path, note()).status_code for _number in range(3)] == [303, 303, 429]
    assert Comment.objects.count() == 2


def test_no_note_comes_from_another_site(client, path):
    assert client.post(path, note(), headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_only_who_may_edit_a_page_shares_it(marketing_client, draft):
    assert marketing_client.post(f"/admin/drafts/{draft.pk}/", {"days": 7}).status_code in {302, 403}
    assert not SharedDraft.objects.exists()


def test_what_ended_long_ago_is_removed(path, later):
    later(days=36)
    forget_ended()
    assert SharedDraft.objects.exists()
    later(days=38)
    forget_ended()
    assert not SharedDraft.objects.exists()
