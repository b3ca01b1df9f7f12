"""Draws the card that networks show with a shared link: the words on paper, and the picture or the topic's motif.

In the site's own letters, whose files Pillow reads as they are (static/fonts/README.md).
"""

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from django.contrib.staticfiles import finders
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Filter, SourceImageIOError
from willow.image import UnrecognisedImageFormatError

from core.models.images import SiteImage
from core.sharing import HEIGHT, WIDTH, CardText

MOTIFS = Path(__file__).parent / "motifs"
PICTURE = (480, HEIGHT)
MARGIN, GAP = 64, 52
COLUMN = WIDTH - PICTURE[0] - MARGIN - GAP
PAPER, INK, SOFT, LAGOON, LINE = "#faf7f0", "#0e2734", "#34505d", "#085b64", "#ddd5c5"  # As in css/tokens.css, light.
# The tones of css/components/pattern.css, light: ground and three colours upon it.
TONES = (
    ("#0b2f3d", "#124454", "#1f8088", "#ecdfc4"),
    ("#dbe8e3", "#bfd8d2", "#5aa19f", "#0e3b49"),
    ("#eadfc6", "#dccca6", "#6f9f98", "#103a48"),
    ("#115862", "#1b6d75", "#78b8b0", "#f4eddc"),
    ("#d0dade", "#b3c4cb", "#4f7d8d", "#0d2b39"),
)
SIZES = range(96, 33, -2)  # Of the title: the largest that fits.
LEADING = 1.1
MOST_LINES = 7
QUALITY = 88
# A word of one letter does not end a line, which is a rule in Polish and no harm elsewhere.
ALONE = re.compile(r"(?<=[\s(„“\"])(\w) (?=\S)|^(\w) (?=\S)")
UNREADABLE = (OSError, ValueError, SourceImageIOError, UnrecognisedImageFormatError, InvalidFilterSpecError)


class Face(NamedTuple):
    """A typeface at a size and weight, whose letters are spread over two files."""

    family: str
    size: int
    weight: int

    def width(self, text: str) -> float:
        return sum(font.getlength(run) for font, run in self.runs(text))

    def write(self, pen: ImageDraw.ImageDraw, x: float, baseline: float, text: str, fill: str) -> None:
        for font, run in self.runs(text):
            pen.text((x, baseline), run, font=font, fill=fill, anchor="ls")
            x += font.getlength(run)

    def runs(self, text: str) -> list[tuple[ImageFont.FreeTypeFont, str]]:
        """The text in pieces, each with the file that has its letters."""
        found: list[tuple[ImageFont.FreeTypeFont, str]] = []
        for letter in text.replace("\xa0", " "):
            font = load(file_with(self.family, letter) or f"{self.family}-latin", self.size, self.weight)
            if found and found[-1][0] is font:
                found[-1] = (font, found[-1][1] + letter)
            else:
                found.append((font, letter))
        return found


@cache
def load(name: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(finders.find(f"fonts/{name}.woff2")), size)
    font.set_variation_by_axes([weight])
    return font


@cache
def file_with(family: str, letter: str) -> str | None:
    """The file that has this letter: the one that draws something else than it does for what no font has."""
    for name in (f"{family}-latin", f"{family}-latin-ext"):
        font = load(name, 32, 500)
        mask, missing = font.getmask(letter), font.getmask("\U0010ffff")
        if (mask.size, bytes(mask)) != (missing.size, bytes(missing)):
            return name
    return None


def writable(text: str) -> str:
    """The text without signs that no font has or that nobody sees, and without needless spaces."""
    words = normalize("NFC", text).split()
    seen = (
        "".join(letter for letter in word if letter.isprintable() and file_with("newsreader", letter)) for word in words
    )
    return " ".join(filter(None, seen))


def can_write(text: str) -> bool:
    """Whether the fonts have all letters of a text; a sign that they lack can be left out."""
    return all(file_with("newsreader", letter) for letter in normalize("NFC", text) if letter.isalpha())


