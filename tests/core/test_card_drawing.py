"""What is drawn: words that fit, in the site's letters, whatever an editor writes."""

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image

from core.card_drawing import (
    COLUMN,
    MARGIN,
    PICTURE,
    TONES,
    WORD,
    Face,
    balanced,
    can_write,
    draw,
    file_with,
    motif,
    shortened,
    wrapped,
    writable,
)
from core.sharing import HEIGHT, WIDTH, CardText
from tests.factories import ImageFactory

PAPER = (250, 247, 240)
LONG = "Konstantynopolitańczykowianeczkowiczównianka-" * 5
TITLES = ["Ask", "W", LONG, "Jak rozmawiać o pieniądzach i nie obrazić nikogo " * 5, "i " * 120, "—", "a" * 255]


@pytest.fixture(autouse=True)
def machine(monkeypatch, tmp_path) -> Path:
    """A folder of programs, without any."""
    monkeypatch.setenv("PATH", str(tmp_path))
    file_with.cache_clear()
    yield tmp_path
    file_with.cache_clear()


@pytest.fixture
def other_font(machine) -> Path:
    """A font with black squares for some letters that ours lack, which fontconfig names for whatever it is asked."""
    pen = TTGlyphPen(None)
    for number, point in enumerate([(100, 0), (100, 700), (800, 700), (800, 0)]):
        (pen.lineTo if number else pen.moveTo)(point)
    pen.closePath()
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", "square"])
    builder.setupCharacterMap(dict.fromkeys(map(ord, "Управление管理の技術、☃שלום"), "square"))
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "square": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "square": (900, 100)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(machine / "squares.ttf")
    program = machine / "fc-match"
    program.write_text(f"#!/bin/sh\nprintf '%s\\n%s' {machine / 'squares.ttf'} 0\n")
    program.chmod(0o755)
    return machine / "squares.ttf"


def drawn(**kwargs) -> Image.Image:
    card = Image.open(BytesIO(draw(CardText(**{"title": "Ask twice", **kwargs}), "Leaders Island")))
    assert (card.format, card.mode, card.size) == ("JPEG", "RGB", (WIDTH, HEIGHT))
    return card


def is_paper(card: Image.Image, box: tuple[int, int, int, int]) -> bool:
    return all(
        abs(low - paper) < 14 and abs(high - paper) < 14
        for (low, high), paper in zip(card.crop(box).getextrema(), PAPER, strict=True)
    )


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("others", [{}, {"eyebrow": LONG, "byline": "Żaneta Brzęczyszczykiewicz-Gżegżółkowska, " * 4}])
def test_words_stay_within_their_column(title, others):
    card = drawn(title=title, **others)
    assert is_paper(card, (0, 0, MARGIN - 12, HEIGHT))
    assert is_paper(card, (MARGIN + COLUMN + 8, 0, WIDTH - PICTURE[0] - 8, HEIGHT))
    assert is_paper(card, (0, 0, WIDTH - PICTURE[0] - 8, 40))
    assert is_paper(card, (0, HEIGHT - 22, WIDTH - PICTURE[0] - 8, HEIGHT))


def test_a_short_title_is_large_and_a_long_one_small():
    def ink(title: str) -> int:
        """The height of the first line."""
        box = (
            drawn(title=title)
            .crop((MARGIN, 0, MARGIN + COLUMN, HEIGHT - 118))
            .convert("L")
            .point(lambda v: v < 90 and 255)
        )
        rows = [y for y in range(box.height) if box.crop((0, y, box.width, y + 1)).getextrema()[1]]
        return next(y for y in range(rows[0], box.height) if y not in rows) - rows[0]

    assert ink("Ask twice") > ink("Ask twice and then wait for what the second answer says about the first " * 2) * 1.5


def test_lines_are_even():
    face = Face("newsreader", 70, 500)
    words = ["The", "quiet", "work", "of", "handing", "over", "to", "somebody", "else"]
    widths = [face.width(line) for line in balanced(words, face)]
    assert max(widths) <= COLUMN
    assert min(widths) > max(widths) * 0.6


def test_what_is_too_wide_ends_with_a_sign():
    face = Face("instrument-sans", 27, 600)
    assert shortened("Short", face) == "Short"
    cut = shortened("Przywództwo i zarządzanie strategiczne w organizacji", face, 300)
    assert cut.endswith("…")
    assert face.width(cut) <= 300


