"""Links within rich text."""

from typing import Any

from django.db.models import Q
from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler


class TranslatedPageLinks(PageLinkHandler):
    """Leads to the published version in the language that is spoken, where there is one.

    As Wagtail's own handler does; but that one asks for the language and for the version again with each link.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        keys = [str(attrs.get("id")) for attrs in attrs_list]
        linked = Page.objects.filter(pk__in=[key for key in keys if key.isdecimal()])
        versions = Q(live=True, locale__language_code=get_language())
        versions &= Q(translation_key__in=linked.order_by().values("translation_key"))
        found = list(Page.objects.filter(Q(pk__in=linked.order_by().values("pk")) | versions).select_related("locale"))
        by_key = {str(page.pk): page for page in found}
        spoken = {
            page.translation_key: page for page in found if page.live and page.locale.language_code == get_language()
        }
        pages = [by_key.get(key) for key in keys]
        return [f'<a href="{escape(spoken.get(page.translation_key, page).url)}">' if page else "<a>" for page in pages]
