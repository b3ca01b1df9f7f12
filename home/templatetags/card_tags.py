from functools import lru_cache

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from articles.cards import ArticleCard
from articles.models import ArticlePage
from home.templatetags.navigation_tags import articles_url

register = template.Library()
KEPT = 400  # In each process: those of the front pages, the lists and the articles that are read most.


@register.simple_tag(takes_context=True)
def card(context: Context, article: ArticlePage, level: int = 3, sizes: str = "") -> str:
    """An article in a list, as `for_cards()` reads it; `level` of its heading, `sizes` of its picture as in HTML."""
    return show("components/card.html", context, article, level, sizes)


@register.simple_tag(takes_context=True)
def lead_card(context: Context, article: ArticlePage) -> str:
    """The article that opens a page."""
    return show("components/card_lead.html", context, article, 2, "")


def show(name: str, context: Context, article: ArticlePage, level: int, sizes: str) -> str:
    topic = article.first_topic
    topic_url = articles_url(context, "topic", topic.slug) if topic and topic.slug else ""
    shown = ArticleCard.of(article, article.get_url(context.get("request")) or "", topic_url)
    render = rendered.__wrapped__ if settings.DEBUG else rendered
    return render(name, shown, level, sizes, get_language(), get_current_timezone_name())


@lru_cache(maxsize=KEPT)
def rendered(name: str, shown: ArticleCard, level: int, sizes: str, language: str | None, timezone: str) -> str:
    """Made once of the same values: a list that changes by one article has eleven cards that it had before."""
    return render_to_string(name, {"card": shown, "level": level, "sizes": sizes})
