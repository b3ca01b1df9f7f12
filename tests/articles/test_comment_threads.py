"""What becomes of comments that everybody sees: threads, numbers, mails about replies, reports, the clock."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import comments
from articles.models import Comment, Reception
from tests.articles.commenting import link_in, number, page, send
from tests.factories import ArticleFactory, AuthorFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.django_db
State, Reason = Comment.State, Comment.Reason


@pytest.fixture
def article():
    return ArticleFactory(title="The second meeting")


# Threads


def test_threads_are_two_deep_and_in_the_order_of_time(client, article):
    first = CommentFactory(article=article, text="One")
    second = CommentFactory(article=article, text="Two")
    reply = CommentFactory(article=article, parent=first, text="Reply")
    send(article, reply=reply.pk, text="Deeper")
    deeper = Comment.objects.get(text="Deeper")
    assert deeper.parent == first
    comments.confirm(deeper)
    comments.publish(Comment.objects.get(pk=deeper.pk))
    rows = page(article).select(".comments__list > li")
    assert [[text.get_text(strip=True) for text in row.select(".comment__text")] for row in rows] == [
        ["One", "Reply", "Deeper"],
        ["Two"],
    ]
    html = BeautifulSoup(client.get(f"/readers/comment/{article.pk}/?reply={second.pk}").content, "html.parser")
    assert html.h1.get_text() == "Reply to Ann Berg"
    assert html.select_one("[name=reply]")["value"] == str(second.pk)


@pytest.mark.parametrize("reply", ["x", "-1", "9" * 30, "\x00", "٣"])
def test_a_reply_to_nothing_is_a_comment(article, reply):
    assert send(article, reply=reply).status_code == 303
    assert Comment.objects.get().parent is None


def test_nobody_answers_what_is_not_shown_or_stands_elsewhere(article):
    for other in (CommentFactory(article=article, state=State.WAITING), CommentFactory()):
        send(article, reply=other.pk)
        assert Comment.objects.latest("pk").parent is None


def test_replies_stay_below_a_comment_that_was_removed(article):
    first = CommentFactory(article=article, text="Rude")
    CommentFactory(article=article, parent=first, text="Polite")
    comments.set_state(first, State.REMOVED)
    text = page(article).select_one(".comments__list").get_text()
    assert "This comment was removed." in text
    assert "Polite" in text
    assert "Rude" not in text
    assert number(article) == 1


# Reception


def test_the_number_is_right_whatever_happens_to_a_comment(article):
    first, second = CommentFactory.create_batch(2, article=article)
    assert number(article) == 2
    comments.set_state(first, State.SPAM)
    assert number(article) == 1
    second.delete()
    assert number(article) == Reception.objects.get().comments == 0
    assert Reception.objects.get().shown_comments == []
    article.delete()
    assert not Comment.objects.exists()


def test_an_article_with_comments_costs_no_query_more(client, article, django_assert_num_queries):

    page(article)
    with CaptureQueriesContext(connection) as before:
        client.get(article.url)
    CommentFactory.create_batch(5, article=article)
    CommentFactory(article=article, parent=Comment.objects.first())
    with django_assert_num_queries(len(before)):
        client.get(article.url)


# Replies by mail


def test_who_asked_hears_of_a_reply_once_and_ends_it_by_one_press(client, article):
    asker = CommentFactory(article=article, email="ann@example.com", wants_replies=True)
    reply = CommentFactory(article=article, parent=asker, state=State.WAITING, published_at=None, name="Ben")
    for state in (State.REMOVED, State.PUBLISHED):
        comments.publish(reply)
        comments.set_state(reply, state)
    letter = mail.outbox[0]
    assert (len(mail.outbox), letter.to) == (1, ["ann@example.com"])
    assert "Ben replied to your comment" in letter.body
    address = link_in(letter)
    assert letter.extra_headers["List-Unsubscribe"] == f"<http://localhost{address}>"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client.get(address)
    asker.refresh_from_db()
    assert asker.wants_replies
    answer = client.post(address, {"List-Unsubscribe": "One-Click"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 200
    asker.refresh_from_db()
    assert not asker.wants_replies


def test_nobody_is_mailed_who_did_not_ask_or_answers_themself(article):
    quiet = CommentFactory(article=article)
    own = CommentFactory(article=article, wants_replies=True)
    for parent, email in ((quiet, "ben@example.com"), (own, own.email)):
        comments.publish(CommentFactory(article=article, parent=parent, email=email, published_at=None))
    assert mail.outbox == []


def test_the_box_for_replies_is_not_ticked_and_is_no_consent_to_anything_else(client, article):
    from newsletter.models import Consent, Person

    assert not page(article).select_one("[name=wants_replies]").has_attr("checked")
    send(article, wants_replies="on")
    assert Comment.objects.get().wants_replies
    assert not Person.objects.exists()
    assert not Consent.objects.exists()


# The author


def test_the_author_has_a_badge_once_the_mailbox_is_proved(client):
    owner = UserFactory(email="Ann@Example.com")
    article = ArticleFactory(parent=AuthorFactory(owner=owner))
    for email in ("ann@example.com", "ben@example.com"):
        send(article, email=email)
    for letter in mail.outbox:
        client.post(link_in(letter))
    for comment in Comment.objects.all():
        comments.publish(comment)
    assert Comment.objects.get(is_by_author=True).email == "ann@example.com"
    assert len(page(article).select(".comment__badge")) == 1


# Reports


def test_reports_from_three_connections_bring_a_comment_back_before_a_moderator(client, article):
    comment = CommentFactory(article=article)
    for ip in ("203.0.113.1", "203.0.113.1", "203.0.113.2"):
        assert client.post(f"/readers/report/{comment.pk}/", REMOTE_ADDR=ip)["Location"] == "/readers/comment/reported/"
    comment.refresh_from_db()
    assert (comment.reports, comment.state) == (2, State.PUBLISHED)
    client.post(f"/readers/report/{comment.pk}/", REMOTE_ADDR="203.0.113.3")
    comment.refresh_from_db()
    assert (comment.state, number(article)) == (State.WAITING, 0)
    comments.publish(comment)
    comment.refresh_from_db()
    assert (comment.reports, comment.state) == (0, State.PUBLISHED)


# The clock


def test_the_clock_removes_what_nobody_confirmed_and_the_hashes(article):
    from articles.tasks import forget_old_comments

    kept = CommentFactory(article=article, ip_hash="x" * 64)
    answered = CommentFactory(article=article, state=State.SPAM)
    CommentFactory(article=article, parent=answered)
    for state in (State.UNCONFIRMED, State.SPAM):
        CommentFactory(article=article, state=state, text="old")
    Comment.objects.update(created_at=timezone.now() - timedelta(days=31))
    CommentFactory(article=article, state=State.UNCONFIRMED, text="young")
    forget_old_comments()
    kept.refresh_from_db()
    assert kept.ip_hash == ""
    assert not Comment.objects.filter(text="old").exists()
    assert Comment.objects.count() == 4


# A thousand of them


@pytest.fixture
def crowded(article):
    """Two first comments; a thousand replies to the first, each to the one before it, so two deep in the end."""
    first, second = CommentFactory(article=article, text="One"), CommentFactory(article=article, text="Two")
    begun = timezone.now()
    Comment.objects.bulk_create(
        CommentFactory.build(
            article=article, parent=first, text=f"Reply {number}", created_at=begun + timedelta(seconds=number)
        )
        for number in range(1000)
    )
    comments.recount(article.pk)
    return article, first, second


def test_an_article_with_a_thousand_comments_shows_some_and_leads_to_the_others(client, crowded):
    article, first, _second = crowded
    html = page(article)
    texts = [text.get_text(strip=True) for text in html.select(".comment__text")]
    assert texts == ["One", *(f"Reply {number}" for number in range(49))]
    assert "1002 comments" in html.select_one("#comments--heading").get_text()
    further = html.select_one("a[href*='/readers/comments/']")["href"]
    assert further == f"/readers/comments/{article.pk}/?page=2"
    assert len(client.get(article.url).content) < 160_000
    with CaptureQueriesContext(connection) as captured:
        response = client.get(further)
    assert len(captured) <= 12
    second_page = BeautifulSoup(response.content, "html.parser")
    assert second_page.select_one("main .quiet").get_text(strip=True) == "1002 comments"
    assert f"Further replies to {first.name}" in second_page.get_text()
    assert second_page.select_one(".comment__text").get_text(strip=True) == "Reply 49"
    assert second_page.select_one("[rel=canonical]")["href"].endswith(article.url)
    assert "noindex" in second_page.select_one("[name=robots]")["content"]


def test_every_comment_stands_on_one_page_and_the_second_thread_comes_last(client, crowded):
    article, _first, _second = crowded
    found = []
    for turn in range(1, 22):
        html = BeautifulSoup(client.get(f"/readers/comments/{article.pk}/?page={turn}").content, "html.parser")
        found += [text.get_text(strip=True) for text in html.select(".comment__text")]
    assert found == ["One", *(f"Reply {number}" for number in range(1000)), "Two"]
    assert client.get(f"/readers/comments/{article.pk}/?page=22").status_code == 404


def test_the_row_of_the_article_holds_no_more_than_is_shown(crowded):
    reception = Reception.objects.get()
    assert (reception.comments, len(reception.shown_comments)) == (1002, 50)


def test_the_further_comments_of_a_draft_are_nobodys(client):
    draft = ArticleFactory(live=False)
    assert client.get(f"/readers/comments/{draft.pk}/").status_code == 404
