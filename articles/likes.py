"""Counts who likes an article: each browser once, without an account or a cookie.

A script in the reader's browser sends a word that this browser made for this article; without scripts, connection and
name of the browser stand for it. From one connection only so many count in a day, whatever browsers it says it has.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.models import ArticlePage, Like, Reception
from core.http import client_ip, network_of
from core.page_store.clearing import clear_row

MOST_FROM_ONE_CONNECTION = 10
DAY = timedelta(days=1)
KEPT = timedelta(days=30)


def like(article: ArticlePage, request: HttpRequest) -> int:
    """Counts this browser's like, unless it did before; the likes there are."""
    connection = network_of(client_ip(request))
    browser = word_of(request.POST.get("browser", "")) or f"{connection} {request.headers.get('User-Agent', '')}"
    add(article, hashed(article, browser), hashed(article, connection))
    return Reception.objects.filter(article=article).values_list("likes", flat=True).first() or 0


def add(article: ArticlePage, browser: str, connection: str) -> None:
    of_late = Like.objects.filter(article=article, connection=connection, created_at__gt=timezone.now() - DAY)
    if of_late.count() >= MOST_FROM_ONE_CONNECTION:
        return
    with transaction.atomic():
        _, is_new = Like.objects.get_or_create(article=article, browser=browser, defaults={"connection": connection})
        if is_new:
            Reception.objects.get_or_create(article=article)
            Reception.objects.filter(article=article).update(likes=F("likes") + 1)
            clear_row(Reception, article.pk)


def word_of(sent: str) -> str:
    """What a browser made by `crypto.randomUUID`, or nothing (https://www.w3.org/TR/WebCryptoAPI/)."""
    try:
        return UUID(sent).hex
    except ValueError:
        return ""


def hashed(article: ArticlePage, who: str) -> str:
    """Leads neither to the reader nor to what else they like."""
    return salted_hmac("articles.likes", f"{article.pk} {who}", algorithm="sha256").hexdigest()


def forget_old_likes() -> int:
    """Removes what kept browsers from counting twice; the numbers stay."""
    return Like.objects.filter(created_at__lte=timezone.now() - KEPT).delete()[0]
