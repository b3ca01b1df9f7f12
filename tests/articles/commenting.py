"""What a reader of comments does."""

from time import time

from bs4 import BeautifulSoup

from articles.comment_form import name_in_stamp
from articles.models import ArticlePage
from core.stamps import Stamp
from tests.conftest import new_client

GOOD = {"name": "Ann Berg", "email": "Ann@Example.com", "text": "True.\r\n\r\nAnd twice so."}


def send(article, client=None, ip="203.0.113.7", headers=None, **values):
    client = client or new_client()
    sent = {**GOOD, "stamp": stamp(article), **values}
    return client.post(f"/readers/comment/{article.pk}/", sent, REMOTE_ADDR=ip, headers=headers or {})


def stamp(article, seconds: float = 5) -> str:
    """The stamp of a form that was fetched so long ago."""
    return Stamp(name_in_stamp(article), time=time() - seconds).sign()


def page(article, client=None) -> BeautifulSoup:
    return BeautifulSoup((client or new_client()).get(article.url).content, "html.parser")


def link_in(letter) -> str:
    word = next(word for word in letter.body.split() if "/readers/confirm/" in word or "/readers/replies/" in word)
    return word.removeprefix("http://localhost")


def number(article) -> int:
    return ArticlePage.objects.get(pk=article.pk).comments
