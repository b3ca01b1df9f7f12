"""Turns an HTML table into our table block, or into what it holds where it only arranges things on the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bs4 import PageElement, Tag
from django.utils.translation import gettext as _

from articles.wordpress.markup import attribute, plain, words
from articles.wordpress.notes import Notes
from articles.wordpress.parts import Block, Part, answer, blocks, one_line, texts

Reader = Callable[[Iterable[PageElement]], list[Part]]

WIDEST = 40
CAPTION_LENGTH = 200
ONE_PARAGRAPH = re.compile(r"^<p>[^<]*</p>$")


@dataclass
class Cell:
    html: str = ""
    is_heading: bool = False

    @property
    def is_rich(self) -> bool:
        return bool(self.html) and not ONE_PARAGRAPH.match(self.html)


@dataclass
class Grid:
    """The cells in rows, a cell that spans several repeated as empty ones, and what no cell can hold."""

    rows: list[list[Cell]] = field(default_factory=list)
    after: list[Part] = field(default_factory=list)
    has_head: bool = False


def table_parts(node: Tag, read: Reader, notes: Notes) -> list[Part]:
    captions = [part for caption in own(node, "caption") for part in read(caption.children)]
    if only_arranges(node):
        return [*captions, *(part for row in rows(node) for cell in cells_of(row) for part in read(cell.children))]
    grid = read_grid(node, read)
    width = max((len(row) for row in grid.rows), default=0)
    if not width:
        return [*captions, *grid.after]
    said = plain(one_line(texts(captions)))
    after = [*blocks(captions), *grid.after]
    if len(said) > CAPTION_LENGTH:
        notes.add(_("The caption of a table was too long and was cut: “{text}”.").format(text=said))
    if after:
        notes.add(_("What stood within a table, other than words, follows it now."))
    table = table_value(grid, width)
    if not any(column["heading"] for column in table["columns"]):
        notes.add(_("A table has no headings over its columns."))
    return [Block("table", {"caption": said[:CAPTION_LENGTH], "table": table}), *after]


def only_arranges(node: Tag) -> bool:
    """Whether the table has but one row or one column and no headings, as those have that put things side by side."""
    found = rows(node)
    has_headings = any(cell.name == "th" for row in found for cell in cells_of(row))
    return not has_headings and (len(found) <= 1 or all(len(cells_of(row)) <= 1 for row in found))


def read_grid(node: Tag, read: Reader) -> Grid:
    grid = Grid()
    open_below: dict[int, int] = {}
    for row in rows(node):
        found: list[Cell] = []
        for cell in cells_of(row):
            fill_spanned(found, open_below)
            made = read(cell.children)
            grid.after += blocks(made)
            below = span(cell, "rowspan") - 1
            across = span(cell, "colspan")
            for position in range(len(found), min(len(found) + across, WIDEST)):
                if below:
                    open_below[position] = below
            found.append(Cell(answer(texts(made)), cell.name == "th"))
            found += [Cell(is_heading=cell.name == "th") for _again in range(across - 1)]
        fill_spanned(found, open_below)
        if any(cell.html for cell in found):
            grid.rows.append(found[:WIDEST])
    head = own(node, "thead")
    first = grid.rows[0] if grid.rows else []
    grid.has_head = bool(first) and (bool(head and words(head[0])) or all(cell.is_heading for cell in first))
    return grid


def fill_spanned(found: list[Cell], open_below: dict[int, int]) -> None:
    """Puts empty cells where one from a row above reaches down."""
    while open_below.get(len(found), 0):
        open_below[len(found)] -= 1
        found.append(Cell())


def table_value(grid: Grid, width: int) -> dict[str, Any]:
    padded = [row + [Cell()] * (width - len(row)) for row in grid.rows]
    head, body = (padded[0], padded[1:]) if grid.has_head else ([Cell()] * width, padded)
    kinds = ["rich_text" if any(row[place].is_rich for row in body) else "text" for place in range(width)]
    return {
        "columns": [{"type": kind, "heading": plain(cell.html)} for kind, cell in zip(kinds, head, strict=True)],
        "rows": [{"values": [value(cell, kind) for cell, kind in zip(row, kinds, strict=True)]} for row in body],
        "caption": "",
    }


def value(cell: Cell, kind: str) -> str:
    return plain(cell.html) if kind == "text" else cell.html


def span(cell: Tag, name: str) -> int:
    text = attribute(cell, name)
    return min(max(int(text), 1), WIDEST) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def own(node: Tag, name: str) -> list[Tag]:
    """Elements of that name in this table, not those of tables within it."""
    return [found for found in node.find_all(name) if found.find_parent("table") is node]


def rows(node: Tag) -> list[Tag]:
    """In the order they are shown: the foot stands last wherever it was written."""
    found = own(node, "tr")
    return [row for row in found if not row.find_parent("tfoot")] + [row for row in found if row.find_parent("tfoot")]


def cells_of(row: Tag) -> list[Tag]:
    return [child for child in row.find_all(["td", "th"], recursive=False) if isinstance(child, Tag)]