@pytest.mark.parametrize("text", ["Zażółć gęślą jaźń", "Über naïve façades", "Ők, ěščřž – „tak”", "C’est «ça» 😀 →"])
def test_words_in_latin_letters_can_be_written(text):
    assert can_write(text)


@pytest.mark.parametrize("text", ["管理", "Управление", "Διοίκηση", "Ask 管"])
def test_words_in_other_letters_cannot_where_no_font_has_them(text):
    assert not can_write(text)
    assert writable(text) == ""


@pytest.mark.parametrize("text", ["管理、", "Управление", "Ask 管"])
def test_they_can_in_a_font_of_the_machine(text, other_font):
    assert writable(f"{text} ☃") == text
    face = Face("newsreader", 60, 500)
    assert Path(face.runs(text)[-1][0].path) == other_font
    assert drawn(title=text, eyebrow=text).tobytes() != drawn(title="", eyebrow="").tobytes()


@pytest.mark.parametrize("text", ["Диалог", "שלום", "管理学"])
def test_one_that_lacks_a_letter_or_whose_script_takes_more_than_letters_is_no_help(text, other_font):
    assert not can_write(text)


def test_what_cannot_be_written_leaves_its_place_to_the_name_of_the_site():
    plain = drawn(title="Leaders Island", eyebrow="", byline="Ann Berg").tobytes()
    assert drawn(title="管理の技術", eyebrow="管理", byline="Ann Berg").tobytes() == plain
    assert drawn(title="Leaders Island", byline="Ann Berg, 管").tobytes() == drawn(title="Leaders Island").tobytes()


def test_lines_without_spaces_end_between_two_letters_but_not_before_a_sign_that_closes(other_font):
    face = Face("newsreader", 100, 500)
    assert wrapped(WORD.findall("管理の技術、管理 Ask twice"), face, 480) == ["管理の技", "術、管理", "Ask twice"]
    assert WORD.findall("「管」の、Ask twice 管") == ["「管」", "の、", "Ask ", "twice ", "管"]


def test_signs_that_no_font_has_are_left_out():
    assert writable("Ask 😀 twice ☃") == "Ask twice"
    assert writable("Za\xadrzą\u200bdzanie\xa0tak") == "Zarządzanie tak"
    assert draw(CardText("😀"), "😀")


def test_letters_that_are_put_together_are_written_as_one():
    assert writable("Z\u0307o\u0301łc\u0301") == "Żółć"
    assert can_write("Z\u0307")


def test_letters_of_both_files_stand_in_one_line():
    face = Face("newsreader", 60, 500)
    assert [run for _font, run in face.runs("Führung")] == ["F", "ü", "hrung"]


# The picture beside them


@pytest.mark.parametrize("topic", [None, *range(10)])
def test_every_motif_is_drawn_in_the_colours_of_its_tone(topic):
    for seed in range(5):
        image = motif(topic, seed)
        assert image.size == PICTURE
        tone = {tuple(bytes.fromhex(colour[1:])) for colour in TONES[seed]}
        shown = {colour for _number, colour in sorted(image.getcolors(2**24), reverse=True)[:3]}
        assert shown <= tone


def test_topics_and_pages_look_different():
    pictures = {motif(topic, seed).tobytes() for topic in (1, 2) for seed in (3, 4)}
    assert len(pictures) == 4
    assert motif(12, 13).tobytes() == motif(2, 3).tobytes()


@pytest.mark.django_db
def test_a_page_with_a_picture_shows_it():
    card = drawn(picture=ImageFactory(width=900, height=600, colour="crimson"))
    low, high = zip(*card.crop((WIDTH - PICTURE[0] + 8, 0, WIDTH, HEIGHT)).getextrema(), strict=True)
    assert low[0] > 200
    assert high[1] < 60


@pytest.mark.django_db
@pytest.mark.parametrize("broken", ["gone", "cut"])
def test_a_picture_that_cannot_be_read_leaves_its_place_to_the_motif(broken):
    image = ImageFactory(width=600, height=400)
    if broken == "gone":
        image.file.storage.delete(image.file.name)
    else:
        with image.file.storage.open(image.file.name, "rb") as file:
            data = file.read()
        with image.file.storage.open(image.file.name, "wb") as file:
            file.write(data[: len(data) // 2])
    assert drawn(picture=image, topic=1).tobytes() == drawn(topic=1).tobytes()