def draw(text: CardText, site_name: str) -> bytes:
    """The card as a JPEG, which every network reads."""
    title, eyebrow, names = (writable(words) for words in (text.title, text.eyebrow, text.byline))
    card = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    card.paste(picture(text.picture) or motif(text.topic, text.seed), (WIDTH - PICTURE[0], 0))
    pen = ImageDraw.Draw(card)
    top, bottom = MARGIN, HEIGHT - 118
    small = Face("instrument-sans", 27, 600)
    if eyebrow:
        small.write(pen, MARGIN, top + 22, shortened(eyebrow, small), LAGOON)
        top += 56
    byline = Face("instrument-sans", 27, 500)
    if names:
        byline.write(pen, MARGIN, bottom - 26, shortened(names, byline), SOFT)
        bottom -= 88
    write_title(pen, title, top, bottom)
    pen.line((MARGIN, HEIGHT - 112, MARGIN + COLUMN, HEIGHT - 112), LINE, 2)
    mark = Image.open(MOTIFS / "mark.png").resize((52, 52), Image.Resampling.LANCZOS)
    card.paste(LAGOON, (MARGIN - 4, HEIGHT - 89), mark)
    name = Face("newsreader", 34, 600)
    name.write(pen, MARGIN + 62, HEIGHT - 54, shortened(writable(site_name), name, COLUMN - 62), INK)
    buffer = BytesIO()
    card.save(buffer, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return buffer.getvalue()


def write_title(pen: ImageDraw.ImageDraw, title: str, top: int, bottom: int) -> None:
    """The title in the largest letters that fit between the two heights."""
    words = ALONE.sub(lambda found: f"{found[1] or found[2]}\xa0", title).split(" ")
    for size in SIZES:
        face = Face("newsreader", size, 500)
        lines = wrapped(words, face, COLUMN)
        fits = len(lines) <= MOST_LINES and len(lines) * size * LEADING <= bottom - top
        if fits and max(map(face.width, lines)) <= COLUMN:
            lines = balanced(words, face)
            break
    else:
        broken = [piece for word in words for piece in pieces(word, face)]
        lines = wrapped(broken, face, COLUMN)
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES - 1], shortened(" ".join(lines[MOST_LINES - 1 :]), face)]
    for number, line in enumerate(lines):
        face.write(pen, MARGIN, top + face.size * (0.86 + number * LEADING), line, INK)


def balanced(words: list[str], face: Face) -> list[str]:
    """The words in as few lines as the column allows, and those as even as can be."""
    lines = wrapped(words, face, COLUMN)
    narrow, wide = 0.0, float(COLUMN)
    while wide - narrow > 4:
        middle = (narrow + wide) / 2
        tried = wrapped(words, face, middle)
        if len(tried) > len(lines) or max(map(face.width, tried)) > middle:
            narrow = middle
        else:
            wide, lines = middle, tried
    return lines


def wrapped(words: list[str], face: Face, width: float) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if face.width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def pieces(word: str, face: Face) -> list[str]:
    """A word that is wider than the column, cut."""
    found = [""]
    for letter in word:
        if face.width(found[-1] + letter) > COLUMN:
            found.append("")
        found[-1] += letter
    return found


def shortened(text: str, face: Face, width: float = COLUMN) -> str:
    """The text, with a sign in place of what would be too wide."""
    if face.width(text) <= width:
        return text
    while text and face.width(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip(' ,.;:–—')}…"


def picture(image: SiteImage | None) -> Image.Image | None:
    """The page's picture, cut around its focal point; None without one, or with one that cannot be read."""
    if image is None:
        return None
    buffer = BytesIO()
    try:
        Filter(f"fill-{PICTURE[0]}x{PICTURE[1]}|format-png").run(image, buffer)
        return ImageOps.fit(Image.open(buffer).convert("RGB"), PICTURE)
    except UNREADABLE:
        return None


def motif(topic: int | None, seed: int) -> Image.Image:
    """The motif of a topic, in the tone that its page has (components/pattern.html)."""
    name = "d" if topic is None else str(topic % 10)
    ground, *colours = TONES[seed % 10 % 5]
    shares = Image.open(MOTIFS / f"{name}.png").convert("RGB").split()
    rest = Image.new("L", PICTURE, 255)
    for share in shares:
        rest = ImageChops.subtract(rest, share)
    drawn = Image.new("RGB", PICTURE)
    for colour, share in zip((ground, *colours), (rest, *shares), strict=True):
        part = Image.composite(Image.new("RGB", PICTURE, colour), Image.new("RGB", PICTURE), share)
        drawn = ImageChops.add(drawn, part)
    return drawn
