"""What an article shows in a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from core.pictures import Picture

if TYPE_CHECKING:
    from articles.models import ArticlePage


@dataclass(frozen=True)
class ArticleCard:
    """All that a card shows, and nothing else; so equal cards look alike, and one may stand for the other."""

    key: int
    title: str
    standfirst: str
    url: str
    topic: str
    topic_key: int | None
    topic_url: str
    authors: tuple[str, ...]
    published_at: datetime | None
    reading_time: int
    picture: Picture | None

    @classmethod
    def of(cls, article: ArticlePage, url: str, topic_url: str) -> Self:
        """Of an article as `for_cards()` reads it."""
        topic = article.first_topic
        return cls(
            key=article.pk,
            title=article.title,
            standfirst=article.standfirst,
            url=url,
            topic=topic.name if topic else "",
            topic_key=topic.pk if topic else None,
            topic_url=topic_url,
            authors=tuple(author.title for author in article.byline),
            published_at=article.published_at,
            reading_time=article.reading_time,
            picture=Picture.of(article.hero_image, "hero") if article.hero_image else None,
        )
