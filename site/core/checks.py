"""Rules of the house, as system checks."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from wagtail.blocks import Block, StreamBlock
from wagtail.fields import StreamField
from wagtail.models import get_page_models

OUR_APPS = {"core", "articles", "newsletter", "home"}


@register()
def check_page_types(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """core.E001: every page type says where it may stand. core.E002: every block helps the editor who meets it."""
    errors: list[CheckMessage] = []
    for model in get_page_models():
        if model._meta.app_label not in OUR_APPS:
            continue
        if "parent_page_types" not in vars(model) or "subpage_types" not in vars(model):
            errors.append(
                Error(f"{model.__name__} must set parent_page_types and subpage_types.", obj=model, id="core.E001")
            )
        for field in model._meta.get_fields():
            if isinstance(field, StreamField) and isinstance(field.stream_block, StreamBlock):
                errors += [poor(block, model) for block in field.stream_block.child_blocks.values() if is_poor(block)]
    return errors


def is_poor(block: Block) -> bool:
    meta = block.meta
    has_preview = hasattr(meta, "preview_value") or bool(getattr(meta, "preview_template", None))
    return not (meta.icon and meta.group and getattr(meta, "description", "") and has_preview)


def poor(block: Block, model: type) -> CheckMessage:
    return Error(
        f"The block '{block.name}' needs an icon, a group, a description and a preview.", obj=model, id="core.E002"
    )
