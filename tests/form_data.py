"""What the editor of a page sends: Wagtail builds the fields of streams by script, so HTML alone does not hold them."""

from typing import Any

from django.db.models import BooleanField
from wagtail.blocks import BooleanBlock, ListBlock, RichTextBlock, StaticBlock, StreamBlock, StructBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.test.utils.form_data import querydict_from_html, rich_text

Data = dict[str, Any]


def page_form(html: str, page: Page, **changes: Any) -> Data:
    """The data of the form in the HTML of an edit view, with the streams of the page, and with some changes."""
    plain = querydict_from_html(html, form_id="page-edit-form")
    data: Data = dict(plain.lists())
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            value = field.value_from_object(page)
            data.update(posted(field.stream_block, field.stream_block.get_prep_value(value), field.name))
        elif isinstance(field, BooleanField) and f'name="{field.name}"' in html and getattr(page, field.name):
            data[field.name] = "on"
    return {**data, **changes}


def posted(block: Any, value: Any, prefix: str) -> Data:
    """The form data of a block with this value, as it is stored."""
    if isinstance(block, StreamBlock):
        children = [(child["type"], child["value"]) for child in value or []]
        return sequence(prefix, [posted(block.child_blocks[kind], v, "") for kind, v in children], children)
    if isinstance(block, ListBlock):
        return sequence(prefix, [posted(block.child_block, bare(item), "") for item in value or []])
    if isinstance(block, StructBlock):
        parts = [
            posted(child, (value or {}).get(name), f"{prefix}-{name}") for name, child in block.child_blocks.items()
        ]
        return {name: part for data in parts for name, part in data.items()}
    if isinstance(block, TypedTableBlock):
        return table(block, value or {"columns": [], "rows": []}, prefix)
    if isinstance(block, StaticBlock):
        return {}
    if isinstance(block, RichTextBlock):
        return {prefix: rich_text(value or "", features=block.features)}
    if isinstance(block, BooleanBlock):
        return {prefix: "on"} if value else {}
    return {prefix: "" if value is None else str(value)}


def bare(item: Any) -> Any:
    """An item of a list block is stored bare, or wrapped with an id once an editor has saved it."""
    return item["value"] if isinstance(item, dict) and item.get("type") == "item" else item


def sequence(prefix: str, items: list[Data], children: list[tuple[str, Any]] | None = None) -> Data:
    data: Data = {f"{prefix}-count": str(len(items))}
    for number, item in enumerate(items):
        start = f"{prefix}-{number}"
        data |= {f"{start}-deleted": "", f"{start}-order": str(number), f"{start}-id": ""}
        if children is not None:
            data[f"{start}-type"] = children[number][0]
        data |= {f"{start}-value{name}": part for name, part in item.items()}
    return data


def table(block: TypedTableBlock, value: Any, prefix: str) -> Data:
    columns, rows = value["columns"], value["rows"]
    data: Data = {
        f"{prefix}-caption": value.get("caption") or "",
        f"{prefix}-column-count": str(len(columns)),
        f"{prefix}-row-count": str(len(rows)),
    }
    for number, column in enumerate(columns):
        start = f"{prefix}-column-{number}"
        data |= {f"{start}-type": column["type"], f"{start}-heading": column["heading"]}
        data |= {f"{start}-order": str(number), f"{start}-deleted": ""}
    for row, cells in enumerate(rows):
        data |= {f"{prefix}-row-{row}-order": str(row), f"{prefix}-row-{row}-deleted": ""}
        for number, cell in enumerate(cells["values"]):
            child = block.child_blocks[columns[number]["type"]]
            data |= posted(child, cell, f"{prefix}-cell-{row}-{number}")
    return data
