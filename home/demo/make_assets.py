"""Make the pictures of the demonstration and the guidebook's PDF from their sources.

    python home/demo/make_assets.py                 everything
    python home/demo/make_assets.py pictures        the pictures only, or `pictures hero-shell hero-red-beads`
    python home/demo/make_assets.py guidebook       the PDF only

The results are kept in the repository, so this is needed only after a change of the sources:
    content/pictures.toml (the list of pictures) and pictures/sources/*.svg (the drawings, one for each key)
    content/guidebook.toml (the text), guidebook/book.css (the typography) and guidebook/art/*.svg (its illustrations)

Needs the packages of requirements-dev.txt and a Chromium on the machine. The same sources give the same pictures.
"""

from __future__ import annotations

import argparse
import base64
import io
import re
import shutil
import sys
import tomllib
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib.instancer import instantiateVariableFont  # type: ignore[import-untyped]
from PIL import Image
from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, NameObject

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).resolve().parent
STATIC = HERE.parents[1] / "site" / "static"
PICTURES = HERE / "pictures"
BOOK = HERE / "guidebook"

LARGEST_PICTURE = 220_000
QUALITIES = (84, 82, 80, 78, 76, 74, 72, 70)
LARGEST_BOOK = 1_500_000

# Family, file and weights of the cuts that the book is set in.
FACES = (
    ("Book Serif", "newsreader", (400, 500)),
    ("Book Serif", "newsreader-italic", (400,)),
    ("Book Sans", "instrument-sans", (400, 500, 600)),
)


class Page(NamedTuple):
    """One page of the book; without a running title it has no foot."""

    kind: str
    content: str
    running: str = ""
    anchor: str = ""


class Chapter(NamedTuple):
    """One entry of the contents and its pages."""

    anchor: str
    title: str
    pages: list[Page]
    number: str = ""
    line: str = ""


def say(line: str) -> None:
    """Report a result on the terminal."""
    sys.stdout.write(f"{line}\n")


def read_toml(name: str) -> dict[str, Any]:
    """Read one of the files in content/."""
    return tomllib.loads((HERE / "content" / name).read_text(encoding="utf-8"))


# Pictures ------------------------------------------------------------------------------------------------------------


def compress(image: Image.Image) -> bytes:
    """Encode as JPEG, at the best of our qualities that keeps the file small."""
    for quality in QUALITIES:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= LARGEST_PICTURE:
            return out.getvalue()
    raise ValueError(f"Larger than {LARGEST_PICTURE} bytes even at quality {QUALITIES[-1]}: use less grain.")


def photograph(browser: Browser, svg: str) -> bytes:
    """Show a drawing, with the site's faces, and take its picture."""
    tab = browser.new_page()
    tab.set_content(f"<!doctype html><style>{site_faces()} svg {{ position: fixed; inset: 0 }}</style>{svg}")
    box = tab.locator("svg").bounding_box() or {"width": 0, "height": 0}
    tab.set_viewport_size({"width": int(box["width"]), "height": int(box["height"])})
    tab.evaluate("document.fonts.ready")
    shot = Image.open(io.BytesIO(tab.screenshot()))
    tab.close()
    return compress(shot.convert("RGB"))


def make_pictures(browser: Browser, keys: list[str]) -> None:
    """Make the picture of each key, from sources/<key>.svg to <key>.jpg."""
    for key in keys:
        svg = (PICTURES / "sources" / f"{key}.svg").read_text(encoding="utf-8")
        jpeg = photograph(browser, svg)
        (PICTURES / f"{key}.jpg").write_bytes(jpeg)
        say(f"{key}.jpg: {len(jpeg) // 1000} KB")


# Faces ---------------------------------------------------------------------------------------------------------------


def data_url(font: bytes) -> str:
    """Write a font as an address, so that a page needs no server."""
    return f"data:font/sfnt;base64,{base64.b64encode(font).decode()}"


def site_faces() -> str:
    """Take the site's own @font-face rules, with the files in them."""
    rules = (STATIC / "css" / "fonts.css").read_text(encoding="utf-8")
    return re.sub(
        r'url\("\.\./fonts/([\w-]+\.woff2)"\)',
        lambda found: f'url("{data_url((STATIC / "fonts" / found[1]).read_bytes())}")',
        rules,
    )


def static_face(name: str, weight: int) -> bytes:
    """Cut one weight from a variable face: a PDF embeds it as a real font, not as a set of drawings."""
    font = TTFont(STATIC / "fonts" / f"{name}.woff2")
    if "fvar" in font:
        font = instantiateVariableFont(font, {"wght": weight})
    font.flavor = None
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def face_rule(family: str, name: str, weight: int) -> str:
    """Write one @font-face rule."""
    style = "italic" if "italic" in name else "normal"
    face = f'font-family: "{family}"; font-style: {style}; font-weight: {weight}'
    return f'@font-face {{ {face}; src: url("{data_url(static_face(name, weight))}") }}'


