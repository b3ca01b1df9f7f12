"""Blocks made of words."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.rich_text import RichText, get_text_for_indexing

from core.footnotes import apart
from core.markdown import Writer, bullets, plain, quoted, table, together

RICH_TEXT_FEATURES = [
    "bold",
    "italic",
    "link",
    "document-link",
    "ol",
    "ul",
    "h4",
    "blockquote",
    "superscript",
    "subscript",
    "footnote",
    "code",
]
INLINE_FEATURES = ["bold", "italic", "link", "ol", "ul"]


class RichTextBlock(blocks.RichTextBlock):
    """Running text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("features", RICH_TEXT_FEATURES)
        super().__init__(*args, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Text")
        description = _("Paragraphs, lists and links")
        template = "blocks/paragraph.html"
        preview_value = "<p>A manager’s first job is to make the second conversation <b>easier than the first</b>.</p>"

    def get_searchable_content(self, value: Any) -> list[str]:
        return [get_text_for_indexing(text) for text in apart(value.source)]

    def to_markdown(self, value: Any, writer: Writer) -> str:
        return writer.rich_text(value.source) if value else ""


class HeadingValue(blocks.StructValue):
    repetition = 1  # Raised by `number_anchors` until no two anchors in a story are the same.

    @property
    def slug(self) -> str:
        return slugify(self.get("text") or "") or "section"

    @property
    def anchor(self) -> str:
        """The fragment that a link to this heading uses, unique in its text.

        No anchor holds two hyphens in a row, and every id in the frame around a text does: so they never meet.
        """
        return self.slug if self.repetition == 1 else f"{self.slug}-{self.repetition}"


class HeadingBlock(blocks.StructBlock):
    """A heading with an anchor; headings of the second level make the table of contents."""

    text = blocks.CharBlock(label=_("Heading"), max_length=120)
    level = blocks.ChoiceBlock(label=_("Level"), choices=[("h2", _("Section")), ("h3", _("Sub-section"))], default="h2")

    class Meta:
        icon = "title"
        label = _("Heading")
        group = _("Text")
        description = _("Opens a section; readers can link to it")
        template = "blocks/heading.html"
        value_class = HeadingValue
        preview_value = {"text": "What the second meeting is for", "level": "h2"}

    def to_markdown(self, value: Any, writer: Writer) -> str:
        return f"{'###' if value.get('level') == 'h3' else '##'} {plain(value.get('text'))}"


def number_anchors(story: blocks.StreamValue) -> list[HeadingValue]:
    """The headings of a story, each made to have an anchor of its own on the page. Whoever renders a story calls it."""
    taken: set[str] = set()
    headings = [block.value for block in story if block.block_type == "heading"] if story else []
    for heading in headings:
        heading.repetition = 1
        while heading.anchor in taken:
            heading.repetition += 1
        taken.add(heading.anchor)
    return headings


class PullQuoteBlock(blocks.StructBlock):
    quote = blocks.TextBlock(label=_("Quote"))
    attribution = blocks.CharBlock(label=_("Who said it"), required=False, max_length=160)

    class Meta:
        icon = "openquote"
        label = _("Pull quote")
        group = _("Text")
        description = _("A sentence worth stopping at")
        template = "blocks/pull_quote.html"
        preview_value = {"quote": "Nobody has ever been persuaded by the fourth slide.", "attribution": ""}

    def to_markdown(self, value: Any, writer: Writer) -> str:
        said_by = f"— {plain(value['attribution'])}" if value.get("attribution") else ""
        return quoted(together([plain(value.get("quote")), said_by]))


class KeyTakeawaysBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), default=_("In short"), max_length=80)
    items = blocks.ListBlock(blocks.CharBlock(label=_("Point"), max_length=300), label=_("Points"), min_num=1)

    class Meta:
        icon = "tasks"
        label = _("Key takeaways")
        group = _("Text")
        description = _("What a reader in a hurry should remember")
        template = "blocks/key_takeaways.html"
        preview_value = {"heading": "In short", "items": ["Ask before you advise.", "Write the decision down."]}

    def to_markdown(self, value: Any, writer: Writer) -> str:
        heading = f"## {plain(value.get('heading') or gettext('In short'))}"
        return together([heading, bullets(plain(item) for item in value["items"])]) if value.get("items") else ""


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=INLINE_FEATURES)

    class Meta:
        icon = "help"
        label = _("Question")

    def to_markdown(self, value: Any, writer: Writer) -> str:
        return together([f"### {plain(value.get('question'))}", writer.rich_text(value["answer"].source)])


class QuestionsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    items = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        group = _("Text")
        description = _("A list of questions that open their answers")
        template = "blocks/questions.html"
        preview_value = {
            "heading": "Questions we hear",
            "items": [
                {"question": "How long should a one-to-one be?", "answer": "<p>Long enough for one silence.</p>"}
            ],
        }

    def to_markdown(self, value: Any, writer: Writer) -> str:
        heading = f"## {plain(value['heading'])}" if value.get("heading") else ""
        question = self.child_blocks["items"].child_block
        return together([heading, *(question.to_markdown(item, writer) for item in value.get("items") or ())])


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Caption"), max_length=200)
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("number", blocks.FloatBlock(label=_("Number"), required=False)),
            ("rich_text", blocks.RichTextBlock(label=_("Rich text"), features=INLINE_FEATURES, required=False)),
        ],
        label=_("Table"),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        group = _("Text")
        description = _("Rows and columns with a caption")
        template = "blocks/table.html"
        preview_value = {
            "caption": "Two ways to open a meeting",
            "table": {
                "columns": [{"type": "text", "heading": "Opening"}, {"type": "text", "heading": "What follows"}],
                "rows": [{"values": ["A status round", "Silence"]}, {"values": ["One question", "A conversation"]}],
            },
        }

    def to_markdown(self, value: Any, writer: Writer) -> str:
        """A cell reads as text, but for rich text; one that was left empty stays so."""
        found = value.get("table")
        if not found or not found.columns:
            return ""
        head = [plain(column["heading"]) for column in found.columns]
        rows = [[self.cell_to_markdown(cell.value, writer) for cell in row] for row in found.rows]
        return together([plain(value.get("caption")), table(head, rows)])

    def cell_to_markdown(self, value: Any, writer: Writer) -> str:
        if isinstance(value, RichText):
            return writer.rich_text(value.source)
        return "" if value is None else plain(str(value))


class DividerBlock(blocks.StaticBlock):
    class Meta:
        icon = "minus"
        label = _("Divider")
        admin_text = _("A quiet line between two parts.")
        group = _("Text")
        description = _("A quiet line between two parts")
        template = "blocks/divider.html"
        preview_value = None

    def to_markdown(self, value: Any, writer: Writer) -> str:
        return "---"
