"""What is misspelt is put right, what is found shows where, and what is not found editors hear of."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from articles.models import ArticlePage
from home import search, stems, tasks
from home.models import MissedSearch, SearchWord
from home.passages import passage
from tests.factories import ArticleFactory, AuthorFactory, TopicFactory
from tests.factories import blocks as b

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(run_jobs):
    def publish(title: str = "Ask twice", **kwargs):
        made = ArticleFactory(title=title, **kwargs)
        made.save_revision().publish()
        run_jobs()
        return made

    return publish


@pytest.fixture
def find(client):
    def ask(words: str) -> BeautifulSoup:
        response = client.get("/search/", {"q": words})
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser").main

    return ask


def titles(main: BeautifulSoup) -> list[str]:
    return [title.get_text(strip=True) for title in main.select(".results .card__title")]


# What is misspelt


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("managment", "Management by walking"),
        ("managmeent", "Management by walking"),
        ("mangement", "Management by walking"),
        ("anagement", "Management by walking"),
        ("MANAGMENT", "Management by walking"),
        ("zielinska", "Zielińska asks"),
        ("zielinsky asks", "Zielińska asks"),
        ("żeglaz", "Żeglarz wraca"),
        ("zeglarz", "Żeglarz wraca"),
    ],
)
def test_a_misspelt_word_finds_what_it_means(article, find, typed, title):
    for each in ("Management by walking", "Zielińska asks", "Żeglarz wraca"):
        article(each)
    assert titles(find(typed))[0] == title


def test_it_is_said_what_was_looked_for_instead(article, find):
    article("Lighthouse")
    said = find("lihgthouse").select_one("[role=status]").get_text()
    assert " ".join(said.split()) == "Nothing here speaks of “lihgthouse”. This speaks of “lighthouse”:"


def test_what_is_found_as_it_was_typed_is_not_put_right(article, find):
    article("Manager")
    article("Managers manage")
    assert set(titles(find("managers"))) == {"Manager", "Managers manage"}
    assert "Nothing here" not in find("manager").get_text()


@pytest.mark.parametrize("typed", ["xyzzyx", "mana", "abc", "the managed xylophones", "ab" * 40])
def test_what_is_like_nothing_stays_as_it_is(article, find, typed):
    article("Management")
    main = find(typed)
    assert titles(main) == [] or typed == "mana"
    assert "It may help to" in main.get_text() or typed == "mana"


def test_words_of_what_readers_may_not_see_find_nothing(article, find):
    hidden = article("Lighthouse")
    hidden.unpublish()
    main = find("lighthous")
    assert titles(main) == []
    assert "lighthouse" not in main.get_text().lower().replace("“lighthous”", "")


def test_the_words_of_texts_and_names_are_known(article):
    article(
        parent=AuthorFactory(title="Ann Halloran"),
        body=b.stream(b.paragraph("<b>Slips</b> of paper &amp; harbourmasters")),
    )
    known = set(SearchWord.objects.values_list("word", flat=True))
    assert {"slips", "paper", "harbourmasters", "twice"} <= known
    assert not {"amp", "of", "b"} & known


def test_a_page_that_is_no_longer_published_teaches_nothing():
    ArticleFactory(title="Lighthouse", live=False)
    assert not SearchWord.objects.filter(word="lighthouse").exists()


@pytest.mark.parametrize(
    ("word", "folded"), [("Żółć", "zolc"), ("Straße", "strasse"), ("CAFÉ", "cafe"), ("Ærø", "aero"), ("日本", "日本")]
)
def test_folding(word, folded):
    assert stems.fold(word) == folded


# Where it stands


def test_a_result_shows_the_passage_with_the_words_marked(article, find):
    text = "Words before it. " * 30 + "Nobody manages a <b>harbour</b> alone, says the manager. " + "Words after. " * 30
    article(body=b.stream(b.paragraph(text)))
    shown = find("managing harbours").select_one(".result__passage")
    assert [mark.get_text() for mark in shown.select("mark")] == ["manages", "harbour", "manager"]
    assert shown.get_text(strip=True).startswith("… ")
    assert len(shown.get_text()) < 300


def test_what_stands_in_the_headline_alone_needs_no_passage(article, find):
    article("Lighthouse", body=b.stream(b.paragraph("Something else.")))
    assert find("lighthouse").select_one(".result__passage") is None


def test_a_page_that_is_no_article_shows_its_passage_too(find, run_jobs):
    author = AuthorFactory(title="Ann", role="Keeper of lighthouses")
    author.save_revision().publish()
    assert "lighthouses" in find("lighthouse").select_one(".result__passage mark").get_text()


def test_a_passage_is_text_whatever_the_text_says():
    shown = passage(
        ["I said &lt;script&gt;alert(1)&lt;/script&gt; & <em>lighthouse</em> <img src=x onerror=y>"], ["lighthouse"]
    )
    assert "<script" not in shown
    assert "<img" not in shown
    assert "<mark>lighthouse</mark>" in shown


@pytest.mark.parametrize("texts", [[], [""], ["no such word"], ["x" * 5000]])
def test_without_the_words_there_is_no_passage(texts):
    assert passage(texts, ["lighthouse"]) == ""


# What is not found


def test_a_search_without_a_result_is_counted(article, find):
    article("Lighthouse")
    for _ in range(3):
        find("Xylophones of the North")
    find("lihgthouse")
    missed = {row.words: (row.times, row.corrected) for row in MissedSearch.objects.all()}
    assert missed == {"xylophones of the north": (3, ""), "lihgthouse": (1, "lighthouse")}


@pytest.mark.parametrize("typed", ["ann@example.com", "call 600123456", "x" * 61, "lighthouse", "", "   ", "?!"])
def test_what_may_name_somebody_or_was_found_is_not_noted(article, find, typed):
    article("Lighthouse")
    find(typed)
    assert not MissedSearch.objects.exists()


def test_a_flood_of_searches_fills_no_database(find, monkeypatch):
    monkeypatch.setattr(search, "MOST_NOTED", 3)
    for word in ("one1", "two2", "three3", "four4", "five5"):
        find(f"nothing {word}")
    assert MissedSearch.objects.count() == 3


def test_what_nobody_looks_for_any_more_is_forgotten(find):
    find("xylophones")
    find("foghorns")
    MissedSearch.objects.filter(words="xylophones").update(last_at=timezone.now() - timedelta(days=181))
    tasks.forget_missed_searches()
    assert [row.words for row in MissedSearch.objects.all()] == ["foghorns"]


@pytest.mark.parametrize("role", ["editor", "moderator", "marketer", "admin"])
def test_whoever_decides_what_is_written_sees_the_report(client, find, request, role):
    find("xylophones")
    client.force_login(request.getfixturevalue(role))
    answer = client.get(reverse("home_missed_searches"))
    assert "xylophones" in answer.content.decode()
    assert "Searches without a result" in client.get("/admin/").content.decode()
    export = client.get(reverse("home_missed_searches"), {"export": "csv"})
    assert b"xylophones" in b"".join(export.streaming_content if export.streaming else [export.content])


def test_nobody_else_sees_it(client):
    assert client.get(reverse("home_missed_searches")).status_code == 302


def test_no_formula_reaches_a_spreadsheet(client, find, admin):
    """Readers type what they like; letters and digits are all that is kept of it."""
    find("=cmd|'/C calc'!A0")
    assert [row.words for row in MissedSearch.objects.all()] == ["cmd c calc a0"]


def test_a_result_costs_the_same_with_one_and_with_ten(article, client, django_assert_max_num_queries):
    for number in range(10):
        article(f"Lighthouse {number}", body=b.stream(b.paragraph("A lighthouse.")))
    client.get("/search/", {"q": "lighthouse"})
    with django_assert_max_num_queries(24):
        client.get("/search/", {"q": "lighthouse"})
    assert Page.objects.count() > 10


# What is narrowed


@pytest.fixture
def library(article):
    """Four articles on lighthouses, by two authors, in two topics and three years."""
    ann, ben = AuthorFactory(title="Ann Berg", slug="ann"), AuthorFactory(title="Ben Cole", slug="ben")
    decisions, teams = TopicFactory(name="Decisions", slug="decisions"), TopicFactory(name="Teams", slug="teams")
    for number, (parent, others, topic, year) in enumerate(
        [(ann, [], decisions, 2023), (ann, [ben], teams, 2024), (ben, [], teams, 2024), (ben, [], decisions, 2026)]
    ):
        when = datetime(year, 5, number + 1, 12, tzinfo=UTC)
        article(f"Lighthouse {number}", parent=parent, authors=others, topics=[topic], published_at=when)
        ArticlePage.objects.filter(title=f"Lighthouse {number}").update(first_published_at=when)
    article("No light", parent=ann, topics=[decisions])


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({}, "0123"),
        ({"topic": "teams"}, "12"),
        ({"author": "ben"}, "123"),
        ({"year": "2024"}, "12"),
        ({"topic": "decisions", "author": "ann"}, "0"),
        ({"topic": "decisions", "year": "2024"}, ""),
        ({"topic": "", "author": "", "year": ""}, "0123"),
    ],
)
def test_a_search_is_narrowed(library, client, filters, numbers):
    response = client.get("/search/", {"q": "lighthouse", **filters})
    assert sorted(page.title[-1] for page in response.context["results"]) == list(numbers)
    assert not MissedSearch.objects.exists(), "What was only narrowed away is there."


def test_the_newest_come_first_if_that_is_asked_for(library, client):
    response = client.get("/search/", {"q": "lighthouse", "sort": "newest"})
    assert [page.title[-1] for page in response.context["results"]] == list("3210")


@pytest.mark.parametrize(
    "filters",
    [
        {"topic": "nothing"},
        {"author": "\x01"},
        {"year": "x"},
        {"year": "9" * 30},
        {"sort": "worst"},
        {"topic": "'; --"},
    ],
)
def test_what_is_no_choice_is_said_and_left_aside(library, client, filters):
    response = client.get("/search/", {"q": "lighthouse", **filters})
    assert response.status_code == 200
    assert len(response.context["results"]) == 4
    assert BeautifulSoup(response.content, "html.parser").select_one(".search-filters[open] .field__error")


def test_only_what_shows_something_can_be_chosen(library, client):
    TopicFactory(name="Empty", slug="empty")
    main = BeautifulSoup(client.get("/search/", {"q": "lighthouse"}).content, "html.parser").main
    options = {
        select["name"]: [option["value"] for option in select.select("option")] for select in main.select("select")
    }
    assert options == {
        "topic": ["", "decisions", "teams"],
        "author": ["", "ann", "ben"],
        "year": ["", "2026", "2024", "2023"],
        "sort": ["", "newest"],
    }


def test_the_pages_of_a_narrowed_search_stay_narrow(library, client, monkeypatch):
    monkeypatch.setattr("core.pagination.PER_PAGE", 1)
    monkeypatch.setattr("core.pagination.paginate.__defaults__", (1,))
    main = BeautifulSoup(client.get("/search/", {"q": "lighthouse", "topic": "teams"}).content, "html.parser").main
    assert "topic=teams" in main.select_one(".pagination [rel=next]")["href"]