def book_faces() -> str:
    """Write the @font-face rules of the book; accented letters come from the second family of each pair."""
    return "".join(
        face_rule(family, f"{name}-latin", weight) + face_rule(f"{family} Extended", f"{name}-latin-ext", weight)
        for family, name, weights in FACES
        for weight in weights
    )


# The book ------------------------------------------------------------------------------------------------------------


def art(name: str, of_class: str = "art") -> str:
    """Place an illustration; it says nothing that the text doesn't, so readers' software passes over it."""
    svg = (BOOK / "art" / f"{name}.svg").read_text(encoding="utf-8")
    return f'<div class="{of_class}" aria-hidden="true">{svg}</div>'


def set_text(text: str) -> str:
    """Tie the last words of each paragraph together, so that none ends in a line of one short word."""
    tail = re.compile(r"[^<>\s]+\s[^<>\s]+\s[^<>\s]+(?=</p>|$)")
    return tail.sub(lambda found: re.sub(r"\s", "\N{NO-BREAK SPACE}", found[0]), text)


def page_html(page: Page, number: int) -> str:
    """Set one page, with its number and running title at the foot."""
    mark = f' id="{page.anchor}"' if page.anchor else ""
    running = f'<span class="folio">{number}</span><span>{escape(page.running)}</span>'
    foot = f'<footer aria-hidden="true">{running}</footer>' if page.running else ""
    return f'<section class="page {page.kind}"{mark}>{page.content}{foot}</section>'


def front(book: dict[str, Any]) -> list[Page]:
    """Set the cover and the imprint."""
    title = escape(book["title"])
    cover = f'{art("cover")}<h1>{title}</h1><p class="brand">Leaders Island</p>'
    imprint = (
        f'{art("mark", "mark")}<p class="title">{title}</p><p>{escape(book["subtitle"])}</p>'
        f"<p>{escape(book['imprint_line'])}</p>"
        "<p>Set in Newsreader and Instrument Sans, both under the SIL Open Font License.</p>"
    )
    return [Page("cover", cover), Page("imprint", imprint)]


def text_chapter(anchor: str, part: dict[str, str], picture: str) -> Chapter:
    """Set a text on a page of its own, with a picture opposite."""
    text = f'<h2>{escape(part["title"])}</h2><div class="prose">{set_text(part["text"])}</div>'
    return Chapter(anchor, part["title"], [Page("plate", art(picture)), Page("text", text, part["title"], anchor)])


def principle(part: dict[str, Any], line: str, book_title: str) -> Chapter:
    """Set a principle on two facing pages: the scene, then the rest with exercise and summary."""
    number, anchor = part["number"], f"principle-{part['number']}"
    paragraphs = re.findall(r"<p>.*?</p>", set_text(part["text"]), re.DOTALL)
    opener = (
        f'{art(f"{number:02}")}<h2><span class="n">{number}</span> <span>{escape(part["title"])}</span></h2>'
        f'<div class="prose">{"".join(paragraphs[:2])}</div>'
    )
    rest = (
        f'<div class="prose">{"".join(paragraphs[2:])}</div><div class="practice">'
        f'<div class="exercise"><p class="label">Try this tomorrow</p><p>{set_text(escape(part["exercise"]))}</p></div>'
        f'<p class="line-to-keep"><span class="label">In one line</span> {escape(part["summary"])}</p></div>'
    )
    pages = [Page("opener", opener, book_title, anchor), Page("rest", rest, part["title"])]
    return Chapter(anchor, part["title"], pages, str(number), line)


def self_check(part: dict[str, Any]) -> Chapter:
    """Set the list with boxes for three months."""
    boxes = '<span class="box" aria-hidden="true"></span>' * 3
    months = f'<div class="months" aria-hidden="true">{"<span></span>" * 3}</div>'
    items = "".join(f"<li><span>{set_text(escape(item))}</span>{boxes}</li>" for item in part["items"])
    content = (
        f'<h2>{escape(part["title"])}</h2><p class="intro">{escape(part["introduction"])}</p>'
        f'{months}<ul>{items}</ul><p class="closing">{escape(part["closing"])}</p>'
    )
    return Chapter("self-check", part["title"], [Page("self-check", content, part["title"], "self-check")])


def chapters(source: dict[str, Any]) -> list[Chapter]:
    """Set all chapters in their order."""
    book = source["book"]
    lines = [entry["line"] for entry in source["contents"]]
    return [
        text_chapter("introduction", book["introduction"], "intro"),
        *(principle(part, line, book["title"]) for part, line in zip(book["principles"], lines, strict=True)),
        text_chapter("closing", book["closing"], "closing"),
        self_check(book["self_check"]),
    ]


