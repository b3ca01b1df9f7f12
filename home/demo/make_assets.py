"""Make the pictures of the demonstration and the guidebook's PDF from their sources.

    python home/demo/make_assets.py                 everything
    python home/demo/make_assets.py pictures        the pictures only, or `pictures hero-shell hero-red-beads`
    python home/demo/make_assets.py guidebook       the PDF only

The results are kept in the repository, so this is needed only after a change of
    content/pictures.toml    the list of pictures: key, purpose, what to show
    pictures/sources/*.svg   the drawings, one for each key
    content/guidebook.toml   the text of the book
    guidebook/book.css       its typography; guidebook/art/*.svg its illustrations

Needs the packages of requirements-dev.txt and a Chromium on the machine. The same sources always give the same
pictures; the browser's version may change a pixel.
"""

from __future__ import annotations

import argparse
import base64
import io
import re
import shutil
import tomllib
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from PIL import Image
from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).resolve().parent
STATIC = HERE.parents[1] / "site" / "static"
PICTURES = HERE / "pictures"
BOOK = HERE / "guidebook"

LARGEST_PICTURE = 220_000
QUALITIES = (84, 82, 80, 78, 76, 74, 72, 70)
LARGEST_BOOK = 1_500_000

# Family, weight, style, file: the cuts of the site's faces that the book is set in.
FACES = (
    ("Book Serif", 400, "normal", "newsreader-latin"),
    ("Book Serif", 500, "normal", "newsreader-latin"),
    ("Book Serif", 400, "italic", "newsreader-italic-latin"),
    ("Book Serif Extended", 400, "normal", "newsreader-latin-ext"),
    ("Book Serif Extended", 500, "normal", "newsreader-latin-ext"),
    ("Book Serif Extended", 400, "italic", "newsreader-italic-latin-ext"),
    ("Book Sans", 400, "normal", "instrument-sans-latin"),
    ("Book Sans", 500, "normal", "instrument-sans-latin"),
    ("Book Sans", 600, "normal", "instrument-sans-latin"),
    ("Book Sans Extended", 400, "normal", "instrument-sans-latin-ext"),
)


class Chapter(NamedTuple):
    """One entry of the contents and the pages it fills; the heading stands on page `opens_on` of them, from 0."""

    anchor: str
    title: str
    pages: list[str]
    number: str = ""
    line: str = ""
    opens_on: int = 0


def read_toml(name: str) -> dict[str, Any]:
    """Read one of the files in content/."""
    return tomllib.loads((HERE / "content" / name).read_text(encoding="utf-8"))


# Pictures ------------------------------------------------------------------------------------------------------------


def picture_keys() -> list[str]:
    """List the keys that content/pictures.toml asks for."""
    return [picture["key"] for picture in read_toml("pictures.toml")["pictures"]]


def picture_size(svg: str) -> tuple[int, int]:
    """Read the size in pixels from the head of a drawing."""
    found = re.search(r'<svg[^>]* width="(\d+)" height="(\d+)"', svg)
    if found is None:
        message = "A drawing needs a width and a height in pixels."
        raise ValueError(message)
    return int(found[1]), int(found[2])


def compress(image: Image.Image) -> bytes:
    """Encode as JPEG, at the best of our qualities that keeps the file small."""
    for quality in QUALITIES:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= LARGEST_PICTURE:
            return out.getvalue()
    message = f"Larger than {LARGEST_PICTURE} bytes even at quality {QUALITIES[-1]}: use less grain."
    raise ValueError(message)


def photograph(browser: Browser, svg: str) -> bytes:
    """Show a drawing, with the site's faces, and take its picture."""
    width, height = picture_size(svg)
    faces = f"<style>{site_faces()} * {{ margin: 0 }} svg {{ display: block }}</style>"
    tab = browser.new_page(viewport={"width": width, "height": height})
    try:
        tab.set_content(f"<!doctype html>{faces}{svg}")
        tab.evaluate("document.fonts.ready")
        shot = Image.open(io.BytesIO(tab.screenshot()))
    finally:
        tab.close()
    return compress(shot.convert("RGB"))


def make_pictures(browser: Browser, keys: list[str]) -> None:
    """Make the picture of each key, from sources/<key>.svg to <key>.jpg."""
    for key in keys:
        svg = (PICTURES / "sources" / f"{key}.svg").read_text(encoding="utf-8")
        jpeg = photograph(browser, svg)
        (PICTURES / f"{key}.jpg").write_bytes(jpeg)
        print(f"{key}.jpg: {len(jpeg) // 1000} KB")


# Faces ---------------------------------------------------------------------------------------------------------------


