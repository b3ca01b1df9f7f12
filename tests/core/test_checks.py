"""The rules of the house, as system checks."""

from types import SimpleNamespace

import pytest
from django.core.checks import run_checks
from wagtail import blocks
from wagtail.fields import StreamField

from core import checks


def page_type(field=None, **attributes):
    """A stand-in for a page type of ours, with just the attributes that the check reads."""
    meta = SimpleNamespace(app_label=attributes.pop("app", "articles"), get_fields=lambda: [field] if field else [])
    return type("SomePage", (), {"_meta": meta, **attributes})


def found(monkeypatch, *page_types):
    monkeypatch.setattr(checks, "get_page_models", lambda: page_types)
    return [error.id for error in checks.check_page_types(None)]


def stream(**meta):
    class SomeBlock(blocks.CharBlock):
        class Meta:
            pass

    block = SomeBlock(**meta)
    return StreamField(blocks.StreamBlock([("words", block)]))


WHOLE = {"icon": "pilcrow", "group": "Text", "description": "Some words", "preview_value": "Hello"}
PLACED = {"parent_page_types": [], "subpage_types": []}


def test_the_project_itself_has_no_issue_at_all():
    assert run_checks() == []


def test_a_page_type_must_say_where_it_stands(monkeypatch):
    assert found(monkeypatch, page_type()) == ["core.E001"]
    assert found(monkeypatch, page_type(parent_page_types=[])) == ["core.E001"]
    assert found(monkeypatch, page_type(subpage_types=[])) == ["core.E001"]
    assert found(monkeypatch, page_type(**PLACED)) == []


def test_what_a_page_type_inherits_it_has_not_said(monkeypatch):
    child = type("OtherPage", (page_type(**PLACED),), {})
    assert found(monkeypatch, child) == ["core.E001"]


def test_page_types_of_packages_are_not_ours_to_judge(monkeypatch):
    assert found(monkeypatch, page_type(app="wagtailcore")) == []


def test_a_block_that_helps_the_editor_passes(monkeypatch):
    assert found(monkeypatch, page_type(stream(**WHOLE), **PLACED)) == []


@pytest.mark.parametrize("missing", ["group", "description"])
def test_a_block_without_help_does_not_pass(monkeypatch, missing):
    poor = {name: value for name, value in WHOLE.items() if name != missing}
    assert found(monkeypatch, page_type(stream(**poor), **PLACED)) == ["core.E002"]


def test_a_block_without_an_icon_does_not_pass(monkeypatch):
    assert found(monkeypatch, page_type(stream(**{**WHOLE, "icon": ""}), **PLACED)) == ["core.E002"]


def test_a_block_without_a_preview_does_not_pass(monkeypatch):
    class Shape(blocks.StructBlock):
        words = blocks.CharBlock()

        class Meta:
            icon = "pilcrow"
            group = "Text"
            description = "Some words"

    field = StreamField(blocks.StreamBlock([("shape", Shape())]))
    assert found(monkeypatch, page_type(field, **PLACED)) == ["core.E002"]


def test_the_message_names_the_page_type_and_the_block(monkeypatch):
    monkeypatch.setattr(checks, "get_page_models", lambda: [page_type(stream(**{**WHOLE, "group": ""}))])
    messages = [error.msg for error in checks.check_page_types(None)]
    assert "SomePage" in messages[0]
    assert "'words'" in messages[1]
