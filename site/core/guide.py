"""The project's own documents for the staff, read in the admin as they lie in `docs/`: no other server is asked.

An address here is the document's path in that folder, so that what leads from one to another leads there too.
"""

from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

FOLDER = settings.BASE_DIR / "docs"
GUIDE = "editors-guide"


def read_document(request: HttpRequest, name: str = GUIDE) -> HttpResponse:
    title, html = rendered(file_of(f"{name}.md").read_text(encoding="utf-8"))
    way_back = [{"url": reverse("core_guide"), "label": _("Guide")}] if name != GUIDE else []
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "help",
        "breadcrumbs_items": [*way_back, {"url": "", "label": title}],
        "html": mark_safe(html),  # noqa: S308 (HTML that stands in the document is shown as text)
    }
    return TemplateResponse(request, "core/admin/guide.html", context)


def picture_of_document(request: HttpRequest, name: str) -> FileResponse:
    return FileResponse(file_of(f"pictures/{name}").open("rb"))


def file_of(path: str) -> Path:
    """A file in the folder, or below it; nothing beside it."""
    file: Path = (FOLDER / path).resolve()
    if not (file.is_relative_to(FOLDER) and file.is_file()):
        raise Http404
    return file


def rendered(text: str) -> tuple[str, str]:
    """The document's title, and the rest as HTML whose headings can be linked to, as those of code hosts can."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    title = ""
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", slugify(inline.content))
    if tokens and tokens[0].tag == "h1":
        title, tokens = tokens[1].content, tokens[3:]
    return title, markdown.renderer.render(tokens, markdown.options, {})
