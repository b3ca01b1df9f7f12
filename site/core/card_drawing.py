"""Draws the card that networks show with a shared link: the words on paper, and the picture or the topic's motif.

In the site's own letters, whose files Pillow reads as they are (static/fonts/README.md); those that they lack are taken
from a font of the machine, where there is one (decision 0026).
"""

import re
import subprocess
import unicodedata
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

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
# A line ends after a space, or beside a sign of Chinese or Japanese, but not before one that closes or lengthens.
CJK = "\u2e80-\u30ff\u31f0-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff"
CLOSING = "、。，．！？：；」』】）》〉・ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
WORD = re.compile(rf"[「『【（《〈]*(?:[{CJK}]|[^ {CJK}]+)[{CLOSING}]* *")
GENERIC = {"newsreader": "serif", "instrument-sans": "sans-serif"}
# Scripts whose letters stand one after another from left to right, so that a font is all that it takes to write them.
PLAIN = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN")
UNREADABLE = (OSError, ValueError, SourceImageIOError, UnrecognisedImageFormatError, InvalidFilterSpecError)


class FontFile(NamedTuple):
    """A file, and which of its fonts."""

    path: str
    number: int = 0
    is_ours: bool = False


class Face(NamedTuple):
    """A typeface at a size and weight, whose letters are spread over files."""

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
            font = load(file_with(self.family, letter) or ours(self.family)[0], self.size, self.weight)
            if found and found[-1][0] is font:
                found[-1] = (font, found[-1][1] + letter)
            else:
                found.append((font, letter))
        return found


@cache
def load(file: FontFile, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(file.path, size, file.number)
    if file.is_ours:
        font.set_variation_by_axes([weight])
    return font


@cache
def file_with(family: str, letter: str) -> FontFile | None:
    """The first file that has this letter: that draws something else than it does for what no font has."""
    for file in files_for(family, letter):
        font = load(file, 32, 500)
        mask, missing = font.getmask(letter), font.getmask("\U0010ffff")
        if (mask.size, bytes(mask)) != (missing.size, bytes(missing)):
            return file
    return None


def files_for(family: str, letter: str) -> Iterator[FontFile]:
    yield from ours(family)
    is_wide = unicodedata.east_asian_width(letter) in "WF" and unicodedata.category(letter)[0] in "LNP"
    if is_wide or unicodedata.name(letter, "").startswith(PLAIN):
        yield from of_the_machine(GENERIC[family], letter)


def ours(family: str) -> list[FontFile]:
    paths = (finders.find(f"fonts/{family}-{cut}.woff2") for cut in ("latin", "latin-ext"))
    return [FontFile(str(path), is_ours=True) for path in paths]


def of_the_machine(generic: str, letter: str) -> Iterator[FontFile]:
    """What fontconfig takes for this letter; it always names a font, whether or not that has the letter."""
    command = ["fc-match", "--format=%{file}\n%{index}", f"{generic}:scalable=true:charset={ord(letter):x}"]
    try:
        answer = subprocess.run(command, capture_output=True, check=True, text=True, timeout=10)  # noqa: S603 (a number)
        path, number = answer.stdout.split("\n")
    except (OSError, ValueError, subprocess.SubprocessError):
        return
    yield FontFile(path, int(number) & 0xFFFF)  # Above are the named instances of a variable font.


def writable(text: str) -> str:
    """The text without signs that no font has or that nobody sees, and without needless spaces; whole or not at all."""
    if not can_write(text):
        return ""
    words = unicodedata.normalize("NFC", text).split()
    seen = (
        "".join(letter for letter in word if letter.isprintable() and file_with("newsreader", letter)) for word in words
    )
    return " ".join(filter(None, seen))


def can_write(text: str) -> bool:
    """Whether there are fonts with all letters of a text; a sign that they lack can be left out."""
    return all(file_with("newsreader", letter) for letter in unicodedata.normalize("NFC", text) if letter.isalpha())


def is_wanted(text: CardText) -> bool:
    """Whether a card says more than the page's own picture, which is shown in its place."""
    return text.picture is None or can_write(text.title)


def draw(text: CardText, site_name: str) -> bytes:
    """The card as a JPEG, which every network reads. The site's name stands for a title that no font can write."""
    title, eyebrow, names, name = map(writable, (text.title, text.eyebrow, text.byline, site_name))
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
    write_title(pen, title or name, top, bottom)
    pen.line((MARGIN, HEIGHT - 112, MARGIN + COLUMN, HEIGHT - 112), LINE, 2)
    mark = Image.open(MOTIFS / "mark.png").resize((52, 52), Image.Resampling.LANCZOS)
    card.paste(LAGOON, (MARGIN - 4, HEIGHT - 89), mark)
    sign = Face("newsreader", 34, 600)
    sign.write(pen, MARGIN + 62, HEIGHT - 54, shortened(name, sign, COLUMN - 62), INK)
    buffer = BytesIO()
    card.save(buffer, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return buffer.getvalue()


def write_title(pen: ImageDraw.ImageDraw, title: str, top: int, bottom: int) -> None:
    """The title in the largest letters that fit between the two heights."""
    words = WORD.findall(ALONE.sub(lambda found: f"{found[1] or found[2]}\xa0", title)) or [""]
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
        longer = lines[-1] + word
        if face.width(longer.rstrip()) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line.rstrip() for line in lines]


def pieces(word: str, face: Face) -> list[str]:
    """A word that is wider than the column, cut."""
    found = [""]
    for letter in word:
        if face.width((found[-1] + letter).rstrip()) > COLUMN:
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
