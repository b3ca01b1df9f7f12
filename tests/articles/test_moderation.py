"""What moderators do with comments in the admin, and what others cannot."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission

from articles.models import ArticlePage, Comment, Reception
from tests.factories import ArticleFactory, CommentFactory

pytestmark = pytest.mark.django_db
State = Comment.State
LIST = "/admin/snippets/articles/comment/"
BULK = "/admin/bulk/articles/comment/"


@pytest.fixture
def article():
    return ArticleFactory()


def waiting(article, **values) -> Comment:
    return CommentFactory(article=article, **{"state": State.WAITING, "published_at": None, **values})


def states() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("state", flat=True))


def act(client, action: str, *keys, **query):
    address = f"{BULK}{action}/" if action == "delete" else f"{BULK}{action}_comments/"
    parameters = "&".join([*(f"id={key}" for key in keys), *(f"{name}={value}" for name, value in query.items())])
    return client.post(f"{address}?{parameters}")


def test_the_list_can_be_filtered_and_searched(moderator_client, article):
    waiting(article, name="Ann Berg", text="A calm word")
    waiting(article, name="Ben Holm", state=State.SPAM)
    html = moderator_client.get(LIST, {"state": "waiting"}).content.decode()
    assert "Ann Berg" in html
    assert "A calm word" in html
    assert "Ben Holm" not in html
    assert "Ben Holm" in moderator_client.get(LIST, {"q": "holm"}).content.decode()


def test_a_comment_can_be_read_whole(moderator_client, article):
    comment = waiting(article, text="<b>Every</b> word of it")
    html = moderator_client.get(f"{LIST}inspect/{comment.pk}/").content.decode()
    assert "&lt;b&gt;Every&lt;/b&gt; word of it" in html
    assert comment.email in html


@pytest.mark.parametrize(
    ("action", "state"), [("publish", State.PUBLISHED), ("quarantine", State.SPAM), ("remove", State.REMOVED)]
)
def test_moderators_decide_about_many_at_once(moderator_client, article, action, state):
    chosen = [waiting(article), waiting(article)]
    waiting(article)
    keys = [comment.pk for comment in chosen]
    query = "&".join(f"id={key}" for key in keys)
    asked = moderator_client.get(f"{BULK}{action}_comments/?{query}")
    assert BeautifulSoup(asked.content, "html.parser").select_one("form[method=POST] button")
    assert states() == [State.WAITING] * 3
    assert act(moderator_client, action, *keys).status_code == 302
    assert states() == [state, state, State.WAITING]
    assert ArticlePage.objects.get().comments == (2 if action == "publish" else 0)


def test_on_request_the_words_and_whoever_wrote_them_go(moderator_client, article):
    comment = CommentFactory(article=article, ip_hash="x" * 64)
    act(moderator_client, "delete", comment.pk)
    comment.refresh_from_db()
    assert (comment.name, comment.email, comment.text, comment.ip_hash) == ("", "", "", "")
    assert comment.state == State.REMOVED
    assert Reception.objects.get().shown_comments == []


def test_all_in_the_list_are_all_that_its_filters_show(moderator_client, article):
    waiting(article)
    waiting(article, state=State.SPAM)
    waiting(article, name="Ben Holm")
    act(moderator_client, "publish", "all", state="waiting", q="berg")
    assert states() == [State.PUBLISHED, State.SPAM, State.WAITING]


@pytest.mark.parametrize("role", ["editor_client", "marketing_client"])
def test_others_neither_see_nor_decide(request, article, role):
    client, comment = request.getfixturevalue(role), waiting(article)
    for address in (LIST, f"{LIST}inspect/{comment.pk}/", "/admin/bulk/articles/comment/publish_comments/?id=all"):
        assert client.get(address).status_code == 302
    act(client, "publish", comment.pk)
    assert states() == [State.WAITING]


def test_who_may_only_see_decides_nothing(editor, editor_client, article):
    editor.user_permissions.add(Permission.objects.get(codename="view_comment", content_type__app_label="articles"))
    comment = waiting(article)
    assert editor_client.get(LIST).status_code == 200
    act(editor_client, "publish", comment.pk)
    assert states() == [State.WAITING]


@pytest.mark.parametrize("role", ["moderator_client", "admin_client"])
def test_nobody_writes_or_rewrites_what_a_reader_says(request, article, role):
    client, comment = request.getfixturevalue(role), waiting(article)
    for address in (f"{LIST}add/", f"{LIST}edit/{comment.pk}/"):
        client.post(address, {"name": "Ben", "text": "Something else", "state": "published"})
    comment.refresh_from_db()
    assert (Comment.objects.count(), comment.name, comment.state) == (1, "Ann Berg", State.WAITING)
    assert "/add/" not in client.get(LIST).content.decode()


def test_only_moderators_find_it_in_the_menu(moderator_client, editor_client):
    assert LIST in moderator_client.get("/admin/").content.decode()
    assert LIST not in editor_client.get("/admin/").content.decode()


def test_wagtails_own_deletion_is_not_offered(moderator_client, admin_client, article):
    """It would take along what others answered."""
    first = CommentFactory(article=article)
    CommentFactory(article=article, parent=first, email="ben@example.com")
    html = BeautifulSoup(moderator_client.get(LIST).content, "html.parser")
    buttons = {" ".join(button.get_text().split()) for button in html.select("[data-bulk-action-button]")}
    assert buttons == {"Publish", "Put into quarantine", "Remove", "Erase"}
    for client in (moderator_client, admin_client):
        client.post(f"{LIST}delete/{first.pk}/")
        act(client, "delete", first.pk)
        assert Comment.objects.count() == 2
        assert f"{LIST}delete/" not in client.get(f"{LIST}inspect/{first.pk}/").content.decode()


@pytest.mark.parametrize("role", ["client", "editor_client", "marketing_client"])
@pytest.mark.parametrize("action", ["publish", "quarantine", "remove", "delete"])
def test_no_action_is_done_by_others(request, article, role, action):
    comment = waiting(article)
    act(request.getfixturevalue(role), action, comment.pk)
    comment.refresh_from_db()
    assert (comment.state, comment.name) == (State.WAITING, "Ann Berg")