def contents(listed: list[Chapter], at: dict[str, int]) -> str:
    """Set the contents."""
    rows = []
    for chapter in listed:
        line = f'<span class="line">{set_text(escape(chapter.line))}</span>' if chapter.line else ""
        rows.append(
            f'<li><a href="#{chapter.anchor}"><span class="n">{chapter.number}</span>'
            f'<span class="t">{escape(chapter.title)}</span><span class="at">{at[chapter.anchor]}</span>{line}</a></li>'
        )
    return f"<h2>Contents</h2><ol>{''.join(rows)}</ol>"


def book_html(source: dict[str, Any]) -> tuple[str, dict[str, int]]:
    """Set the whole book; give the page of each anchor beside it."""
    title = source["book"]["title"]
    listed = chapters(source)
    before = front(source["book"])
    after = [page for chapter in listed for page in chapter.pages]
    at = {page.anchor: number for number, page in enumerate(after, start=len(before) + 2) if page.anchor}
    pages = [*before, Page("contents", contents(listed, at), title), *after]
    css = book_faces() + (BOOK / "book.css").read_text(encoding="utf-8")
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{css}</style>'
    body = "".join(page_html(page, number) for number, page in enumerate(pages, start=1))
    return f'<!doctype html><html lang="en-GB">{head}<body>{body}</body></html>', at


# Names the pages whose text reaches into the lower margin.
TOO_FULL = """() => [...document.querySelectorAll('.page')].flatMap((page, i) => {
  const limit = page.getBoundingClientRect().bottom - parseFloat(getComputedStyle(page).paddingBottom) + 1;
  const flowing = [...page.children].filter(el => getComputedStyle(el).position === 'static');
  return flowing.some(el => el.getBoundingClientRect().bottom > limit) ? [i + 1] : [];
})"""


def print_book(browser: Browser, html: str) -> bytes:
    """Print the pages, tagged; refuse a page that runs over."""
    tab = browser.new_page()
    tab.set_content(html)
    tab.emulate_media(media="print")
    tab.evaluate("document.fonts.ready")
    if full := tab.evaluate(TOO_FULL):
        raise ValueError(f"The text runs over on page {full}.")
    return tab.pdf(tagged=True, prefer_css_page_size=True, print_background=True)


def check_pages(reader: PdfReader, at: dict[str, int]) -> None:
    """Compare the page numbers of the contents with where the chapters really are."""
    for anchor, page in at.items():
        found = reader.get_destination_page_number(reader.named_destinations[f"/{anchor}"])
        if found is None or found + 1 != page:
            raise ValueError(f"The contents say page {page} for {anchor}; it is on page {found}.")


def finish(pdf: bytes, source: dict[str, Any], at: dict[str, int]) -> bytes:
    """Check the page numbers; add bookmarks, title, author and subject; nothing about the machine stays in the file."""
    reader = PdfReader(io.BytesIO(pdf))
    check_pages(reader, at)
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = "%PDF-1.7"
    title, subject, house = source["book"]["title"], source["book"]["subtitle"], "Leaders Island"
    writer.metadata = {"/Title": title, "/Author": house, "/Subject": subject, "/Creator": house}
    writer.create_viewer_preferences()[NameObject("/DisplayDocTitle")] = BooleanObject(True)
    for chapter in chapters(source):
        bookmark = f"{chapter.number} {chapter.title}".strip()
        writer.add_outline_item(title=bookmark, page_number=at[chapter.anchor] - 1)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def make_guidebook(browser: Browser) -> None:
    """Print the book to guidebook/<slug>.pdf."""
    source = read_toml("guidebook.toml")
    html, at = book_html(source)
    pdf = finish(print_book(browser, html), source, at)
    if len(pdf) > LARGEST_BOOK:
        raise ValueError(f"The book has {len(pdf)} bytes; {LARGEST_BOOK} are allowed.")
    (BOOK / f"{source['slug']}.pdf").write_bytes(pdf)
    say(f"{source['slug']}.pdf: {len(PdfReader(io.BytesIO(pdf)).pages)} pages, {len(pdf) // 1000} KB")


# The command ---------------------------------------------------------------------------------------------------------


def system_chromium() -> str | None:
    """Find the machine's own Chromium; without one, Playwright takes the one it has installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def main() -> None:
    """Make what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", nargs="?", choices=("all", "pictures", "guidebook"), default="all")
    parser.add_argument("keys", nargs="*", help="only these pictures")
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_chromium())
        if asked.what in {"all", "pictures"}:
            make_pictures(browser, asked.keys or [entry["key"] for entry in read_toml("pictures.toml")["pictures"]])
        if asked.what in {"all", "guidebook"}:
            make_guidebook(browser)
        browser.close()


if __name__ == "__main__":
    main()
