from typing import Self

from django.apps import apps
from django.db.models import Prefetch
from wagtail.models import PageManager

from core.querysets import PublishedPageQuerySet, is_restricted


class ArticleQuerySet(PublishedPageQuerySet):
    def newest_first(self) -> Self:
        """In the order of an index. What is live has a date, and a rule for nulls would keep PostgreSQL from it."""
        return self.order_by("-published_at", "-pk")

    def by(self, author_id: int) -> Self:
        """Articles whose byline names this author."""
        return self.filter(article_authors__author_id=author_id)

    def for_cards(self) -> Self:
        """All that a card shows, in three queries whatever the number of cards, and without the bodies."""
        return self.select_related("hero_image", "series").defer_streamfields().prefetch_related(*card_relations())


def card_relations() -> list[str | Prefetch]:
    """The relations a card or byline shows, for `prefetch_related`."""
    authors = (
        apps.get_model("articles.ArticleAuthor")
        .objects.annotate(author_restricted=is_restricted("author__path"))
        .select_related("author__portrait")
        .defer("author__biography", "author__links")
    )
    return [Prefetch("article_authors", queryset=authors), "topics"]


ArticleManager = PageManager.from_queryset(ArticleQuerySet)
