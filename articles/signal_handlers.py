"""What publishing does when something happens; connected in `apps.py`."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from articles import comments, tasks
from articles.listing import relist, unlist
from articles.models import ArticleIndexPage, ArticlePage, AuthorPage, Comment, Series, Tag, Topic
from articles.tasks import reindex_articles, reindex_articles_in_topic
from core.page_store.changes import is_draft
from core.querysets import IsRestricted
from core.tasks import make_image_renditions, queue_social_cards

MOST_AT_ONCE = 2_000  # Articles that a request may list anew: half a second's work.


def follow_moved_articles(
    sender: type[Model], instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """An article moved under another profile is by that author, in place of the one it stood under before."""
    if parent_page_before.pk != parent_page_after.pk and isinstance(instance.specific, ArticlePage):
        ArticlePage.objects.get(pk=instance.pk).save()


def relist_article(sender: type[Page], instance: Page, raw: bool = False, **kwargs: Any) -> None:
    """What expires by the clock is saved as a page of no type in particular, past `ArticlePage.save`."""
    if not raw and instance.specific_class is ArticlePage and not is_draft(kwargs.get("update_fields")):
        relist([instance.pk])


def relist_moved_articles(sender: type[Model], instance: Page, **kwargs: Any) -> None:
    """Articles are listed below the pages that they stand below."""
    relist_below(instance)


def relist_restricted_articles(
    sender: type[PageViewRestriction], instance: PageViewRestriction, raw: bool = False, **kwargs: Any
) -> None:
    """No list names what not every reader may see."""
    page = None if raw else Page.objects.filter(pk=instance.page_id).first()
    if page:
        relist_below(page)


def relist_below(page: Page) -> None:
    """What not every reader may see any more is in no list at once; where much is left to do, a task does it."""
    articles = ArticlePage.objects.filter(path__startswith=page.path).order_by()
    unlist(articles.filter(IsRestricted()))
    keys = list(articles.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if len(keys) > MOST_AT_ONCE:
        transaction.on_commit(partial(tasks.relist_below.enqueue, page.pk))
    else:
        relist(keys)


def redirect_renamed(
    sender: type[Topic | Tag | Series], instance: Topic | Tag | Series, raw: bool = False, **kwargs: Any
) -> None:
    """Old addresses of a topic, tag or series lead to the new ones, at once and from before earlier renamings too."""
    before = None if raw or instance._state.adding else sender.objects.filter(pk=instance.pk).first()
    if before is None or before.slug == instance.slug or not (before.slug and instance.slug):
        return
    of_language = {} if isinstance(instance, Tag) else {"locale": instance.locale_id}
    for page in ArticleIndexPage.objects.filter(**of_language):
        site_id, _root_url, path = page.get_url_parts() or (None, None, page.url_path)
        ours = Redirect.objects.filter(site_id=site_id, redirect_page=page)
        for old, new in zip(page.routes_of(before), page.routes_of(instance), strict=True):
            ours.filter(redirect_page_route_path=old).update(redirect_page_route_path=new)
            ours.filter(old_path=Redirect.normalise_path(path.rstrip("/") + new)).delete()
            Redirect.objects.update_or_create(
                old_path=Redirect.normalise_path(path.rstrip("/") + old),
                site_id=site_id,
                defaults={"redirect_page": page, "redirect_page_route_path": new, "automatically_created": True},
            )


def rename_topic_in_articles(sender: type[Topic], instance: Topic, raw: bool = False, **kwargs: Any) -> None:
    """The card of an article names its topic, and the search finds it by that."""
    before = None if raw or instance._state.adding else Topic.objects.filter(pk=instance.pk).first()
    if before and before.name != instance.name:
        reindex_articles_in_topic.enqueue(instance.pk)
        articles = ArticlePage.objects.live().filter(topics=instance).values_list("pk", flat=True)
        transaction.on_commit(lambda: queue_social_cards(articles.iterator()))


def make_renditions_of_subject(sender: type[Topic | Tag], instance: Topic | Tag, **kwargs: Any) -> None:
    wanted = {instance.image_id: ["hero"] if instance.social_image_id else ["hero", "social"]}
    wanted.setdefault(instance.social_image_id, []).append("social")
    for image_id, shapes in wanted.items():
        if image_id:
            make_image_renditions.enqueue(image_id, shapes)


def reindex_articles_of_author(sender: type[AuthorPage], instance: AuthorPage, **kwargs: Any) -> None:
    reindex_articles.enqueue(instance.pk)


def reindex_article(sender: type[ArticlePage], instance: ArticlePage, **kwargs: Any) -> None:
    """Wagtail's own update runs before the rows of authors, topics and tags are written; this one after."""
    index.insert_or_update_object(instance)


def recount_comments(sender: type[Comment], instance: Comment, **kwargs: Any) -> None:
    """Whatever writes or removes a comment, the article's number of them stays right."""
    comments.recount(instance.article_id)
