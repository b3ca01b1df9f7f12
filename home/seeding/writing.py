"""Writes texts at random: the same seed writes the same words, on any machine and database."""

import random
import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

Block = dict[str, Any]

# Dates are fixed too, so that a seed gives the same articles next year.
FIRST_DAY = datetime(2016, 1, 4, 6, tzinfo=UTC)
LAST_DAY = datetime(2026, 6, 30, 18, tzinfo=UTC)
SUBJECTS = 14  # Things that one article is about; it names them again and again, as real articles do.
SLOT = re.compile(r"{([a-z])}")
ARTICLE = re.compile(r"\b([Aa]) (?=[aeio]|u[mn]|hones)")
WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
PEOPLE, THINGS, QUALITIES, DOINGS, MANNERS = (
    WORDS[kind].split() for kind in ("people", "things", "qualities", "doings", "manners")
)


class Writer:
    """Sentences, titles and whole bodies from the vocabulary."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)  # noqa: S311 (nothing here is secret)
        self.vocabulary: dict[str, list[str]] = {
            "p": PEOPLE,
            "t": THINGS,
            "q": QUALITIES,
            "d": DOINGS,
            "m": MANNERS,
            "w": WORDS["times"],
        }

    def choose_subjects(self) -> None:
        """Gives the next article things of its own, so that most words are in some articles and not in all."""
        self.vocabulary["t"] = self.random.sample(THINGS, SUBJECTS)
        self.vocabulary["p"] = self.random.sample(PEOPLE, SUBJECTS // 2)

    def fill(self, template: str) -> str:
        """A template with every slot filled, and a capital at its head."""
        choice, vocabulary = self.random.choice, self.vocabulary
        text = ARTICLE.sub(r"\1n ", SLOT.sub(lambda slot: choice(vocabulary[slot[1]]), template))
        return text[0].upper() + text[1:]

    def one_of(self, kind: str) -> str:
        """One of the templates of a kind, filled."""
        return self.fill(self.random.choice(WORDS[kind]))

    def sentences(self, number: int) -> str:
        return " ".join(self.one_of("sentences") for _ in range(number))

    def title(self) -> str:
        return self.one_of("titles")

    def moment(self) -> datetime:
        """Some minute between the first day and the last."""
        minutes = int((LAST_DAY - FIRST_DAY) / timedelta(minutes=1))
        return FIRST_DAY + timedelta(minutes=self.random.randrange(minutes))

    def uuid(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def block(self, kind: str, value: Any) -> Block:
        return {"type": kind, "value": value, "id": str(self.uuid())}

    def paragraph(self) -> Block:
        paragraphs = [self.sentences(self.random.randint(4, 7)) for _ in range(2)]
        return self.block("paragraph", "".join(f"<p>{text}</p>" for text in paragraphs))

    def heading(self) -> Block:
        return self.block("heading", {"text": self.one_of("headings"), "level": "h2"})

    def pull_quote(self) -> Block:
        return self.block("pull_quote", {"quote": self.sentences(1), "attribution": ""})

    def key_takeaways(self) -> Block:
        points = [self.block("item", self.sentences(1)) for _ in range(3)]
        return self.block("key_takeaways", {"heading": "In short", "items": points})

    def questions(self) -> Block:
        answers = [{"question": self.one_of("questions"), "answer": f"<p>{self.sentences(2)}</p>"} for _ in range(3)]
        return self.block("questions", {"heading": "", "items": [self.block("item", answer) for answer in answers]})

    def table(self) -> Block:
        rows = [{"values": [self.one_of("headings"), self.random.randint(1, 99)]} for _ in range(4)]
        columns = [{"type": "text", "heading": "What"}, {"type": "number", "heading": "How often"}]
        return self.block("table", {"caption": self.title(), "table": {"columns": columns, "rows": rows}})

    def picture(self, image_id: int) -> Block:
        image = {"image": image_id, "alt_text": self.sentences(1), "decorative": False}
        width = self.random.choice(("inline", "wide", "full"))
        return self.block("image", {"image": image, "caption": self.one_of("headings"), "credit": "", "width": width})

    def related_article(self, page_id: int) -> Block:
        return self.block("related_article", {"page": page_id, "note": self.sentences(1)})

    def body(self, image_ids: list[int], related_ids: list[int]) -> list[Block]:
        """Sections of a heading and two paragraphs, and among them what else an article may hold."""
        blocks = [self.paragraph()]
        for _ in range(self.random.randint(2, 4)):
            blocks += [self.heading(), self.paragraph()]
            blocks += self.random.choice((self.nothing, self.nothing, self.a_quote, self.a_table, self.a_rule))()
        for extra in [self.picture(key) for key in image_ids] + [self.related_article(key) for key in related_ids]:
            blocks.insert(self.random.randint(1, len(blocks)), extra)
        if self.random.random() < 0.3:
            blocks.append(self.questions())
        return [self.key_takeaways(), *blocks] if self.random.random() < 0.3 else blocks

    def nothing(self) -> list[Block]:
        return []

    def a_quote(self) -> list[Block]:
        return [self.pull_quote()]

    def a_table(self) -> list[Block]:
        return [self.table()] if self.random.random() < 0.2 else []

    def a_rule(self) -> list[Block]:
        return [self.block("divider", None)]
