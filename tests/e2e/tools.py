"""An article to try the reading tools on, and how a test handles them."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from core.footnotes import marker
from tests.factories import ArticleFactory, AuthorFactory, blocks

HEADLINE = "The quiet half minute"
NOTE = '<p>See <i>Silence</i> by <a href="https://example.com/">Ann</a>.</p>'
VOICE = (Path(__file__).parent / "speech.js").read_text()
FILLING = "Nobody speaks of it here, and the room is glad. " * 6


def write_article() -> str:
    """Its address: three sections, a footnote, two sentences that are there twice."""
    sections = [
        part
        for words in ("Before", "During", "After")
        for part in (blocks.heading(words), *(blocks.paragraph(f"{words} {number}. {FILLING}") for number in range(6)))
    ]
    body = blocks.stream(
        blocks.paragraph(f"The first words are short{marker(NOTE)}. They stay &amp; go – by two, or three."),
        blocks.paragraph("Ask the same question. Then somebody waits."),
        blocks.paragraph("Ask the same question. Then nobody waits."),
        blocks.pull_quote("Nobody hears this."),
        blocks.table("Nobody hears this table"),
        *sections,
    )
    author = AuthorFactory(title="Zofia Żeromska")
    article = ArticleFactory(parent=author, title=HEADLINE, standfirst="Why to wait.", body=body)
    article.save_revision().publish()
    return article.url


def told(page: Page) -> Any:
    """What the first row of tools has to say."""
    return page.locator("[data-tools-status]").first


def clipboard(page: Page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


SELECT = """([words, last]) => {
    const walker = document.createTreeWalker(document.querySelector("[data-story]"), NodeFilter.SHOW_TEXT);
    const place = (part) => {
        for (walker.currentNode = walker.root; walker.nextNode();) {
            const at = walker.currentNode.data.indexOf(part);
            if (at >= 0) return [walker.currentNode, at];
        }
    };
    const [start, from] = place(words);
    const [end, to] = last ? place(last) : [start, from];
    start.parentElement.scrollIntoView({ block: "center" });
    getSelection().setBaseAndExtent(start, from, end, to + (last || words).length);
}"""


def select(page: Page, words: str, last: str = "") -> Any:
    """Selects from the one to the other; the bar that comes."""
    page.evaluate(SELECT, [words, last])
    bar = page.get_by_role("toolbar", name="The selected passage")
    expect(bar).to_be_visible()
    return bar
