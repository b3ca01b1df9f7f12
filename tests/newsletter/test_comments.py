"""What somebody wrote below an article is a part of what we hold about them."""

import pytest

from articles.models import Comment
from newsletter import services
from newsletter.archive import archive
from newsletter.models import Event
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(ann):
    CommentFactory(email="ben@example.com")
    return CommentFactory(email=ann.email, text="True, twice over.")


def test_their_data_hold_it(ann, comment):
    [exported] = services.export(ann)["comments"]
    assert (exported["text"], exported["article"]) == ("True, twice over.", comment.article.title)
    assert archive(ann)


def test_erasing_somebody_erases_it(ann, comment):
    services.erase(ann)
    comment.refresh_from_db()
    assert (comment.name, comment.email, comment.text, comment.state) == ("", "", "", Comment.State.REMOVED)
    assert Comment.objects.get(email="ben@example.com").state == Comment.State.PUBLISHED


def test_the_clock_of_the_newsletter_does_not(ann, comment):
    services.erase(ann, kind=Event.Kind.EXPIRED)
    comment.refresh_from_db()
    assert comment.text == "True, twice over."
