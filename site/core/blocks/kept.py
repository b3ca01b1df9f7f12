"""Blocks that keep what another system wrote: as it was typed, or as far as it is safe."""

import re
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.html import safe_html
from core.markdown import Writer

REMAINDER = "remainder"  # Its name in every stream that has it; `articles.remainders` looks for it.


class PreformattedBlock(blocks.TextBlock):
    """Code, verse and the like: each line and blank as it was typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("rows", 6)
        super().__init__(*args, **kwargs)

    class Meta:
        icon = "code"
        label = _("Preformatted text")
        group = _("Text")
        description = _("Code or verse, with its lines and blanks as typed")
        template = "blocks/preformatted.html"
        preview_value = "for each in meeting:\n    ask(each)"

    def to_markdown(self, value: Any, writer: Writer) -> str:
        """Between fences longer than any within it (https://spec.commonmark.org/0.31.2/#fenced-code-blocks)."""
        fence = "`" * max([3, *(len(run) + 1 for run in re.findall(r"`+", value or ""))])
        return f"{fence}\n{value}\n{fence}" if value else ""


class RemainderValue(blocks.StructValue):
    @property
    def safe(self) -> SafeString:
        """What readers see of it; empty where nothing is left."""
        html = safe_html(self.get("html") or "")
        return mark_safe(html if strip_tags(html).strip() else "")  # noqa: S308 (that is what `safe_html` is for)


class RemainderBlock(blocks.StructBlock):
    """What an import could not turn into blocks, kept until an editor has replaced it."""

    html = blocks.TextBlock(label=_("As it was over there"), rows=5)

    class Meta:
        icon = "warning"
        label = _("Remainder of an import")
        group = _("Imported")
        description = _("What an import could not convert")
        help_text = _(
            "This could not be converted. Readers see its words, lists, tables and links, and nothing of the rest. "
            "Replace it by blocks of ours, then delete it."
        )
        form_classname = "struct-block remainder"
        template = "blocks/remainder.html"
        value_class = RemainderValue
        preview_value = {"html": "<p>Words from another site.</p>"}

    def get_searchable_content(self, value: Any) -> list[str]:
        return [strip_tags(value.safe)]

    def to_markdown(self, value: Any, writer: Writer) -> str:
        return writer.rich_text(value.safe)
