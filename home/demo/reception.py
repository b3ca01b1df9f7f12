"""What readers of the demonstration like and say."""

from datetime import timedelta
from typing import Any

from wagtail.models import Page

from articles import comments
from articles.models import ArticlePage, Comment, Reception


def load_reception(articles: list[dict[str, Any]], pages: dict[str, Page]) -> None:
    for given in articles:
        article = ArticlePage.objects.get(pk=pages[given["slug"]].pk)
        Reception.objects.update_or_create(article=article, defaults={"likes": given["likes"]})
        for number, said in enumerate(given.get("comments", ()), start=1):
            first = write(article, said, f"reader-{number}")
            for turn, answer in enumerate(said.get("replies", ()), start=1):
                write(article, answer, f"reader-{number}-{turn}", parent=first)
        comments.recount(article.pk)


def write(article: ArticlePage, said: dict[str, Any], name: str, parent: Comment | None = None) -> Comment:
    written = (article.published_at or article.first_published_at) + timedelta(days=said["after"])
    return Comment.objects.create(
        article=article,
        parent=parent,
        name=said["name"],
        email=f"{name}@example.org",
        text=said["text"],
        is_by_author=said.get("author", False),
        state=Comment.State.PUBLISHED,
        created_at=written,
        confirmed_at=written,
        published_at=written,
    )
