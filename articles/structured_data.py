"""What articles and authors say of themselves to machines (https://schema.org/Article, https://schema.org/Person)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from core.templatetags.core_tags import social_image_url

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
        "image": social_image_url(article.sharing_image, site),
        "datePublished": article.published_at.isoformat() if article.published_at else "",
        "dateModified": article.last_published_at.isoformat() if article.last_published_at else "",
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
    data = {
        **author_reference(author, request),
        "jobTitle": author.role,
        "description": author.meta_description,
        "image": social_image_url(author.portrait, request.build_absolute_uri("/")),
        "sameAs": [link.value["url"] for link in author.links],
        "worksFor": {"@id": f"{request.build_absolute_uri('/')}#organization"},
    }
    return {
        "@type": "ProfilePage",
        "url": author.get_full_url(request),
        "mainEntity": {k: v for k, v in data.items() if v},
    }
