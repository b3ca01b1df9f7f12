"""Draw the motifs of static/img/patterns.svg, and the mark, as pictures that Pillow can colour (`core.card_drawing`).

    python site/core/motifs/make.py

The results are kept in the repository, so this is needed only after a change of the drawings. Each motif has four
colours; here the first is black and the others are red, green and blue, so that a pixel says how much of each it shows.
Needs the packages of requirements-dev.txt and a Chromium on the machine.
"""

import io
import re
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
DRAWINGS = HERE.parents[1] / "static" / "img"
WIDTH, HEIGHT = 480, 630
MARK = 112
PARTS = {"p0": "#000", "p1": "#f00", "p2": "#0f0", "p3": "#00f"}


def motifs() -> dict[str, str]:
    """The markup of each motif, by its name."""
    svg = (DRAWINGS / "patterns.svg").read_text(encoding="utf-8")
    for part, colour in PARTS.items():
        svg = re.sub(rf"var\(--{part},[^)]*\)", colour, svg)
    found = re.findall(r'<g id="p(\w)">.*?</g>(?=\s*<g id=|</svg>)', svg, re.DOTALL)
    box = f'viewBox="0 0 600 400" preserveAspectRatio="xMidYMid slice" width="{WIDTH}" height="{HEIGHT}"'
    return {
        name: svg.replace("<svg", f"<svg {box}").replace("</svg>", f'<use href="#p{name}"/></svg>') for name in found
    }


def only(svg: str, name: str) -> str:
    """The drawing without the other motifs, which would lie over it."""
    return re.sub(rf'<g id="p(?!{name}")\w">.*?</g>(?=\s*<g id=|\s*<use)', "", svg, flags=re.DOTALL)


def mark() -> str:
    svg = (DRAWINGS / "mark.svg").read_text(encoding="utf-8").replace("#0a6670", "#fff")
    return svg.replace("<svg", f'<svg width="{MARK}" height="{MARK}"')


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        drawings = {name: (only(svg, name), "RGB", (WIDTH, HEIGHT)) for name, svg in motifs().items()}
        drawings["mark"] = (mark(), "L", (MARK, MARK))
        for name, (svg, mode, size) in drawings.items():
            page.set_content(f"<style>body{{margin:0;background:#000}}svg{{display:block}}</style>{svg}")
            shot = Image.open(io.BytesIO(page.screenshot(type="png"))).convert(mode).crop((0, 0, *size))
            shot.save(HERE / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
