"""Full-text feeds (RSS 2.0 with the content module, https://www.rssboard.org/rss-profile#namespace-elements-content)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import conditional_page

from articles.listing import ArticleList
from core.blocks import number_anchors
from core.models import BasePage

if TYPE_CHECKING:
    from articles.models import ArticlePage

NEWEST = 20
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")  # And what it advises against.


class FullTextFeed(Rss201rev2Feed):
    """RSS with the whole text of each entry."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


class ArticleFeed(Feed):
    """The newest articles of a listing; `page` and `subpage` say which listing, and so the feed's own link."""

    feed_type = FullTextFeed

    def __init__(self, title: str, description: str, page: BasePage, articles: ArticleList, subpage: str = "") -> None:
        self.title = printable(title)
        self.description = printable(description) or self.title
        self.language = page.locale.language_code if page.locale_id else None
        self.page, self.articles, self.subpage = page, articles, subpage

    def response(self, request: HttpRequest) -> HttpResponse:
        """The feed; a reader that has it already is told so (RFC 9110, section 13)."""
        return conditional_page(self)(request)

    def get_object(self, request: HttpRequest) -> HttpRequest:
        return request

    def link(self, request: HttpRequest) -> str:
        return self.page.get_full_url(request) + self.subpage

    def items(self, request: HttpRequest) -> list[ArticlePage]:
        articles = list(
            self.articles.pages(slice(NEWEST))
            .prefetch_related("article_authors__author", "topics")
            .select_related("hero_image")
        )
        read_bodies(articles)
        for article in articles:
            article.feed_url = article.get_full_url(request)
            article.feed_content = full_text(article, request)
        return articles

    def item_title(self, article: ArticlePage) -> str:
        return printable(article.title)

    def item_description(self, article: ArticlePage) -> str:
        return printable(article.standfirst)

    def item_link(self, article: ArticlePage) -> str:
        return article.feed_url

    def item_pubdate(self, article: ArticlePage) -> datetime | None:
        return article.published_at

    def item_updateddate(self, article: ArticlePage) -> datetime | None:
        return article.last_published_at

    def item_author_name(self, article: ArticlePage) -> str:
        return printable(", ".join(author.title for author in article.byline))

    def item_categories(self, article: ArticlePage) -> list[str]:
        return [printable(topic.name) for topic in article.topics.all()]

    def item_extra_kwargs(self, article: ArticlePage) -> dict[str, str]:
        return {"content": printable(article.feed_content)}


def printable(text: str) -> str:
    """The text without the control characters that XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets)."""
    return NOT_IN_XML.sub("", text)


def read_bodies(articles: list[ArticlePage]) -> None:
    """Reads the pictures and pages of all bodies together; a body by itself would ask the database for its own."""
    if articles:
        bodies = articles[0].body.stream_block.bulk_to_python([article.body.raw_data for article in articles])
        for article, body in zip(articles, bodies, strict=True):
            article.body = body


def full_text(article: ArticlePage, request: HttpRequest) -> str:
    """The article's text as HTML that stands on its own: absolute addresses, no scripts, no buttons."""
    number_anchors(article.body)
    html = render_to_string("articles/feed_entry.html", {"page": article}, request=request)
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.select("script, button, source, form"):
        element.decompose()
    for element in soup.select(".story__heading > a"):
        element.unwrap()
    for element in soup.select("[srcset]"):
        del element["srcset"]
    for attribute in ("href", "src"):
        for element in soup.select(f"[{attribute}]"):
            address = str(element[attribute])
            own = address.startswith("#")
            element[attribute] = article.feed_url + address if own else request.build_absolute_uri(address)
    return str(soup)
