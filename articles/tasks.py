"""Work of publishing that must not happen inside a request."""

from datetime import timedelta

from django.db.models import Subquery
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.models import Page
from wagtail.search import index

from articles import comments, likes
from articles.listing import relist, unlist_deleted
from articles.models import ArticleAuthor, ArticlePage, AuthorPage
from articles.querysets import ArticleQuerySet
from articles.wordpress.runs import Desk
from core.drains import MayGoOn, drain
from core.page_store.clearing import clear
from core.scheduling import scheduled
from core.tasks import queue_social_cards

DESK = Desk()


@task(backend="jobs")
def reindex_articles(author_id: int) -> None:
    """Puts an author's changed name into the search index, and on the cards, of every article that carries it.

    Articles that named the author by a profile of another language than their own carry this one from now on.
    """
    name_in_own_language(author_id)
    reindex(ArticlePage.objects.by(author_id))
    queue_social_cards(ArticlePage.objects.live().by(author_id).values_list("pk", flat=True).iterator())


def name_in_own_language(author_id: int) -> None:
    """What is saved puts its byline right by itself."""
    author = AuthorPage.objects.filter(pk=author_id).first()
    if author:
        names = ArticleAuthor.objects.filter(author__translation_key=author.translation_key).exclude(author=author)
        of_language = ArticlePage.objects.filter(locale=author.locale_id, alias_of=None)
        for article in of_language.filter(pk__in=names.values("article")).iterator(chunk_size=100):
            article.save()


@task(backend="jobs")
def reindex_articles_in_topic(topic_id: int) -> None:
    """Puts a topic's changed name into the search index of every article of it."""
    reindex(ArticlePage.objects.filter(topics=topic_id))


def reindex(articles: ArticleQuerySet) -> None:
    for article in articles.iterator(chunk_size=100):
        index.insert_or_update_object(article)


@task(backend="jobs")
def relist_below(page_id: int) -> None:
    """Lists the many articles below a page where they belong, after it was moved or its readers have changed."""
    below = Page.objects.filter(pk=page_id).values("path")[:1]
    relist_and_clear(ArticlePage.objects.filter(path__startswith=Subquery(below)))


@scheduled(every=timedelta(days=1), label=_("Put the lists of articles right"))
def put_lists_right() -> None:
    """Mends what no signal told of: a change in the database itself, or by the release before during an upgrade."""
    relist_and_clear(ArticlePage.objects.all())
    clear(*unlist_deleted())


def relist_and_clear(articles: ArticleQuerySet) -> None:
    keys = articles.order_by().values_list("pk", flat=True)
    clear(*relist(keys.iterator()))


@scheduled(every=timedelta(days=1), label=_("Forget which browsers liked something"))
def forget_old_likes() -> None:
    """Removes what tells whether a browser liked an article before."""
    likes.forget_old_likes()


@scheduled(every=timedelta(days=1), label=_("Remove comments that were never confirmed"))
def forget_old_comments() -> None:
    """Removes what nobody confirmed, what was spam, and the keyed hashes of addresses."""
    comments.forget_old()


@drain
def import_from_wordpress(may_go_on: MayGoOn) -> bool:
    """Goes on with the import that waits, for some seconds."""
    return DESK.work(may_go_on)
