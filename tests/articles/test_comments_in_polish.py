"""A comment under a Polish article, from the form to the mail about a reply."""

import pytest
from django.core import mail

from articles.models import Comment
from tests.articles.commenting import GOOD, link_in, stamp
from tests.factories import ArticleFactory, CommentFactory
from tests.factories.languages import translated

pytestmark = pytest.mark.django_db


def test_all_of_it_is_in_polish(client, run_jobs):
    article = translated(ArticleFactory(), slug="pytaj", topics=[])
    html = client.get(article.get_url()).content.decode()
    assert f'action="/pl/readers/comment/{article.pk}/' in html
    answer = client.post(f"/pl/readers/comment/{article.pk}/", {**GOOD, "stamp": stamp(article)})
    assert answer["Location"] == "/pl/readers/comment/sent/"
    run_jobs()
    (letter,) = mail.outbox
    assert letter.subject != "Please confirm your comment"
    link = link_in(letter)
    assert link.startswith("/pl/readers/confirm/")
    assert '<html lang="pl"' in client.get(link).content.decode()
    assert client.post(link).status_code == 200
    assert Comment.objects.get().article_id == article.pk


def test_comments_stay_with_the_version_they_were_written_under(client):
    article = ArticleFactory()
    version = translated(article, topics=[])
    CommentFactory(article=article, text="Said in English.")
    assert "Said in English." in client.get(article.get_url()).content.decode()
    assert "Said in English." not in client.get(version.get_url()).content.decode()
