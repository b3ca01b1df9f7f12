"""What follows when a page is translated, which makes a copy of it in the tree of another language.

What the copy refers to becomes the version in its own language. Where there is none, it is a page that the link still
leads to, while a topic or a series of another language is left out. Whoever may work on the original may work on the
copy.
"""

import json
from typing import Any

from django.db.models import ForeignKey
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from wagtail.blocks import Block, ChooserBlock, ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import GroupPagePermission, Locale, Page, TranslatableMixin

OWN = {"locale", "alias_of"}  # References by which a page is what it is.


def begin(page: Any) -> None:
    """Makes a fresh copy one of its language, in the page and in the draft that editors open."""
    page.begin_translation()
    refer_to_versions(page, page.locale)
    page.save(clean=False)
    revision = page.latest_revision
    revision.content = page.serializable_data()
    revision.save()


def grant_as_on(original: Page, copy: Page) -> None:
    """A right on a page holds for all below it; a tree that begins anew would have nobody to work on it."""
    for right in GroupPagePermission.objects.filter(page=original.pk):
        GroupPagePermission.objects.get_or_create(group=right.group, page=copy, permission=right.permission)


def refer_to_versions(row: Any, locale: Locale) -> None:
    for field in row._meta.get_fields():
        if isinstance(field, StreamField):
            value = in_language(field.stream_block, getattr(row, field.name).get_prep_value(), locale)
            setattr(row, field.name, json.dumps(value))
        elif isinstance(field, ParentalManyToManyField) and is_translatable(field.related_model):
            versions = [version(other, locale) for other in getattr(row, field.name).all()]
            getattr(row, field.name).set([found for found in versions if found])
        elif is_reference(field):
            setattr(row, field.attname, key_of_version(field.related_model, getattr(row, field.attname), locale))
    for relation in get_all_child_relations(type(row)) if isinstance(row, Page) else ():
        children = list(getattr(row, relation.get_accessor_name()).all())
        for child in children:
            refer_to_versions(child, locale)
        getattr(row, relation.get_accessor_name()).set(children)


def is_reference(field: Any) -> bool:
    is_own = isinstance(field, ParentalKey) or field.name in OWN or getattr(field.remote_field, "parent_link", False)
    return isinstance(field, ForeignKey) and not is_own and is_translatable(field.related_model)


def is_translatable(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, TranslatableMixin)


def version(row: Any, locale: Locale) -> Any:
    """The row's version in this language; without one, a page that may be linked to all the same, else nothing."""
    return row.get_translation_or_none(locale) or (row if isinstance(row, Page) else None)


def key_of_version(model: Any, key: int | None, locale: Locale) -> int | None:
    row = model._base_manager.filter(pk=key).first() if key else None
    found = version(row, locale) if row else None
    return found.pk if found else None


def in_language(block: Block, value: Any, locale: Locale) -> Any:
    """A value as the database has it, with what its choosers chose in this language."""
    if isinstance(block, StreamBlock):
        return [item_in_language(block.child_blocks.get(item["type"]), item, locale) for item in value]
    if isinstance(block, ListBlock):
        return [
            (item_in_language if is_wrapped(item) else in_language)(block.child_block, item, locale) for item in value
        ]
    if isinstance(block, StructBlock):
        children = block.child_blocks
        return {name: in_language(children[name], value[name], locale) for name in value if name in children}
    if isinstance(block, ChooserBlock) and is_translatable(block.model_class):
        return key_of_version(block.model_class, value, locale)
    return value


def is_wrapped(item: Any) -> bool:
    """Whether an item of a list is stored as an editor's form writes it; others are bare values, as content is loaded.

    As Wagtail tells them apart (`ListBlock._item_is_in_block_format`).
    """
    return isinstance(item, dict) and {"id", "type", "value"} <= item.keys()


def item_in_language(block: Block | None, item: dict[str, Any], locale: Locale) -> dict[str, Any]:
    return {**item, "value": in_language(block, item["value"], locale)} if block and item["value"] else item
