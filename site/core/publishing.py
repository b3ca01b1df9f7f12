"""What a page must have before readers see it. Every way of publishing by a person asks the same rules.

A rule is a small class with a code, a label and `faults`; a page type lists its own in `publish_rules`. The editor's
form refuses with the fault at its field (`core.page_forms`); whatever else publishes ends in `NotReadyError`
(`BasePage.publish`). Imports, seeds and the scheduler publish for nobody, and are not asked: the first have reports of
their own, and a page was asked when it was scheduled.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, ClassVar, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import FieldBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock, StructValue, URLBlock
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page

from core.shared_parts import SharedPart

EMPTY_PARAGRAPH = re.compile(r"<p\b[^>]*>(?:\s|&nbsp;|\xa0|<br\s*/?>)*</p>")
LINK = re.compile(r"<a\b[^>]*\blinktype=\"(?P<type>\w+)\"[^>]*>")
ADDRESS = re.compile(r"<a\b[^>]*\bhref=\"(https?://[^\"]+)\"")
LINK_ID = re.compile(r"\bid=\"(\d+)\"")
HEADING_IN_TEXT = re.compile(r"<h([2-6])\b")
FILE_NAME = re.compile(r"\.(?:avif|gif|jpe?g|png|svg|webp|heic)$", re.IGNORECASE)


class Fault(NamedTuple):
    """What is wrong, and where: a field, or a block in one, as Wagtail's deep links name it (`body.<id>.image`)."""

    code: str
    label: str
    path: str
    message: str

    @property
    def field(self) -> str:
        return self.path.partition(".")[0]


class NotReadyError(Exception):
    """Somebody asked to publish a page that is not ready. Nothing was published."""

    def __init__(self, page: Page, faults: list[Fault]) -> None:
        super().__init__(f"{page} is not ready: {'; '.join(fault.message for fault in faults)}")
        self.page, self.faults = page, faults


class Place(NamedTuple):
    """A block in a page, however deep."""

    path: str
    block: Any
    value: Any


class PublishRule:
    """One thing to see to before a page is published."""

    code: ClassVar[str]
    label: ClassVar[str | Promise]

    def faults(self, page: Any) -> Iterator[tuple[str, str]]:
        """`(path, message)` of everything in the page that breaks the rule."""
        raise NotImplementedError


class AlternativeText(PublishRule):
    """WCAG 1.1.1: a picture says what it shows, or is ticked as decorative; the name of its file says nothing."""

    code = "alternative-text"
    label = _("Pictures have alternative text")

    def faults(self, page: Any) -> Iterator[tuple[str, str]]:
        for path, block, value in places(page):
            if isinstance(block, ImageBlock) and value and not value.decorative:
                words = (value.contextual_alt_text or "").strip()
                if not words:
                    yield path, gettext("Say what the picture shows, or tick that it is decorative.")
                elif is_file_name(words):
                    yield path, gettext("This is the name of a file. Say what the picture shows.")


class EmptyParagraphs(PublishRule):
    """A screen reader stops at each of them; distance is the style's business."""

    code = "empty-paragraph"
    label = _("No paragraph is empty")

    def faults(self, page: Any) -> Iterator[tuple[str, str]]:
        for path, source in texts(page):
            if not source.strip() or EMPTY_PARAGRAPH.search(source):
                yield path, gettext("There is an empty paragraph. Remove it.")


class BrokenLinks(PublishRule):
    """Links to pages and documents of ours lead somewhere that readers may go."""

    code = "broken-link"
    label = _("Links within the site lead somewhere")

    def faults(self, page: Any) -> Iterator[tuple[str, str]]:
        found = list(links_of(page))
        keys = {kind: {key for _path, other, key in found if other == kind} for kind in ("page", "document")}
        live = set(Page.objects.live().filter(pk__in=keys["page"]).values_list("pk", flat=True))
        documents = get_document_model().objects.filter(pk__in=keys["document"])
        there = {"page": live | {page.pk}, "document": set(documents.values_list("pk", flat=True))}
        for path, kind, key in found:
            if key not in there.get(kind, {key}):
                yield path, gettext("A link leads to a page or document that is not there for readers.")


class HeadingOrder(PublishRule):
    """WCAG 1.3.1: no level is skipped on the way down, so that the headings make an outline."""

    code = "heading-order"
    label = _("Headings skip no level")

    def faults(self, page: Any) -> Iterator[tuple[str, str]]:
        level = 1
        for path, found in headings(page):
            if found > level + 1:
                yield path, gettext("This heading skips a level.")
            level = found


class PictureLicences(PublishRule):
    """No picture comes out whose licence has ended, or will have on the day that the page is planned for."""

    code = "picture-licence"
    label = _("Pictures may still be used")

    def faults(self, page: Any) -> Iterator[tuple[str, str]]:
        today = timezone.localdate()
        day = max(today, timezone.localdate(page.go_live_at)) if page.go_live_at else today
        for path, picture in pictures(page):
            if not picture.may_be_used_on(day):
                yield (
                    path,
                    gettext("This picture may be used until %(day)s only. Choose another.")
                    % {"day": date_format(picture.use_until)},
                )


RULES_OF_ALL: tuple[PublishRule, ...] = (
    AlternativeText(),
    PictureLicences(),
    EmptyParagraphs(),
    BrokenLinks(),
    HeadingOrder(),
)


