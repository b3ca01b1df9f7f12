from typing import Any

from django import template

from articles import comments
from articles.comment_form import CommentForm
from articles.models import ArticlePage
from articles.threads import PORTION, threads

register = template.Library()


@register.inclusion_tag("components/comments.html", takes_context=True)
def comments_of(context: dict[str, Any], article: ArticlePage) -> dict[str, Any]:
    """What readers say about the article, and the form for one more; nothing for an article that was never saved."""
    is_open = bool(article.pk) and comments.are_open(article, context["request"])
    return {
        "article": article,
        "threads": threads(article),
        "has_more": article.comments > PORTION,
        "form": CommentForm(article=article) if is_open else None,
    }
