"""An imported comment keeps its author, its date and its thread."""

from datetime import UTC, datetime

import pytest

from articles.models import ArticlePage, Comment
from articles.wordpress.importer import Importer
from tests.articles.wordpress.export import comment, item, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(export_file, uploads):
    def run(*items, **options):
        return Importer(export_file(*items), uploads, **options).run()

    return run


def texts() -> dict[str, str | None]:
    """Each comment with the one that it stands below."""
    found = Comment.objects.select_related("parent").order_by("created_at", "pk")
    return {row.text: row.parent.text if row.parent else None for row in found}


def test_a_comment_keeps_author_date_and_thread(load, client):
    load(
        post(
            1,
            comment(12, "Deeper still", parent=11),
            comment(9, "First", author="Bo &amp; <b>Eva</b>", author_email="Bo@Example.com"),
            comment(11, "Deeper", parent=10),
            comment(10, "Reply", parent=9),
        )
    )
    assert texts() == {"First": None, "Reply": "First", "Deeper": "First", "Deeper still": "First"}
    first = Comment.objects.get(text="First")
    assert (first.name, first.email, first.state) == ("Bo & Eva", "bo@example.com", Comment.State.PUBLISHED)
    assert first.created_at == datetime(2020, 5, 6, 8, tzinfo=UTC)
    assert not first.wants_replies
    article = ArticlePage.objects.get()
    assert article.comments == 4
    assert "Deeper still" in client.get(article.url).content.decode()


def test_every_comment_is_counted_by_what_became_of_it(load):
    report = load(
        post(
            1,
            comment(1, "Good", type=""),
            comment(2, "Waiting", approved="0"),
            comment(3, "Spam", approved="spam"),
            comment(4, "Link", type="pingback"),
            comment(5, "An answer to none", parent=2),
        ),
        item(2, "page", comment(6)),
    )
    assert texts() == {"Good": None, "Waiting": None, "An answer to none": "Waiting"}
    assert Comment.objects.get(text="Waiting").state == Comment.State.WAITING
    assert report.comment_counts() == {
        "taken": 3,
        "left out: spam, or in the bin over there": 1,
        "left out: other sites’ notices of links": 1,
        "left out: said of what takes no comments here": 1,
    }
    assert "Comments in the file: 6, of which" in report.render()


def test_importing_again_takes_only_what_is_new(load):
    load(post(1, comment(1, "First"), comment(2, "Second")))
    Comment.objects.get(text="Second").delete()
    load(post(1, comment(1, "First"), comment(2, "Second"), comment(3, "Third", parent=1)))
    assert texts() == {"First": None, "Third": "First"}
    assert ArticlePage.objects.get().comments == 2


def test_a_dry_run_counts_and_takes_nothing(load):
    report = load(post(1, comment(1)), dry_run=True)
    assert report.comment_counts() == {"taken": 1}
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("One\r\ntwo\r\n\r\n\r\nthree", "One\ntwo\n\nthree"),
        ("<p>One<br />two</p><p>three</p>", "One\ntwo\n\nthree"),
        ('A <a href="https://spam.example">link</a> &amp; <script>alert(1)</script>2 &lt; 3', "A link & 2 < 3"),
        ("\x08A", "A"),
    ],
)
def test_the_text_is_plain(load, html, text):
    load(post(1, comment(1, html)))
    assert Comment.objects.get().text == text


@pytest.mark.parametrize("given", [{"author": ""}, {"author_email": "no address"}, {"date_gmt": "0000-00-00 00:00:00"}])
def test_what_is_missing_is_made_up_for(load, given):
    load(post(1, comment(1, **given)))
    made = Comment.objects.get()
    assert made.name in {"Bo Berg", "Anonymous"}
    assert made.email == ""
    assert made.created_at == datetime(2020, 5, 6, 8, tzinfo=UTC)


@pytest.mark.parametrize(("status", "is_open"), [("open", True), ("closed", False), ("", True), (None, True)])
def test_where_comments_were_closed_they_stay_closed(load, status, is_open):
    load(post(1, comment(1, "Good"), comment_status=status))
    assert ArticlePage.objects.get().comments_open is is_open
    assert Comment.objects.count() == 1
