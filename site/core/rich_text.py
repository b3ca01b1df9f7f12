"""Footnotes in the editor of rich text (Draftail): https://docs.wagtail.org/en/stable/extending/extending_draftail.html."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from draftjs_exporter import DOM
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineEntityElementHandler
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text.feature_registry import FeatureRegistry

from core.footnotes import BLOCK_KEY, LINK_TYPE, SIGN, FootnoteLinkHandler

FEATURE = ENTITY = "footnote"
NOTE_FEATURES = ["bold", "italic", "link", "document-link"]
WORDS = {
    "description": _("Footnote"),
    "heading": _("Footnote"),
    "text": _("Text of the note"),
    "repeat": _("Or refer once more to"),
    "save": _("Save the note"),
    "cancel": _("Cancel"),
}


class FootnoteFeature(EntityFeature):
    """The button; what it opens holds an editor of its own, for the text of the note."""

    def __init__(self) -> None:
        super().__init__({}, js=["wagtailadmin/js/draftail.js", "js/footnote_editor.js"])

    def construct_options(self, options: dict[str, Any]) -> None:
        editor = DraftailRichTextArea(features=NOTE_FEATURES).options
        shown = {"type": ENTITY, "icon": "footnote", "description": WORDS["description"]}
        options.setdefault("entityTypes", []).append({**shown, "editor": editor, "words": WORDS})


class FootnoteElementHandler(InlineEntityElementHandler):
    """From the database into the editor: the note becomes the content of the inner editor."""

    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, Any]:
        return {"note": json.loads(ContentstateConverter(NOTE_FEATURES).from_database_format(attrs.get("text", "")))}


def footnote_entity(props: dict[str, Any]) -> Any:
    """From the editor into the database; a note without words leaves nothing."""
    note = BLOCK_KEY.sub("", ContentstateConverter(NOTE_FEATURES).to_database_format(json.dumps(props["note"])))
    if not note.replace("<p></p>", ""):
        return None
    return DOM.create_element("a", {"linktype": LINK_TYPE, "text": note.replace("<p></p>", "")}, SIGN)


def register_footnotes(features: FeatureRegistry) -> None:
    features.register_link_type(FootnoteLinkHandler)
    features.register_editor_plugin("draftail", FEATURE, FootnoteFeature())
    features.register_converter_rule(
        "contentstate",
        FEATURE,
        {
            "from_database_format": {f'a[linktype="{LINK_TYPE}"]': FootnoteElementHandler(ENTITY)},
            "to_database_format": {"entity_decorators": {ENTITY: footnote_entity}},
        },
    )
