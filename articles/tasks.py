"""Work of publishing that must not happen inside a request."""

from datetime import timedelta

from django_tasks import task
from wagtail.search import index

from articles import comments, likes
from articles.models import ArticlePage
from core.scheduling import scheduled


@task(backend="jobs")
def reindex_articles(author_id: int) -> None:
    """Puts an author's changed name into the search index of every article that carries it."""
    for article in ArticlePage.objects.by(author_id).iterator(chunk_size=100):
        index.insert_or_update_object(article)


@scheduled(every=timedelta(days=1))
def forget_old_likes() -> None:
    """Removes what tells whether a browser liked an article before."""
    likes.forget_old_likes()


@scheduled(every=timedelta(days=1))
def forget_old_comments() -> None:
    """Removes what nobody confirmed, what was spam, and the keyed hashes of addresses."""
    comments.forget_old()
