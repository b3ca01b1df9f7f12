"""What articles and authors say of themselves to machines (https://schema.org/Article, https://schema.org/Person)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from core.sharing import image_object, picture_of_image
from core.structured_data import iso

if TYPE_CHECKING:
    from articles.models import ArticlePage, AuthorPage


def article_data(article: ArticlePage, request: HttpRequest) -> dict[str, Any]:
    url = article.get_full_url(request) or ""
    site = request.build_absolute_uri("/")
    data = {
        "@type": "Article",
        "@id": f"{url}#article",
        "mainEntityOfPage": url,
        "headline": article.title,
        "description": article.meta_description,
        "image": pictures(article, site),
        "datePublished": iso(article.published_at),
        "dateModified": iso(article.last_published_at),
        "author": [
            author_reference(author, request) if author.is_published else {"@type": "Person", "name": author.title}
            for author in article.byline
        ],
        "publisher": {"@id": f"{site}#organization"},
        "articleSection": [topic.name for topic in article.topics.all()],
        "wordCount": article.word_count,
        "commentCount": article.comments,
        "interactionStatistic": counters(article),
        "inLanguage": article.locale.language_code if article.locale_id else "",
    }
    return {key: value for key, value in data.items() if value}


def pictures(article: ArticlePage, site: str) -> list[dict[str, Any]]:
    """What stands for the article in a search result: the picture for shared links, and its own beside a card."""
    found = [article.shared_picture(site), picture_of_image(article.hero_image, site, article.hero_alt)]
    return [image_object(picture) for picture in {picture.url: picture for picture in found if picture}.values()]


def counters(article: ArticlePage) -> list[dict[str, Any]]:
    """https://schema.org/InteractionCounter; nothing at zero."""
    numbers = {"LikeAction": article.likes, "CommentAction": article.comments}
    counter = {"@type": "InteractionCounter"}
    return [
        {**counter, "interactionType": f"https://schema.org/{action}", "userInteractionCount": number}
        for action, number in numbers.items()
        if number
    ]


def author_reference(author: AuthorPage, request: HttpRequest) -> dict[str, Any]:
    url = author.get_full_url(request) or ""
    return {"@type": "Person", "@id": f"{url}#person", "name": author.title, "url": url}


def author_data(author: AuthorPage, request: HttpRequest) -> dict[str, Any]:
    site = request.build_absolute_uri("/")
    portrait = picture_of_image(author.portrait, site)
    data = {
        **author_reference(author, request),
        "jobTitle": author.role,
        "description": author.meta_description,
        "image": image_object(portrait) if portrait else None,
        "sameAs": [link.value["url"] for link in author.links],
        "worksFor": {"@id": f"{site}#organization"},
    }
    page = {
        "@type": "ProfilePage",
        "url": author.get_full_url(request),
        "dateCreated": iso(author.first_published_at),
        "dateModified": iso(author.last_published_at),
        "mainEntity": {name: value for name, value in data.items() if value},
    }
    return {name: value for name, value in page.items() if value}
