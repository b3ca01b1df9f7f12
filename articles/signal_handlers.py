"""What publishing does when something happens; connected in `apps.py`."""

from typing import Any

from django.db.models import Model
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.search import index

from articles import comments
from articles.models import ArticleIndexPage, ArticlePage, AuthorPage, Comment, Topic
from articles.tasks import reindex_articles
from core.tasks import make_image_renditions


def follow_moved_articles(
    sender: type[Model], instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """An article moved under another profile is by that author, in place of the one it stood under before."""
    if parent_page_before.pk != parent_page_after.pk and isinstance(instance.specific, ArticlePage):
        ArticlePage.objects.get(pk=instance.pk).save()


def redirect_renamed_topic(sender: type[Topic], instance: Topic, **kwargs: Any) -> None:
    """The old addresses of a topic lead to the new ones, at once and from before earlier renamings too."""
    before = Topic.objects.filter(pk=instance.pk).first()
    if before is None or before.slug == instance.slug:
        return
    for page in ArticleIndexPage.objects.all():
        site_id, _root_url, path = page.get_url_parts() or (None, None, page.url_path)
        ours = Redirect.objects.filter(site_id=site_id, redirect_page=page)
        for old, new in zip(page.topic_routes(before.slug), page.topic_routes(instance.slug), strict=True):
            ours.filter(redirect_page_route_path=old).update(redirect_page_route_path=new)
            ours.filter(old_path=Redirect.normalise_path(path.rstrip("/") + new)).delete()
            Redirect.objects.update_or_create(
                old_path=Redirect.normalise_path(path.rstrip("/") + old),
                site_id=site_id,
                defaults={"redirect_page": page, "redirect_page_route_path": new, "automatically_created": True},
            )


def make_renditions_of_topic(sender: type[Topic], instance: Topic, **kwargs: Any) -> None:
    if instance.image_id:
        make_image_renditions.enqueue(instance.image_id, ["hero"])


def reindex_articles_of_author(sender: type[AuthorPage], instance: AuthorPage, **kwargs: Any) -> None:
    reindex_articles.enqueue(instance.pk)


def reindex_article(sender: type[ArticlePage], instance: ArticlePage, **kwargs: Any) -> None:
    """Wagtail's own update runs before the rows of authors, topics and tags are written; this one after."""
    index.insert_or_update_object(instance)


def recount_comments(sender: type[Comment], instance: Comment, **kwargs: Any) -> None:
    """Whatever writes or removes a comment, the article's number of them stays right."""
    comments.recount(instance.article_id)
