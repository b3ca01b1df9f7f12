"""What publishing does when something happens; connected in `apps.py`."""

from typing import Any

from django.db.models import Model
from wagtail.models import Page
from wagtail.search import index

from articles.models import ArticlePage, AuthorPage, Topic
from articles.tasks import reindex_articles
from core.tasks import make_image_renditions


def follow_moved_articles(
    sender: type[Model], instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """An article moved under another profile is by that author, in place of the one it stood under before."""
    if parent_page_before.pk != parent_page_after.pk and isinstance(instance.specific, ArticlePage):
        ArticlePage.objects.get(pk=instance.pk).save()


def make_renditions_of_topic(sender: type[Topic], instance: Topic, **kwargs: Any) -> None:
    if instance.image_id:
        make_image_renditions.enqueue(instance.image_id, ["hero"])


def reindex_articles_of_author(sender: type[AuthorPage], instance: AuthorPage, **kwargs: Any) -> None:
    reindex_articles.enqueue(instance.pk)


def reindex_article(sender: type[ArticlePage], instance: ArticlePage, **kwargs: Any) -> None:
    """Wagtail's own update runs before the rows of authors, topics and tags are written; this one after."""
    index.insert_or_update_object(instance)
