"""The card that networks show with a link to a page for which no editor chose a picture.

It is drawn by a task once the page is published, and kept in a row of its own, which a page reads along with itself.
Until it is there, the page's own picture or the site's is shown (decision 0021).
"""

import hashlib
import json
from collections.abc import Iterable
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation
from wagtail.models import Page, get_page_models

from core.card_drawing import draw, is_wanted, writable
from core.models import BasePage, SiteSettings, SocialCard
from core.querysets import IsRestricted
from core.sharing import CardText

DESIGN = 2  # Counted up when cards are drawn in another way, so that all of them are made anew.


def make_card(page_id: int) -> bool:
    """Draws the card of a page unless it is there already; removes it where none is wanted. Says whether it drew."""
    page = Page.objects.filter(pk=page_id).specific().first()
    if not isinstance(page, BasePage) or page.social_image_id or not page.is_published:
        SocialCard.objects.filter(page=page_id).delete()
        return False
    with translation.override(page.locale.language_code):
        text, name = page.card_text(), site_name(page)
    version = version_of(page, text, name)
    if SocialCard.objects.filter(page=page_id, version=version).exists():
        return False
    keep(page_id, version, draw(text, name) if is_wanted(text) else None)
    return True


def site_name(page: Page) -> str:
    site = page.get_site()
    return SiteSettings.for_site(site).name if site else ""


def version_of(page: Page, text: CardText, name: str) -> str:
    """Stands for all that a card shows, which is other words once there is a font for them."""
    picture = text.picture.version if text.picture else ""
    words = [writable(words) for words in (text.title, text.eyebrow, text.byline, name)]
    shown = [DESIGN, page.pk, *words, picture, text.topic, text.seed]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:32]


def keep(page_id: int, version: str, drawn: bytes | None) -> None:
    """Stores the card in place of an earlier one, whose file goes once the new one stands in the database."""
    with transaction.atomic():
        if not Page.objects.select_for_update().filter(pk=page_id).exists():
            return
        card = SocialCard.objects.filter(page=page_id).first() or SocialCard(page_id=page_id)
        if card.version == version:
            return
        before, card.version, card.file = card.file.name, version, ""
        if drawn:
            card.file.save("card.jpg", ContentFile(drawn), save=False)
        card.save()
        if before:
            transaction.on_commit(partial(default_storage.delete, before))


def without_card(most: int) -> list[int]:
    """The keys of some pages that want a card and have none, the newest first."""
    found: list[int] = []
    for model in get_page_models():
        if issubclass(model, BasePage):
            wanting = model.objects.live().filter(social_image=None, social_card=None).filter(~IsRestricted())
            found += wanting.order_by("-pk").values_list("pk", flat=True)[:most]
    return sorted(found, reverse=True)[:most]


def every_page() -> Iterable[int]:
    """The keys of all published pages, a few at a time."""
    return Page.objects.live().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=1000)
