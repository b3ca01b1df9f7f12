"""A guest's comment: from the form by a mail to a moderator, and from there to the page."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from articles import comments
from articles.models import ArticlePage, Comment
from core import limits
from core.stamps import Stamp
from tests.articles.commenting import link_in, number, page, send, stamp
from tests.factories import ArticleFactory, CommentFactory

pytestmark = pytest.mark.django_db
State, Reason = Comment.State, Comment.Reason


@pytest.fixture
def article():
    return ArticleFactory(title="The second meeting")


# The way of a comment


def test_a_comment_waits_for_its_mail_and_then_for_a_moderator(client, article):
    answer = send(article)
    assert (answer.status_code, answer["Location"]) == (303, "/readers/comment/sent/")
    assert "Look into your mail" in client.get(answer["Location"]).content.decode()
    comment = Comment.objects.get()
    assert (comment.state, comment.email, comment.text) == (
        State.UNCONFIRMED,
        "ann@example.com",
        "True.\n\nAnd twice so.",
    )

    assert mail.outbox[0].to == ["ann@example.com"]
    address = link_in(mail.outbox[0])
    shown = client.get(address)
    assert "And twice so." in shown.content.decode()
    client.head(address)
    comment.refresh_from_db()
    assert comment.state == State.UNCONFIRMED

    button = BeautifulSoup(shown.content, "html.parser").select_one("main form")
    assert client.post(button["action"]).status_code == 200
    comment.refresh_from_db()
    assert comment.state == State.WAITING
    assert "And twice so." not in page(article).get_text()

    comments.publish(comment)
    html = page(article)
    assert html.select_one("#comments--heading").get_text(strip=True) == "1 comment"
    assert [part.get_text() for part in html.select(".comment__text p")] == ["True.", "And twice so."]
    assert "ann@example.com" not in str(html)


def test_a_screen_reader_says_how_many_in_words_and_nothing_at_zero(article):
    html = page(article)
    assert html.select_one("#comments--heading").get_text(strip=True) == "Comments"
    assert "comment" not in html.select_one(".article-header").get_text()
    CommentFactory.create_batch(3, article=article)
    html = page(article)
    assert html.select_one(".article-header [href='#article--comments']").get_text(strip=True) == "3 comments"
    assert html.select_one("#comments--heading").get_text(strip=True) == "3 comments"
    data = json.loads(html.select_one("[type='application/ld+json']").string)
    told = next(item for item in data["@graph"] if item["@type"] == "Article")
    assert told["commentCount"] == told["interactionStatistic"][0]["userInteractionCount"] == 3
    assert told["interactionStatistic"][0]["interactionType"] == "https://schema.org/CommentAction"


def test_a_press_that_comes_again_changes_nothing(client, article):
    send(article)
    address, comment = link_in(mail.outbox[0]), Comment.objects.get()
    client.post(address)
    comment.refresh_from_db()
    comments.set_state(comment, State.REMOVED)
    assert client.post(address).status_code == 200
    comment.refresh_from_db()
    assert comment.state == State.REMOVED


def test_a_link_is_good_for_a_week_and_no_other_opens_anything(client, article, later):
    send(article)
    address = link_in(mail.outbox[0])
    for wrong in (f"{address[:-4]}AAA/", "/readers/confirm/x/", address.replace("confirm", "replies")):
        assert client.post(wrong).status_code == 404
    later(days=7, minutes=1)
    assert client.post(address).status_code == 404
    assert Comment.objects.get().state == State.UNCONFIRMED


def test_pages_behind_links_are_kept_by_no_cache_and_set_no_cookie(client, article):
    send(article)
    answer = client.get(link_in(mail.outbox[0]))
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


# The form


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"name": "Ann\x00"},
        {"email": ""},
        {"email": "ann"},
        {"email": "ann@example.com\r\nBcc: all@example.com"},
        {"email": "ann@example.com\x00"},
        {"text": ""},
        {"text": " \r\n "},
        {"text": "x" * 5001},
        {"text": "Tr\x00ue."},
    ],
)
def test_what_cannot_be_taken_is_said_and_kept_in_the_form(article, wrong):
    answer = send(article, **wrong)
    html = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 400
    field = html.select_one(f"#comment--{next(iter(wrong))}")
    assert html.select_one(f"#form--errors a[href='#{field['id']}']")
    assert field["aria-invalid"] == "true"
    assert html.title.get_text().startswith("Error: ")
    if "text" not in wrong:
        assert "And twice so." in html.select_one("textarea").get_text()
    assert not Comment.objects.exists()
    assert mail.outbox == []


def test_as_many_characters_as_the_browser_lets_in_are_taken(article):
    assert send(article, text="x\r\n" * 2499 + "xx").status_code == 303


def test_a_name_makes_no_second_line_in_a_mail(article):
    send(article, name="Ann\r\nBcc: all@example.com")
    assert Comment.objects.get().name == "Ann Bcc: all@example.com"
    assert mail.outbox[0].recipients() == ["ann@example.com"]
    assert "Bcc" not in mail.outbox[0].message()


def test_ten_megabytes_are_refused(article):
    assert send(article, text="x" * 11_000_000).status_code == 400
    assert not Comment.objects.exists()


def test_nothing_that_a_reader_writes_is_html(article):
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)> https://spam.example"
    CommentFactory(article=article, name="<b>Ann</b>", text=evil)
    html = page(article)
    assert html.select(".comment script, .comment img, .comment b, .comment__text a") == []
    assert html.select_one(".comment__text").get_text(strip=True) == evil


def test_the_words_in_a_mail_are_no_html(article):
    send(article, text="<script>alert(1)</script>\x0b {{ 1 }} & more")
    assert "<script>alert(1)" in mail.outbox[0].body
    assert "<script>alert(1)" not in mail.outbox[0].alternatives[0][0]


def test_another_sites_page_cannot_send_it(article):
    client = Client(enforce_csrf_checks=True)
    assert send(article, client, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert send(article, client, headers={"sec-fetch-site": "same-origin"}).status_code == 303


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete"])
def test_nothing_but_a_post_changes_anything(client, article, method):
    comment = CommentFactory(article=article)
    getattr(client, method)(f"/readers/comment/{article.pk}/")
    getattr(client, method)(f"/readers/report/{comment.pk}/")
    comment.refresh_from_db()
    assert (Comment.objects.count(), comment.reports) == (1, 0)


def test_what_nobody_may_read_nobody_comments_on(client, article):
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    comment = CommentFactory(article=article)
    assert send(article).status_code == client.post(f"/readers/report/{comment.pk}/").status_code == 404
    assert [client.get(f"/readers/comment/{pk}/").status_code for pk in (0, 2**63, 10**30)] == [404] * 3


@pytest.mark.parametrize("closed", ["by the editor", "by its age"])
def test_a_closed_article_shows_what_was_said_and_takes_no_more(client, article, site_settings, closed):
    CommentFactory(article=article)
    if closed == "by the editor":
        ArticlePage.objects.update(comments_open=False)
    else:
        ArticlePage.objects.update(published_at=timezone.now() - timedelta(days=91))
    html = page(article)
    assert html.select_one(".comment")
    assert html.select(".comments form:not([action*='report']), a[href*='reply=']") == []
    assert send(article).status_code == client.get(f"/readers/comment/{article.pk}/").status_code == 403
    assert Comment.objects.count() == 1


def test_with_no_days_set_no_article_closes(article, site_settings):
    ArticlePage.objects.update(published_at=timezone.now() - timedelta(days=9999))
    assert send(article).status_code == 403
    site_settings.comments_close_after_days = 0
    site_settings.save()
    assert send(article).status_code == 303


# Quarantine


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"homepage": "https://spam.example"}, Reason.TRAP),
        ({"text": "https://a.example http://b.example www.c.example"}, Reason.LINKS),
        ({"email": "ann@mailinator.com"}, Reason.DISPOSABLE),
        ({"stamp": ""}, Reason.NO_STAMP),
        ({"stamp": "made up"}, Reason.FORGED_STAMP),
        ({"stamp": Stamp("newsletter").sign()}, Reason.FOREIGN_STAMP),
    ],
)
def test_what_looks_like_a_script_is_held_and_gets_the_same_answer(article, sent, reason):
    assert send(article, **sent)["Location"] == "/readers/comment/sent/"
    comment = Comment.objects.get()
    assert (comment.state, comment.reason) == (State.SPAM, reason)
    assert mail.outbox == []


@pytest.mark.parametrize(("seconds", "reason"), [(0, Reason.TOO_FAST), (31 * 24 * 3600, Reason.OLD_STAMP)])
def test_a_form_that_came_back_at_once_or_after_a_month_is_held(article, seconds, reason):
    send(article, stamp=stamp(article, seconds))
    comment = Comment.objects.get()
    assert (comment.state, comment.reason) == (State.SPAM, reason)


def test_the_form_bears_a_stamp_and_keeps_it_when_something_is_wrong(article):
    sent = page(article).select_one(".comment-form [name=stamp]")["value"]
    answer = send(article, stamp=sent, email="ann")
    again = BeautifulSoup(answer.content, "html.parser").select_one(".comment-form [name=stamp]")["value"]
    assert again == sent


def test_what_is_sent_twice_within_minutes_is_one_comment(article, later):
    for _ in range(2):
        assert send(article)["Location"] == "/readers/comment/sent/"
    assert (Comment.objects.count(), len(mail.outbox)) == (1, 1)
    send(article, text="Something else.")
    send(ArticleFactory())
    send(article, email="ben@example.com")
    assert Comment.objects.count() == 4
    later(minutes=11)
    send(article)
    assert Comment.objects.count() == 5


def test_whoever_was_held_and_tries_once_more_as_a_person_is_heard(article):
    send(article, stamp="")
    send(article, stamp="")
    assert (Comment.objects.count(), len(mail.outbox)) == (1, 0)
    send(article)
    assert (Comment.objects.count(), len(mail.outbox)) == (2, 1)


def test_nobody_is_mailed_without_end(article):
    for turn in range(8):
        send(article, email=f"ann+{turn}@example.com", ip=f"8.8.{turn}.8")
    assert len(mail.outbox) == 5
    assert Comment.objects.filter(reason=Reason.LIMIT).count() == 3


def test_from_one_connection_only_so_many_are_believed(article):
    for turn in range(8):
        send(article, email=f"reader-{turn}@example.com", ip="8.8.8.8")
    assert Comment.objects.filter(state=State.SPAM).count() == 3


def test_what_is_let_out_of_quarantine_still_has_to_be_confirmed(article):
    send(article, homepage="x")
    comments.publish(Comment.objects.get())
    comment = Comment.objects.get()
    assert (comment.state, number(article), len(mail.outbox)) == (State.UNCONFIRMED, 0, 1)


def test_a_flood_fills_no_disk_and_is_told_to_come_again(article, monkeypatch):
    monkeypatch.setattr(limits, "HELD_AN_HOUR", 2)
    answers = [send(article, homepage="x", text=f"Buy {turn}", ip="8.8.8.8") for turn in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert answers[-1]["Retry-After"] == "3600"
    html = BeautifulSoup(answers[-1].content, "html.parser")
    assert html.select_one("[name=text]").get_text().strip() == "Buy 2"
    assert Comment.objects.count() == 2
