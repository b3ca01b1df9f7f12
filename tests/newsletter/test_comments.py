"""What somebody wrote below an article is a part of what we hold about them."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core import mail

from articles.models import Comment
from newsletter import services, tokens
from newsletter.archive import archive
from newsletter.models import Event, Person, StopMark
from newsletter.tokens import Purpose
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


def test_their_page_shows_it(client, ann, comment):
    html = client.get(f"/newsletter/my-data/{tokens.make(Purpose.MY_DATA, ann.uuid, ann.email)}/").content.decode()
    assert "True, twice over." in html
    assert comment.article.url in html


def test_it_goes_along_to_a_new_address(ann, comment):
    ann.pending_email = "ann@example.org"
    ann.save()
    services.change_address(ann)
    comment.refresh_from_db()
    assert comment.email == "ann@example.org"


# Somebody of whom we have nothing else


@pytest.fixture
def written():
    CommentFactory(email="ben@example.com", text="Not mine.")
    CommentFactory(email="cleo@example.com", text="The first one.", state=Comment.State.SPAM)
    return CommentFactory(email="cleo@example.com", text="The second one.")


@pytest.fixture
def link(client, written, run_jobs, path_in):
    assert client.post("/newsletter/my-data/", {"email": " Cleo@Example.com"}).status_code == 303
    run_jobs()
    [letter] = mail.outbox
    assert letter.to == ["cleo@example.com"]
    return path_in(letter, "my-comments")


def test_the_link_opens_what_they_wrote_and_makes_nobody_of_them(client, link):
    response = client.get(link)
    html = response.content.decode()
    assert "The first one." in html
    assert "The second one." in html
    assert "Not mine." not in html
    assert "no-store" in response["Cache-Control"]
    assert not Person.objects.exists()
    assert not response.cookies


def test_they_take_it_away(client, link):
    assert client.get(f"{link}download/").status_code == 303
    with ZipFile(BytesIO(client.post(f"{link}download/").content)) as file:
        assert [row["text"] for row in json.loads(file.read("my-data.json"))["comments"]] == [
            "The first one.",
            "The second one.",
        ]
        assert b"The second one." in file.read("my-data.html")


def test_one_press_erases_it_and_the_link_is_dead(client, link, written):
    assert client.get(f"{link}erase/").status_code == 200
    assert Comment.objects.filter(email="cleo@example.com").count() == 2
    assert client.post(f"{link}erase/").status_code == 303
    assert not Comment.objects.filter(email="cleo@example.com").exists()
    assert not Comment.objects.filter(text="The second one.").exists()
    assert client.get(link).status_code == 404
    assert StopMark.objects.exists()


def test_the_link_is_good_for_an_hour_and_for_nobody_elses(client, link, written, later):
    other = Comment.objects.get(email="ben@example.com")
    forged = tokens.make(Purpose.MY_COMMENTS, other.uuid, "cleo@example.com")
    assert client.get(f"/newsletter/my-comments/{forged}/").status_code == 404
    assert client.get(f"/newsletter/my-data/{link.split('/')[-2]}/").status_code == 404
    later(minutes=61)
    assert client.get(link).status_code == 410
