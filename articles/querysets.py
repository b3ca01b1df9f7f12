from typing import Self

from django.apps import apps
from django.db.models import Prefetch
from wagtail.models import PageManager

from core.querysets import LINK, IsRestricted, PublishedPageQuerySet

CARD = (*LINK, "standfirst", "published_at", "reading_time", "series", "series_position", "hero_image")
PROFILE = (*LINK, "role", "summary", "portrait")


class ArticleQuerySet(PublishedPageQuerySet):
    def newest_first(self) -> Self:
        """In the order of an index. What is live has a date, and a rule for nulls would keep PostgreSQL from it."""
        return self.order_by("-published_at", "-pk")

    def by(self, author_id: int) -> Self:
        """Articles whose byline names this author."""
        return self.filter(article_authors__author_id=author_id)

    def for_cards(self) -> Self:
        """All that a card shows and no more, in three queries whatever the number of cards."""
        return self.columns_of_cards().prefetch_related(*card_relations())

    def columns_of_cards(self) -> Self:
        """Without authors and topics, for who prefetches them together with those of another article."""
        return self.select_related("hero_image").only(*CARD)


def card_relations() -> list[str | Prefetch]:
    """The relations a card or byline shows, for `prefetch_related`."""
    authors = (
        apps.get_model("articles.ArticleAuthor")
        .objects.annotate(author_restricted=IsRestricted("author__path"))
        .select_related("author__portrait")
        .only("article", "sort_order", "author", *(f"author__{name}" for name in PROFILE))
    )
    return [Prefetch("article_authors", queryset=authors), "topics"]


ArticleManager = PageManager.from_queryset(ArticleQuerySet)
