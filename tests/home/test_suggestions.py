"""What is suggested while a search is typed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from tests.factories import ArticleFactory, AuthorFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggested(client):
    def ask(typed: str) -> list[tuple[str, str]]:
        response = client.get("/search/suggest/", {"q": typed})
        assert response.status_code == 200
        return [(found["kind"], found["title"]) for found in response.json()["suggestions"]]

    return ask


@pytest.fixture
def library():
    author = AuthorFactory(title="Manfred Łącki")
    topic = TopicFactory(name="Managing people")
    for title in ("Management by walking", "The manager who listened", "Foghorns"):
        ArticleFactory(title=title, parent=author, topics=[topic]).save_revision().publish()


def test_topics_come_first_then_authors_then_headlines_the_newest_first(library, suggested):
    assert suggested("man") == [
        ("Topic", "Managing people"),
        ("Author", "Manfred Łącki"),
        ("Article", "The manager who listened"),
        ("Article", "Management by walking"),
    ]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("listened man", ["The manager who listened"]),
        ("MANAGEMENT WALK", ["Management by walking"]),
        ("lacki", ["Manfred Łącki"]),
        ("Łąc", ["Manfred Łącki"]),
        ("mangement", ["Management by walking"]),
        ("foghrn", ["Foghorns"]),
        ("fgohorns", []),
        ("m", []),
        ("", []),
        ("xyzzy", []),
        ("peop", ["Managing people"]),
        ("man* | & ! ' \" :", []),
        ("'); --", []),
    ],
)
def test_what_is_typed_begins_words_of_a_name(library, suggested, typed, titles):
    found = [title for _kind, title in suggested(typed)]
    assert found[: len(titles)] == titles if titles else found == [] or "*" in typed


def test_each_leads_to_its_page(library, client):
    for found in client.get("/search/suggest/", {"q": "man"}).json()["suggestions"]:
        assert client.get(found["url"]).status_code == 200


def test_how_many_there_are_is_said_in_words(library, client):
    assert client.get("/search/suggest/", {"q": "fogh"}).json()["words"] == "1 suggestion"
    assert client.get("/search/suggest/", {"q": "man"}).json()["words"] == "4 suggestions"
    assert client.get("/search/suggest/", {"q": "xyz"}).json()["words"] == "No suggestions"


def test_no_more_than_eight_are_suggested(suggested):
    author = AuthorFactory()
    for number in range(12):
        ArticleFactory(title=f"Lighthouse {number}", parent=author)
    assert len(suggested("light")) == 8


def test_what_readers_may_not_see_is_not_suggested(suggested):
    closed = ArticleFactory(title="Lighthouse closed")
    PageViewRestriction.objects.create(page=closed, restriction_type="password", password="x")
    ArticleFactory(title="Lighthouse draft", live=False)
    assert suggested("lighthouse") == []


def test_the_answer_is_for_every_reader_and_not_for_search_engines(client):
    response = client.get("/search/suggest/", {"q": "light"})
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert client.post("/search/suggest/").status_code == 405


def test_long_questions_and_nul_bytes_are_answered(client):
    assert client.get("/search/suggest/", {"q": "x" * 5000}).json()["suggestions"] == []
    assert client.get("/search/suggest/?q=%00").status_code == 400


def test_suggesting_costs_few_queries(library, client):
    client.get("/search/suggest/", {"q": "man"})
    with CaptureQueriesContext(connection) as asked:
        client.get("/search/suggest/", {"q": "man"})
    assert len([query for query in asked if query["sql"].startswith("SELECT")]) <= 7


def test_the_form_says_where_to_ask(client):
    assert b'data-suggest="/search/suggest/"' in client.get("/search/").content
