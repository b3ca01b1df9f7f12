"""CSV and XLSX that no spreadsheet program takes for a program."""

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.views.mixins import SpreadsheetExportMixin

# What makes a cell a formula in Excel, LibreOffice or Google Sheets, full-width forms included; white space before it
# does not help (https://owasp.org/www-community/attacks/CSV_Injection).
FORMULA_STARTS = ("=", "+", "-", "@", "|", "＝", "＋", "－", "＠")
# What XML 1.0, and so a workbook, has no place for (https://www.w3.org/TR/xml/#charsets).
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
CHUNK = 1000


def harmless(value: Any) -> Any:
    """A text that a spreadsheet shows and does not run: what looks like a formula gets an apostrophe before it."""
    if not isinstance(value, str):
        return value
    text = CONTROL_CHARACTERS.sub("", value)
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) or text.startswith(("\t", "\r", "\n")) else text


class SafeExportMixin(SpreadsheetExportMixin):
    """Wagtail's export for viewsets, modeladmin and form submissions alike: harmless cells, in bounded memory."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Leaves the page aside when a file is asked for: its table would hold every row at once."""
        if getattr(self, "is_export", False):
            return self.as_spreadsheet(self.get_queryset(), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        return harmless(super().preprocess_field_value(field, value, export_format))

    def get_heading(self, queryset: QuerySet, field: str) -> str:
        return harmless(super().get_heading(queryset, field))

    def stream_csv(self, queryset: QuerySet) -> Iterator[bytes]:
        return super().stream_csv(Chunks(queryset))

    def write_xlsx(self, queryset: QuerySet, output: Any) -> None:
        super().write_xlsx(Chunks(queryset), output)

    def as_spreadsheet(self, queryset: QuerySet, spreadsheet_format: str) -> HttpResponseBase:
        response = super().as_spreadsheet(queryset, spreadsheet_format)
        response["Cache-Control"] = "no-store"
        return response


class Chunks:
    """The rows of a queryset, read some at a time together with what they prefetch."""

    def __init__(self, queryset: QuerySet) -> None:
        self.queryset, self.model = queryset, queryset.model

    def __iter__(self) -> Iterator[Any]:
        return self.queryset.iterator(chunk_size=CHUNK)
