"""CSV and XLSX that no spreadsheet program takes for a program."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from wagtail.admin.views.mixins import Echo, ExcelDateFormatter, SpreadsheetExportMixin

# What makes a cell a formula in Excel, LibreOffice or Google Sheets, full-width forms included; white space before it
# does not help (https://owasp.org/www-community/attacks/CSV_Injection).
FORMULA_STARTS = ("=", "+", "-", "@", "|", "＝", "＋", "－", "＠")
# What XML 1.0, and so a workbook, has no place for (https://www.w3.org/TR/xml/#charsets).
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CHUNK = 1000
LINES = 100  # Of a CSV, sent at once.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(value: Any) -> Any:
    """A text that a spreadsheet shows and does not run: what looks like a formula gets an apostrophe before it."""
    if not isinstance(value, str):
        return value
    text = value if value.isprintable() else CONTROL_CHARACTERS.sub("", value)
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) or text.startswith(("\t", "\r", "\n")) else text


class SafeExportMixin(SpreadsheetExportMixin):
    """Wagtail's export for viewsets, modeladmin and form submissions alike: harmless cells, streamed as they are read.

    Rows are read some at a time together with what they prefetch, so that memory does not grow with their number.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Leaves the page aside when a file is asked for: its table would hold every row at once."""
        if getattr(self, "is_export", False):
            return self.as_spreadsheet(self.get_queryset(), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def export_rows(self, queryset: QuerySet) -> Iterable[Mapping[str, Any]]:
        """For each row its values by the names of `list_export`."""
        return map(self.to_row_dict, queryset.iterator(chunk_size=CHUNK))

    def cells(self, queryset: QuerySet, export_format: str) -> Iterator[list[Any]]:
        """The headings, and then each row."""
        yield [self.get_heading(queryset, field) for field in self.list_export]
        for row in self.export_rows(queryset):
            yield [self.preprocess_field_value(field, row[field], export_format) for field in self.list_export]

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Wagtail's own preparation leaves a text as it is."""
        return harmless(value if type(value) is str else super().preprocess_field_value(field, value, export_format))

    def get_heading(self, queryset: QuerySet, field: str) -> str:
        return harmless(super().get_heading(queryset, field))

    def stream_csv(self, queryset: QuerySet) -> Iterator[bytes]:
        writer, lines = csv.writer(Echo()), []
        for cells in self.cells(queryset, self.FORMAT_CSV):
            lines.append(writer.writerow(cells))
            if len(lines) == LINES:
                yield b"".join(lines)
                lines.clear()
        yield b"".join(lines)

    def write_xlsx_response(self, queryset: QuerySet) -> HttpResponseBase:
        from newsletter import workbooks  # With a library that takes memory, for a press of a button a week.

        rows = self.cells(queryset, self.FORMAT_XLSX)
        response = StreamingHttpResponse(workbooks.stream(rows, ExcelDateFormatter().get()), content_type=XLSX)
        response["Content-Disposition"] = content_disposition_header(True, f"{self.get_filename()}.xlsx")
        return response

    def as_spreadsheet(self, queryset: QuerySet, spreadsheet_format: str) -> HttpResponseBase:
        response = super().as_spreadsheet(queryset, spreadsheet_format)
        response["Cache-Control"] = "no-store"
        return response
