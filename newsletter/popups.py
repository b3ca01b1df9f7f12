"""Which popups a page may show; whether one does is for the reader's browser to say (`popup_policy.js`).

A page is the same for every reader, so nothing here knows of one.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from articles.models import Topic
from core.page_store.recording import holds_until
from core.page_store.remembering import Remembered
from newsletter.models import GuidebookPage, Popup


@Remembered
def live_popups() -> list[Popup]:
    """All that are switched on, in their order; of a published guidebook that anyone may see."""
    return with_topics(Popup.objects.filter(is_live=True, guidebook__in=GuidebookPage.objects.published()))


def with_topics(found: QuerySet[Popup]) -> list[Popup]:
    """Each popup once, with the keys of its topics and of its guidebook's language, in one query."""
    popups: list[Popup] = []
    for _, rows in groupby(
        found.annotate(topic_id=F("topics"), language_id=F("guidebook__locale")), key=attrgetter("pk")
    ):
        group: list[Any] = list(rows)
        group[0].language = group[0].language_id
        group[0].about = {row.topic_id for row in group if row.topic_id}
        popups.append(group[0])
    return popups


def popups_on(page: Page, place: str, topics: Iterable[Topic] | None = None) -> list[Popup]:
    """Those that a page at this place may show, the first before the others: of guidebooks in its own language.

    Its topics are read only if some popup asks for them.
    """
    now = timezone.now()
    same = [popup for popup in live_popups() if popup.language == page.locale_id]
    for moment in (moment for popup in same for moment in (popup.starts_at, popup.ends_at)):
        if moment and moment > now:
            holds_until(moment)
    here = [popup for popup in same if may_stand(popup, place, now)]
    if not here or not anyone_may_see(page):
        return []
    if any(popup.about for popup in here):
        about = {topic.pk for topic in topics or ()}
        here = [popup for popup in here if not popup.about or popup.about & about]
    return here


def may_stand(popup: Popup, place: str, now: datetime) -> bool:
    if popup.shape == Popup.Shape.ARTICLE_END and place != Popup.Place.ARTICLE:
        return False
    return is_current(popup, now) and (not popup.places or place in popup.places)


def is_current(popup: Popup, now: datetime) -> bool:
    return (popup.starts_at is None or popup.starts_at <= now) and (popup.ends_at is None or now < popup.ends_at)


def anyone_may_see(page: Page) -> bool:
    return bool(page.live) and not page.get_view_restrictions().exists()


def is_preview(request: HttpRequest | None) -> bool:
    return bool(getattr(request, "is_preview", False))


def address_of(popup: Popup, page: Page) -> str:
    """Where the words and the form are to be had, by the page that they will stand on."""
    return f"{reverse('newsletter:popup', args=[popup.pk])}?on={page.pk}"


def facts(popup: Popup, address: str) -> dict[str, Any]:
    """What the browser must know to decide; the words come from the address once it has."""
    return {
        "id": popup.pk,
        "url": address,
        "shape": popup.shape,
        "trigger": popup.trigger,
        "threshold": popup.threshold,
        "starts": milliseconds(popup.starts_at),
        "ends": milliseconds(popup.ends_at),
        "quietDays": popup.quiet_days,
        "mostShown": popup.most_shown,
    }


def milliseconds(moment: datetime | None) -> int | None:
    """As JavaScript counts time."""
    return int(moment.timestamp() * 1000) if moment else None