def data_url(kind: str, content: bytes) -> str:
    """Write a file's content as an address, so that a page needs no server."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def site_faces() -> str:
    """Take the site's own @font-face rules, with the files in them."""
    rules = (STATIC / "css" / "fonts.css").read_text(encoding="utf-8")
    return re.sub(
        r'url\("\.\./fonts/([\w-]+\.woff2)"\)',
        lambda found: f'url("{data_url("font/woff2", (STATIC / "fonts" / found[1]).read_bytes())}")',
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


def book_faces() -> str:
    """Write the @font-face rules of the book."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style};'
        f' src: url("{data_url("font/ttf", static_face(name, weight))}") }}'
        for family, weight, style, name in FACES
    )


# The book ------------------------------------------------------------------------------------------------------------


def art(name: str, of_class: str = "art") -> str:
    """Place an illustration; it says nothing that the text doesn't, so readers' software passes over it."""
    svg = (BOOK / "art" / f"{name}.svg").read_text(encoding="utf-8")
    return f'<div class="{of_class}" aria-hidden="true">{svg}</div>'


def section(of_class: str, content: str, anchor: str = "") -> str:
    """Set one page."""
    mark = f' id="{anchor}"' if anchor else ""
    return f'<section class="page {of_class}"{mark}>{content}</section>'


def with_foot(page: str, number: int, running: str) -> str:
    """Add page number and running title at the foot."""
    foot = f'<footer aria-hidden="true"><span class="folio">{number}</span><span>{escape(running)}</span></footer>'
    return page.replace("</section>", f"{foot}</section>")


def front(book: dict[str, Any]) -> list[str]:
    """Set the cover and the imprint."""
    title = escape(book["title"])
    cover = f'{art("cover")}<h1>{title}</h1><p class="brand">Leaders Island</p>'
    imprint = (
        f'{art("mark", "mark")}<p class="title">{title}</p><p>{escape(book["subtitle"])}</p>'
        f"<p>{escape(book['imprint_line'])}</p>"
        "<p>Set in Newsreader and Instrument Sans, both under the SIL Open Font License.</p>"
    )
    return [section("cover", cover), section("imprint", imprint)]


def text_chapter(anchor: str, part: dict[str, str], picture: str) -> Chapter:
    """Set a text on a page of its own, with a picture opposite."""
    text = f'<h2>{escape(part["title"])}</h2><div class="prose">{part["text"]}</div>'
    return Chapter(anchor, part["title"], [section("plate", art(picture)), section("text", text, anchor)], opens_on=1)


def principle(part: dict[str, Any], line: str) -> Chapter:
    """Set a principle on two facing pages: the scene, then the rest with exercise and summary."""
    number, anchor = part["number"], f"principle-{part['number']}"
    paragraphs = re.findall(r"<p>.*?</p>", part["text"], re.DOTALL)
    opener = (
        f'{art(f"{number:02}")}<h2><span class="n">{number}</span> <span>{escape(part["title"])}</span></h2>'
        f'<div class="prose">{"".join(paragraphs[:2])}</div>'
    )
    rest = (
        f'<div class="prose"><span></span>{"".join(paragraphs[2:])}</div><div class="practice">'
        f'<div class="exercise"><p class="label">Try this tomorrow</p><p>{escape(part["exercise"])}</p></div>'
        f'<p class="line-to-keep"><span class="label">In one line</span> {escape(part["summary"])}</p></div>'
    )
    pages = [section("opener", opener, anchor), section("rest", rest)]
    return Chapter(anchor, part["title"], pages, str(number), line)


def self_check(part: dict[str, Any]) -> Chapter:
    """Set the list with boxes for three months."""
    boxes = '<span class="box" aria-hidden="true"></span>' * 3
    months = f'<div class="months" aria-hidden="true">{"<span></span>" * 3}</div>'
    items = "".join(f"<li><span>{escape(item)}</span>{boxes}</li>" for item in part["items"])
    content = (
        f'<h2>{escape(part["title"])}</h2><p class="intro">{escape(part["introduction"])}</p>'
        f'{months}<ul>{items}</ul><p class="closing">{escape(part["closing"])}</p>'
    )
    return Chapter("self-check", part["title"], [section("self-check", content, "self-check")])


def chapters(source: dict[str, Any]) -> list[Chapter]:
    """Set all chapters in their order."""
    book = source["book"]
    lines = [entry["line"] for entry in source["contents"]]
    return [
        text_chapter("introduction", book["introduction"], "intro"),
        *(principle(part, line) for part, line in zip(book["principles"], lines, strict=True)),
        text_chapter("closing", book["closing"], "closing"),
        self_check(book["self_check"]),
    ]


def contents(listed: list[Chapter], first_page: int) -> tuple[str, dict[str, int]]:
    """Set the contents; give the page of each chapter beside it."""
    at, rows, page = {}, [], first_page
    for chapter in listed:
        at[chapter.anchor] = page + chapter.opens_on
        line = f'<span class="line">{escape(chapter.line)}</span>' if chapter.line else ""
        rows.append(
            f'<li><a href="#{chapter.anchor}"><span class="n">{chapter.number}</span>'
            f'<span class="t">{escape(chapter.title)}</span><span class="at">{at[chapter.anchor]}</span>{line}</a></li>'
        )
        page += len(chapter.pages)
    return section("contents", f"<h2>Contents</h2><ol>{''.join(rows)}</ol>"), at


def foot_all(pages: list[tuple[str, str]]) -> str:
    """Number the pages; cover, imprint and plates carry no foot."""
    bare = ("page cover", "page imprint", "page plate")
    return "".join(
        page if any(f'class="{name}"' in page for name in bare) else with_foot(page, number, running)
        for number, (page, running) in enumerate(pages, start=1)
    )


def book_html(source: dict[str, Any]) -> tuple[str, dict[str, int]]:
    """Set the whole book; give the page of each chapter beside it."""
    title = source["book"]["title"]
    listed = chapters(source)
    before = front(source["book"])
    listing, at = contents(listed, len(before) + 2)
    pages = [(page, title) for page in (*before, listing)]
    for chapter in listed:
        pages += [(page, title if "opener" in page else chapter.title) for page in chapter.pages]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{book_faces()}</style>'
    css = (BOOK / "book.css").read_text(encoding="utf-8")
    return f'<!doctype html><html lang="en-GB">{head}<style>{css}</style><body>{foot_all(pages)}</body></html>', at


# Names the pages whose content reaches below the lower margin, or whose picture has no room left.
TOO_FULL = """() => [...document.querySelectorAll('.page')].map((page, i) => [page, i + 1]).filter(([page]) => {
  const limit = page.getBoundingClientRect().bottom - parseFloat(getComputedStyle(page).paddingBottom) + 1;
  return [...page.children].some(el => getComputedStyle(el).position !== 'absolute'
    && el.getBoundingClientRect().bottom > limit);
}).map(([, number]) => number)"""


def print_book(browser: Browser, html: str) -> bytes:
    """Print the pages, tagged and with bookmarks; refuse a page that runs over."""
    tab = browser.new_page()
    try:
        tab.set_content(html)
        tab.emulate_media(media="print")
        tab.evaluate("document.fonts.ready")
        if full := tab.evaluate(TOO_FULL):
            message = f"The text runs over on page {full}."
            raise ValueError(message)
        return tab.pdf(tagged=True, outline=True, prefer_css_page_size=True, print_background=True)
    finally:
        tab.close()


def check_pages(reader: PdfReader, at: dict[str, int]) -> None:
    """Compare the page numbers of the contents with where the chapters really are."""
    for anchor, page in at.items():
        found = reader.get_destination_page_number(reader.named_destinations[f"/{anchor}"])
        if found is None or found + 1 != page:
            message = f"The contents say page {page} for {anchor}; it is on page {found}."
            raise ValueError(message)


def finish(pdf: bytes, source: dict[str, Any], at: dict[str, int]) -> bytes:
    """Check the page numbers and name title, author and subject; nothing about the machine stays in the file."""
    reader = PdfReader(io.BytesIO(pdf))
    check_pages(reader, at)
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = "%PDF-1.7"
    writer.metadata = {
        "/Title": source["book"]["title"],
        "/Author": "Leaders Island",
        "/Subject": source["book"]["subtitle"],
        "/Creator": "Leaders Island",
    }
    writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(True)}
    )
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def make_guidebook(browser: Browser) -> None:
    """Print the book to guidebook/<slug>.pdf."""
    source = read_toml("guidebook.toml")
    html, at = book_html(source)
    pdf = finish(print_book(browser, html), source, at)
    if len(pdf) > LARGEST_BOOK:
        message = f"The book has {len(pdf)} bytes; {LARGEST_BOOK} are allowed."
        raise ValueError(message)
    (BOOK / f"{source['slug']}.pdf").write_bytes(pdf)
    print(f"{source['slug']}.pdf: {len(PdfReader(io.BytesIO(pdf)).pages)} pages, {len(pdf) // 1000} KB")


# -------------------------------------------------------------------------------------------------------------------


def system_chromium() -> str | None:
    """Find the machine's own Chromium; without one, Playwright takes the one it has installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def arguments() -> argparse.Namespace:
    """Read what to make from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", nargs="?", choices=("all", "pictures", "guidebook"), default="all")
    parser.add_argument("keys", nargs="*", help="only these pictures")
    return parser.parse_args()


def main() -> None:
    """Make what the command line asks for."""
    asked = arguments()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_chromium())
        if asked.what in {"all", "pictures"}:
            make_pictures(browser, asked.keys or picture_keys())
        if asked.what in {"all", "guidebook"}:
            make_guidebook(browser)
        browser.close()


if __name__ == "__main__":
    main()
