"""Search over titles, texts and authors; and whatever a stranger types."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from core.images import make_sources
from home.search import MAXIMUM_LENGTH
from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory, ImageFactory, LandingPageFactory
from tests.factories import blocks as b
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def find(client):
    """The titles that a search finds, best first."""

    def ask(words: str, **query) -> list[str]:
        response = client.get("/search/", {"q": words, **query})
        assert response.status_code == 200
        return [page.title for page in response.context["results"]]

    return ask


def article(title: str = "Ask twice", **kwargs):
    """Published as an editor does it, so that all of it is indexed."""
    made = ArticleFactory(title=title, **kwargs)
    made.save_revision().publish()
    return made


# What is found


def test_an_article_is_found_by_its_headline(find):
    article("The lighthouse keeper")
    article("The red beads")
    assert find("lighthouse") == ["The lighthouse keeper"]


def test_an_article_is_found_by_its_standfirst_and_text(find):
    article(standfirst="About the harbourmaster.", body=b.stream(b.paragraph("A quarter of a million <b>slips</b>.")))
    assert find("harbourmaster") == ["Ask twice"]
    assert find("slips") == ["Ask twice"]


@pytest.mark.parametrize(
    "block",
    [
        b.heading("Foghorns"),
        b.pull_quote("Foghorns carry."),
        b.key_takeaways("Mind the foghorns."),
        b.questions(Foghorns="They carry."),
        b.table("Of foghorns"),
    ],
    ids=lambda block: block["type"],
)
def test_an_article_is_found_by_what_any_of_its_blocks_says(find, block):
    article(body=b.stream(block))
    assert find("foghorns") == ["Ask twice"]


def test_articles_are_found_by_their_author(find):
    article(parent=AuthorFactory(title="Ann Zielinska"))
    assert set(find("Zielinska")) == {"Ask twice", "Ann Zielinska"}


def test_every_kind_of_page_is_found(find):
    AuthorFactory(title="Lighthouse Ann")
    ContentPageFactory(title="Lighthouse imprint")
    LandingPageFactory(title="Lighthouse offer")
    GuidebookPageFactory(title="Lighthouse guidebook")
    article("Lighthouse story")
    assert len(find("lighthouse")) == 5


def test_another_form_of_a_word_finds_it_too(find):
    article("Managing harbours")
    for word in ("manage", "managed", "harbour", "HARBOURS"):
        assert find(word) == ["Managing harbours"], word


def test_all_words_must_be_there(find):
    article("Red beads")
    article("Red herrings")
    assert find("red beads") == ["Red beads"]
    assert find("beads red") == ["Red beads"]
    assert find("red whales") == []


def test_a_title_counts_more_than_a_mention(find):
    article("Something else", body=b.stream(b.paragraph("A lighthouse stood there. " + "Words. " * 200)))
    article("Lighthouse")
    assert find("lighthouse")[0] == "Lighthouse"


def test_letters_with_marks_are_found(find):
    article("Święty spokój")
    assert find("spokój") == ["Święty spokój"]


# What is not found


def test_drafts_and_withdrawn_pages_are_not_found(find):
    ArticleFactory(title="Lighthouse", live=False)
    withdrawn = article("Lighthouse two")
    withdrawn.unpublish()
    assert find("lighthouse") == []


@pytest.mark.parametrize("kind", ["password", "login", "groups"])
def test_restricted_pages_and_what_stands_below_them_are_not_found(find, kind):
    author = AuthorFactory(title="Lighthouse Ann")
    article("Lighthouse", parent=author)
    open_page = article("Another lighthouse")
    PageViewRestriction.objects.create(page=author, restriction_type=kind, password="x")
    assert find("lighthouse") == [open_page.title]


def test_the_words_of_a_draft_of_a_published_page_are_not_found(find):
    made = article("Plain words")
    made.title = "Secret lighthouse"
    made.save_revision()
    assert find("lighthouse") == []
    assert find("plain") == ["Plain words"]


# Bad input


def test_without_a_question_the_page_asks_for_one(client):
    response = client.get("/search/")
    assert response.status_code == 200
    assert "results" not in response.context
    assert b"What are you looking for?" in response.content


@pytest.mark.parametrize("query", ["", "   ", "\t\n"])
def test_an_empty_question_finds_nothing(client, query):
    assert client.get("/search/", {"q": query}).status_code == 200


OPERATORS = [
    'NEAR OR AND "',
    "NEAR(a b, 5)",
    "AND",
    "OR NOT",
    "a AND",
    '"',
    "'",
    "''\"\"",
    "*",
    "light*",
    "title:x",
    "-x",
    "^x",
    "a + b",
    "{x}",
    "(",
    ")))",
    "x:*",
    "!x",
    "a & b | !c",
    "<->",
    "\\",
    "\\'",
    "%",
    "%s",
    "_",
    ";--",
    "'; DROP TABLE core_user; --",
    "?",
    "🙂",
    "\u202e",
    "İ",
    "a\u0301",
    "日本語",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "\ud7ff",
]


@pytest.mark.parametrize("query", OPERATORS)
def test_what_a_database_would_take_for_its_own_language_is_only_words(client, query):
    article("Near the light and other words")
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_words_that_are_operators_are_looked_for_as_words(find):
    article("Near or far")
    assert find("near or far") in (["Near or far"], [])
    assert find("far NEAR") == ["Near or far"]


@pytest.mark.parametrize("query", ["%00", "a%00b", "%00%00"])
def test_a_nul_byte_is_a_clean_400(client, query):
    assert client.get(f"/search/?q={query}").status_code == 400


def test_a_question_of_ten_thousand_characters_is_a_clean_400_that_says_why(client):
    response = client.get("/search/", {"q": "word " * 2000})
    assert response.status_code == 400
    html = response.content.decode()
    assert f"up to {MAXIMUM_LENGTH} characters" in html
    assert len(html) < 60_000
    assert "word " * 50 not in html


def test_a_question_as_long_as_may_be_is_answered(client):
    assert client.get("/search/", {"q": "x" * MAXIMUM_LENGTH}).status_code == 200
    assert client.get("/search/", {"q": "x" * (MAXIMUM_LENGTH + 1)}).status_code == 400


@pytest.mark.parametrize("query", ["%ff%fe", "%c3%28", "%ed%a0%80"])
def test_bytes_that_are_no_text_are_no_error(client, query):
    assert client.get(f"/search/?q={query}").status_code in {200, 400}


@pytest.mark.parametrize("page", ["0", "-1", "x", str(10**9), "9" * 5000, "1.5"])
def test_a_page_that_cannot_be_is_not_found(client, page):
    article("Lighthouse")
    assert client.get("/search/", {"q": "lighthouse", "page": page}).status_code == 404
    assert client.get("/search/", {"q": "nothing-at-all", "page": page}).status_code == 404


def test_many_results_have_pages(client, find):
    author = AuthorFactory()
    for number in range(13):
        article(f"Lighthouse {number}", parent=author)
    assert len(find("lighthouse")) == 12
    assert len(find("lighthouse", page=2)) == 1
    html = client.get("/search/", {"q": "lighthouse"}).content.decode()
    assert "q=lighthouse&amp;page=2" in html


def test_a_question_is_said_again_and_cannot_run(client):
    html = client.get("/search/", {"q": '"><img src=x onerror=alert(1)>'}).content.decode()
    assert "<img src=x" not in html
    assert "onerror=alert(1)&gt;" in html


def test_a_page_of_results_is_nothing_for_search_engines(client):
    assert '<meta name="robots" content="noindex">' in client.get("/search/", {"q": "x"}).content.decode()


def test_results_cost_the_same_for_two_and_for_ten(client, django_assert_max_num_queries):
    author = AuthorFactory()
    for number in range(10):
        article(f"Lighthouse {number}", parent=author)
    with django_assert_max_num_queries(21):
        assert len(client.get("/search/", {"q": "lighthouse"}).context["results"]) == 10


def test_authors_are_shown_by_their_portraits_in_one_query_for_all(client):
    def results() -> tuple[BeautifulSoup, int]:
        with CaptureQueriesContext(connection) as asked:
            html = client.get("/search/", {"q": "lighthouse"}).content.decode()
        return BeautifulSoup(html, "html.parser").select_one(".results"), len(asked)

    portrait = ImageFactory(width=200, height=200)
    AuthorFactory(title="Lighthouse Ann", portrait=portrait)
    make_sources(portrait.pk, "portrait")
    results()  # What a process remembers is asked for once.
    found, queries = results()
    assert "fill-96x96" in found.find("source", type="image/avif")["srcset"]
    for name in ("Bea", "Cem"):
        AuthorFactory(title=f"Lighthouse {name}", portrait=ImageFactory())
    AuthorFactory(title="Lighthouse Dan")
    found, queries_of_more = results()
    assert (len(found("img")), len(found.select(".pattern"))) == (3, 1)
    assert queries_of_more == queries
