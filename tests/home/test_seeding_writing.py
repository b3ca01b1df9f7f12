"""Texts at random: the same ones for the same seed, and such as an index has something to do with."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from articles.models import ArticlePage
from home.seeding.writing import (
    DOINGS,
    FIRST_DAY,
    LAST_DAY,
    MANNERS,
    PEOPLE,
    QUALITIES,
    SUBJECTS,
    THINGS,
    WORDS,
    Writer,
)

LISTS = {"people": PEOPLE, "things": THINGS, "qualities": QUALITIES, "doings": DOINGS, "manners": MANNERS}


@pytest.fixture
def writer() -> Writer:
    return Writer("a seed")


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


# The vocabulary


def test_there_are_several_hundred_words():
    assert len({word for words in LISTS.values() for word in words}) > 500


@pytest.mark.parametrize("kind", LISTS)
def test_no_word_is_listed_twice(kind):
    assert [word for word, count in Counter(LISTS[kind]).items() if count > 1] == []


@pytest.mark.parametrize("kind", LISTS)
def test_words_are_plain(kind):
    assert all(re.fullmatch(r"[a-z]+", word) for word in LISTS[kind])


@pytest.mark.parametrize("kind", ["sentences", "titles", "headings", "questions"])
def test_templates_name_only_what_there_is(writer, kind):
    slots = set(re.findall(r"{(.*?)}", " ".join(WORDS[kind])))
    assert slots <= set(writer.vocabulary)


# Sentences


@pytest.mark.parametrize("kind", ["sentences", "titles", "headings", "questions"])
def test_nothing_is_left_open(writer, kind):
    for _ in range(200):
        text = writer.one_of(kind)
        assert not set(text) & set("{}<>&|")
        assert text[0].isupper()
        assert "  " not in text


def test_a_sentence_ends(writer):
    assert all(writer.sentences(1).endswith(".") for _ in range(100))


def test_several_sentences_make_one_text(writer):
    assert writer.sentences(5).count(".") == 5


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("honest", "An honest man"),
        ("absent", "An absent man"),
        ("unfinished", "An unfinished man"),
        ("useful", "A useful man"),
        ("hidden", "A hidden man"),
        ("young", "A young man"),
    ],
)
def test_the_article_goes_with_the_word(writer, word, text):
    writer.vocabulary["q"] = [word]
    assert writer.fill("a {q} man") == text


def test_an_article_is_about_few_things(writer):
    writer.choose_subjects()
    used = set(words_of(writer.sentences(400))) & set(THINGS)
    assert len(used) <= SUBJECTS + 3  # Some words are in the templates themselves.


def test_the_next_article_is_about_other_things(writer):
    writer.choose_subjects()
    first = set(writer.vocabulary["t"])
    writer.choose_subjects()
    assert len(first & set(writer.vocabulary["t"])) < SUBJECTS / 2


def test_titles_fit_a_page_and_headings_their_block(writer):
    assert max(len(writer.title()) for _ in range(2000)) <= 160
    assert max(len(writer.one_of("headings")) for _ in range(2000)) <= 120


# The seed


def test_the_same_seed_writes_the_same():
    first, second = Writer("1"), Writer("1")
    assert first.body([1, 2], [3]) == second.body([1, 2], [3])
    assert first.title() == second.title()
    assert first.uuid() == second.uuid()
    assert first.moment() == second.moment()


def test_another_seed_writes_something_else():
    assert Writer("1").body([], []) != Writer("2").body([], [])


def test_what_a_seed_writes_does_not_change_from_one_version_to_the_next():
    """Figures of last year can be compared only with those of the same content."""
    writer = Writer("1")
    assert writer.uuid() == UUID("ae2ab026-0b53-4e7c-ba65-f0407a6e75f5")
    assert writer.moment() == datetime(2017, 11, 16, 0, 48, tzinfo=UTC)
    assert writer.title() == "On the wise quota, and what the founder admits"


# Dates and keys


def test_dates_are_past_and_differ(writer):
    moments = [writer.moment() for _ in range(300)]
    assert min(moments) >= FIRST_DAY
    assert max(moments) < LAST_DAY
    assert max(moments) - min(moments) > timedelta(days=365 * 8)


def test_keys_are_valid_and_unique(writer):
    keys = [writer.uuid() for _ in range(1000)]
    assert len(set(keys)) == 1000
    assert all(key.version == 4 for key in keys)


# Bodies


def blocks(body: list[dict], kind: str) -> list[dict]:
    return [block for block in body if block["type"] == kind]


def test_a_body_begins_with_words_and_has_sections(writer):
    for _ in range(50):
        body = writer.body([], [])
        assert body[0]["type"] in {"paragraph", "key_takeaways"}
        assert 2 <= len(blocks(body, "heading")) <= 4
        assert len(blocks(body, "paragraph")) == len(blocks(body, "heading")) + 1


def test_a_body_has_the_pictures_and_articles_it_is_given(writer):
    body = writer.body([7, 8, 7], [41])
    assert sorted(block["value"]["image"]["image"] for block in blocks(body, "image")) == [7, 7, 8]
    assert [block["value"]["page"] for block in blocks(body, "related_article")] == [41]


def test_every_picture_has_words_of_its_own(writer):
    for block in blocks(writer.body([1, 2, 3], []), "image"):
        assert block["value"]["image"]["alt_text"]
        assert not block["value"]["image"]["decorative"]


def test_every_block_has_a_key(writer):
    keys = [block["id"] for _ in range(50) for block in writer.body([1], [2])]
    assert len(set(keys)) == len(keys)


def test_a_body_has_the_length_of_an_article(writer):
    lengths = [len(words_of(str([block["value"] for block in writer.body([], [])]))) for _ in range(50)]
    assert min(lengths) > 300
    assert max(lengths) < 1500


@pytest.mark.django_db
def test_an_editor_could_save_every_body(writer):
    """The form's own checks, which the database does not make. Pictures and pages are chosen elsewhere."""
    field = ArticlePage._meta.get_field("body")
    for _ in range(30):
        value = field.to_python(writer.body([], []))
        field.stream_block.clean(value)


@pytest.mark.django_db
def test_bodies_use_the_whole_vocabulary_of_blocks_that_is_made_of_words(writer):
    kinds = {block["type"] for _ in range(60) for block in writer.body([1], [1])}
    own = set(ArticlePage._meta.get_field("body").stream_block.child_blocks)
    assert kinds == own - {"embed", "guidebook", "preformatted", "remainder"}
