"""Fifty questions and what they find, in which order: the same file for SQLite and PostgreSQL.

Of those with all words in the headline the newest come first, then of those with all of them there, under it or often,
then of the others.
"""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from home.models import MissedSearch
from tests.factories import ArticleFactory, AuthorFactory, TopicFactory
from tests.factories import blocks as b

pytestmark = pytest.mark.django_db
LIBRARY = tomllib.loads((Path(__file__).parent / "search_set.toml").read_text(encoding="utf-8"))
QUESTIONS: dict[str, list[str]] = LIBRARY["questions"]
FIRST = datetime(2021, 3, 1, 12, tzinfo=UTC)


def build() -> None:
    authors = {each["author"]: None for each in LIBRARY["articles"]}
    authors = {name: AuthorFactory(title=name, summary="", role="") for name in authors}
    for number, given in enumerate(LIBRARY["articles"]):
        made = ArticleFactory(
            title=given["title"],
            standfirst=given["standfirst"],
            parent=authors[given["author"]],
            topics=[TopicFactory(name=given["topic"])],
            tags=given.get("tags", ()),
            body=b.stream(*map(b.paragraph, given["text"])),
            published_at=FIRST + timedelta(weeks=number),
        )
        made.save_revision().publish()


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):
    """What each question finds in the library, which is there for as long as they are asked."""
    client = Client(headers={"host": "localhost"})
    with django_db_blocker.unblock(), transaction.atomic():
        build()
        found = {}
        for question in QUESTIONS:
            response = client.get("/search/", {"q": question})
            assert response.status_code == 200, question
            found[question] = [page.title for page in response.context["results"]]
        found["missed"] = set(MissedSearch.objects.values_list("words", flat=True))
        transaction.set_rollback(True)
    return found


def test_there_are_fifty():
    assert len(QUESTIONS) >= 50


@pytest.mark.parametrize("question", list(QUESTIONS))
def test_a_question_finds_the_same_in_the_same_order_on_every_database(answers, question):
    assert answers[question] == QUESTIONS[question]


def test_what_found_nothing_is_told_to_editors(answers):
    nothing = {question.lower() for question, found in QUESTIONS.items() if not found and question.isalpha()}
    assert nothing <= answers["missed"]
