"""The offers that come to the reader. Only templates that ask for them have any: other pages cannot."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import json_script
from django.utils.safestring import SafeString
from wagtail.models import Page

from articles.models import ArticlePage
from core.models import SiteSettings
from core.sites import find_site
from newsletter.models import GuidebookPage, Popup
from newsletter.popups import address_of, facts, is_preview, popups_on

register = template.Library()


@register.simple_tag(takes_context=True)
def popups(context: dict[str, Any], place: str) -> SafeString | str:
    """What the browser needs to know of the popups of this page; nothing where there are none."""
    found = [popup for popup in popups_here(context, place) if popup.shape != Popup.Shape.ARTICLE_END]
    if not found:
        return ""
    page = context["page"]
    return json_script({"popups": [facts(popup, address_of(popup, page)) for popup in found]}, "popups--facts")


@register.simple_tag(takes_context=True)
def article_end_offer(context: dict[str, Any]) -> dict[str, Any] | None:
    """The popup that stands in the text at the end of this article, and the address of its form."""
    ends = [popup for popup in popups_here(context, Popup.Place.ARTICLE) if popup.shape == Popup.Shape.ARTICLE_END]
    if not ends:
        return None
    offer = ends[0]
    guidebook = GuidebookPage.objects.published().select_related("cover").filter(pk=offer.guidebook_id).first()
    if guidebook is None:  # It has gone since the popups were read.
        return None
    offer.guidebook = guidebook
    return {"popup": offer, "address": address_of(offer, context["page"])}


def popups_here(context: dict[str, Any], place: str) -> list[Popup]:
    """Found once a request, though a page has two places for them."""
    page, request = context.get("page"), context.get("request")
    if page is None or request is None or is_preview(request) or is_privacy_notice(page, request):
        return []
    if not hasattr(request, "_popups_here"):
        request._popups_here = popups_on(page, place, topics_of(context, page))
    found: list[Popup] = request._popups_here
    return found


def is_privacy_notice(page: Page, request: HttpRequest) -> bool:
    """Whoever reads how their data is treated is not asked for it meanwhile."""
    if find_site(request) is None:
        return False
    notice = SiteSettings.for_request(request).privacy_page
    return notice is not None and notice.translation_key == page.translation_key


def topics_of(context: dict[str, Any], page: Any) -> Any:
    """What an article is about, or the listing of a topic."""
    if isinstance(page, ArticlePage):
        return page.topics.all()
    return [context["topic"]] if context.get("topic") else []
