"""An article as Markdown, for machines that read texts (https://llmstxt.org/)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.querysets import card_relations
from core.markdown import Writer, plain, together

if TYPE_CHECKING:
    from articles.models import ArticlePage


def article_markdown(article: ArticlePage, request: HttpRequest) -> str:
    """All that the article's page says of it: headline, standfirst, who and when, picture, text."""
    prefetch_related_objects([article], *card_relations())
    writer = Writer(request, article.get_full_url(request))
    return (
        together(
            [
                f"# {plain(article.title)}",
                plain(article.standfirst),
                facts(article, writer),
                hero(article, writer),
                article.body.stream_block.to_markdown(article.body, writer),
                writer.footnotes(),
            ]
        )
        + "\n"
    )


def facts(article: ArticlePage, writer: Writer) -> str:
    """A list of who wrote it, when, about what, and where it stands."""
    names = [
        writer.link(author.title, author.get_full_url(writer.request)) if author.is_published else plain(author.title)
        for author in article.byline
    ]
    updated = article.last_published_at if article.is_updated else None
    found = {
        pgettext("fact of an article", "By"): ", ".join(names),
        pgettext("fact of an article", "Published"): day(article.published_at),
        pgettext("fact of an article", "Updated"): day(updated),
        _("Topics"): ", ".join(plain(topic.name) for topic in article.topics.all()),
        _("Address"): f"<{writer.address}>",
    }
    return "\n".join(f"- {name}: {value}" for name, value in found.items() if value)


def day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j E Y") if moment else ""


def hero(article: ArticlePage, writer: Writer) -> str:
    if not article.hero_image:
        return ""
    credit = f"({article.hero_image.credit})" if article.hero_image.credit else ""
    caption = plain(f"{article.hero_caption} {credit}")
    return together([writer.image(article.hero_image, article.hero_alt, "hero"), caption])