def faults_of(page: Any) -> list[Fault]:
    """What speaks against publishing the page, but for the rules that somebody excused it from."""
    return [fault for fault in broken_rules(page) if fault.code not in page.excused_rules]


def broken_rules(page: Any) -> list[Fault]:
    return [
        Fault(rule.code, str(rule.label), path, message)
        for rule in page.publish_rules
        for path, message in rule.faults(page)
    ]


def unfinished(page: Page) -> list[Fault]:
    """What a draft may leave open and a published page may not; a form asks that by itself."""
    label = gettext("Everything that is needed is filled in")
    try:
        page.full_clean()
    except ValidationError as error:
        errors = error.message_dict
    else:
        errors = {}
    faults = [Fault("unfinished", label, name, " ".join(messages)) for name, messages in errors.items()]
    for field in fields_of(page, StreamField):
        for child in getattr(page, field) or ():
            try:
                child.block.clean(child.value)
            except ValidationError:
                message = gettext("“%(block)s” is not complete.") % {"block": child.block.label}
                faults.append(Fault("unfinished", label, f"{field}.{child.id}", message))
    return faults


def is_file_name(words: str) -> bool:
    return bool(FILE_NAME.search(words)) or ("_" in words and " " not in words)


# What is in a page


def fields_of(page: Page, kind: type[Field]) -> list[str]:
    return [field.name for field in page._meta.get_fields() if isinstance(field, kind)]


def places(page: Page) -> Iterator[Place]:
    """Every block in the page, in the order in which they stand."""
    for name in fields_of(page, StreamField):
        value = getattr(page, name)
        if value:
            yield from within(Place(name, value.stream_block, value))


def within(place: Place) -> Iterator[Place]:
    path, block, value = place
    yield place
    if value is None or isinstance(block, ImageBlock):
        return
    if isinstance(block, StreamBlock):
        inner = [Place(f"{path}.{child.id}", child.block, child.value) for child in value]
    elif isinstance(block, ListBlock):
        inner = [Place(f"{path}.{bound.id}", block.child_block, bound.value) for bound in value.bound_blocks]
    elif isinstance(block, StructBlock):
        inner = [Place(f"{path}.{name}", child, value.get(name)) for name, child in block.child_blocks.items()]
    else:
        inner = []
    for child_place in inner:
        yield from within(child_place)


def shared_parts(page: Page) -> Iterator[tuple[str, Any]]:
    """`(path, part)` of what the page shows and other pages too, as it is published."""
    for path, _block, value in places(page):
        if isinstance(value, SharedPart) and value.live:
            yield path, value


def pictures(page: Page) -> Iterator[tuple[str, Any]]:
    """`(path, picture)` of all that are chosen in fields and blocks."""
    model = get_image_model()
    for name in fields_of(page, ForeignKey):
        if page._meta.get_field(name).related_model is model and getattr(page, name):
            yield name, getattr(page, name)
    for path, block, value in places(page):
        if isinstance(block, ImageBlock | ImageChooserBlock) and value:
            yield path, value


def sections(page: Page) -> Iterator[tuple[str, str]]:
    """`(path, label)` of what can be talked about in a page: its blocks, by their kind and first words."""
    for name in fields_of(page, StreamField):
        for child in getattr(page, name) or ():
            inner = [key for key, block in getattr(child.block, "child_blocks", {}).items() if is_field(block)]
            if inner or is_field(child.block):
                words = Truncator(" ".join(child.block.get_searchable_content(child.value))).chars(60)
                path = ".".join([name, str(child.id), *inner[:1]])
                yield path, f"{child.block.label}: {words}" if words else str(child.block.label)


def is_field(block: Any) -> bool:
    return isinstance(block, FieldBlock)


def texts(page: Page) -> Iterator[tuple[str, str]]:
    """`(path, source)` of all rich text that holds something."""
    for path, block, value in places(page):
        if isinstance(block, RichTextBlock) and value is not None and value.source:
            yield path, value.source
    for name in fields_of(page, RichTextField):
        if getattr(page, name):
            yield name, getattr(page, name)


def links_of(page: Page) -> Iterator[tuple[str, str, int]]:
    """`(path, type, key)` of the links in rich text to what has a row here."""
    for path, source in texts(page):
        for link in LINK.finditer(source):
            if key := LINK_ID.search(link[0]):
                yield path, link["type"], int(key[1])


def addresses_of(page: Page) -> Iterator[tuple[str, str]]:
    """`(path, address)` of the links that are written out, in rich text and in blocks of their own."""
    for path, source in texts(page):
        yield from ((path, unescape(address)) for address in ADDRESS.findall(source))
    for path, block, value in places(page):
        if isinstance(block, URLBlock) and value:
            yield path, value


def headings(page: Page) -> Iterator[tuple[str, int]]:
    """`(path, level)` of the headings that editors set, in blocks of their own and within rich text."""
    for path, block, value in places(page):
        if isinstance(value, StructValue) and value.get("level"):
            yield path, int(value["level"][1])
        elif isinstance(block, RichTextBlock) and value is not None:
            yield from ((path, int(level)) for level in HEADING_IN_TEXT.findall(value.source))
