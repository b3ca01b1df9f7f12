"""A workbook of one sheet that is sent while it is made, so that neither it nor its rows are ever held as a whole.

`openpyxl` makes everything but the sheet. It would write the sheet, too, but into a file of its own, and ten times as
slowly, while whoever waits for it gets nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"
LONGEST_TEXT = 32_767  # Of a cell, in Excel.
COMPRESSION = 1  # What repeats as much as rows do is small enough.
ENOUGH = 64 * 1024  # Bytes to send at once.

Row = Iterable[Any]


class Outlet:
    """Where the archive is written: holds what was not sent yet. It cannot be sought in, as the archive notices."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, data: bytes) -> int:
        self.held += data
        return len(data)

    def flush(self) -> None:
        """There is nothing behind it."""

    close = flush

    def take(self) -> bytes:
        data = bytes(self.held)
        self.held.clear()
        return data


def stream(rows: Iterable[Row], date_format: str) -> Iterator[bytes]:
    """The workbook, part by part."""
    outlet = Outlet()
    parts, date_style = everything_else(date_format)
    with ZipFile(outlet, "w", ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        for name, content in parts:
            archive.writestr(name, content)
        with archive.open(SHEET, "w") as sheet:
            sheet.write(HEAD.encode())
            for number, row in enumerate(rows, start=1):
                sheet.write(row_xml(number, row, date_style).encode())
                if len(outlet.held) > ENOUGH:
                    yield outlet.take()
            sheet.write(TAIL.encode())
    yield outlet.take()


def everything_else(date_format: str) -> tuple[list[tuple[str, bytes]], int]:
    """The parts of a workbook beside its sheet, and the number of the style that shows dates in this format."""
    workbook, file = Workbook(write_only=True), BytesIO()
    sheet = workbook.create_sheet("Sheet1")
    example = WriteOnlyCell(sheet, datetime(2000, 1, 1))  # noqa: DTZ001 (Excel knows no time zones.)
    example.number_format = date_format
    sheet.append([example])
    workbook.save(file)
    with ZipFile(file) as archive:
        return [(name, archive.read(name)) for name in archive.namelist() if name != SHEET], example.style_id


def row_xml(number: int, row: Row, date_style: int) -> str:
    cells = [
        cell_xml(f"{get_column_letter(column)}{number}", value, date_style)
        for column, value in enumerate(row, start=1)
        if value is not None and value != ""
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def cell_xml(place: str, value: Any, date_style: int) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{value:d}</v></c>'
    if isinstance(value, int | float | Decimal):
        return f'<c r="{place}"><v>{value}</v></c>'
    if isinstance(value, datetime):
        return f'<c r="{place}" s="{date_style}"><v>{to_excel(value):.10f}</v></c>'
    text = value.isoformat() if isinstance(value, date) else str(value)[:LONGEST_TEXT]
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f'<c r="{place}" t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'
