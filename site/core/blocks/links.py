from collections.abc import Iterable
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page

from core.querysets import IsRestricted


class LinkValue(blocks.StructValue):
    def get_url(self, request: HttpRequest | None = None) -> str:
        """Where the link leads; empty while it leads nowhere."""
        page = self.get("page")
        if page and page.live:
            return page.get_url(request) or ""
        return self.get("url") or ""

    @property
    def text(self) -> str:
        """The words of the link: its own, else the page's title."""
        page = self.get("page")
        return self.get("label") or (page.title if page else "")


class LinkBlock(blocks.StructBlock):
    """A link to a page of this site or to another address."""

    label = blocks.CharBlock(label=_("Words"), required=False, max_length=80)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.URLBlock(label=_("Or address"), required=False)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        if cleaned.get("page") and cleaned.get("url"):
            raise blocks.StructBlockValidationError(
                {"url": ValidationError(_("Choose a page or an address, not both."))}
            )
        if cleaned.get("url") and not cleaned.get("label"):
            raise blocks.StructBlockValidationError({"label": ValidationError(_("Say what the link is called."))})
        return cleaned

    class Meta:
        icon = "link"
        label = _("Link")
        group = _("Links")
        description = _("A page of this site or another address")
        value_class = LinkValue
        preview_value = {"label": "Read more", "url": "https://www.example.com/"}


class CardChooserBlock(blocks.PageChooserBlock):
    """Chooses a page that is shown as a card, and reads it with all that its card must know in one query."""

    def bulk_to_python(self, values: Iterable[int | None]) -> list[Page | None]:
        keys = list(values)
        model = self.model_class
        pages = model.objects.select_related(*getattr(model, "shown_relations", ()))
        found = pages.annotate(restricted=IsRestricted()).in_bulk(keys)
        return [copy(found.get(key)) for key in keys]


DECONSTRUCT_ALIASES = {CardChooserBlock: "wagtail.blocks.PageChooserBlock"}  # To migrations it is the same.


class LinkColumnBlock(blocks.StructBlock):
    """A headed list of links, as in the footer."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=60)
    links = blocks.ListBlock(LinkBlock(), label=_("Links"))

    class Meta:
        icon = "list-ul"
        label = _("Column")
        group = _("Links")
        description = _("A headed list of links")
        preview_value = {"heading": "About us", "links": [{"label": "Read more", "url": "https://www.example.com/"}]}
