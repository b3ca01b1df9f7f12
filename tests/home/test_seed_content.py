"""The command: what it says, and what it refuses."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import ArticleIndexPage, ArticlePage, AuthorPage
from core.progress import WIDTH, Progress
from home.management.commands.seed_content import MAXIMUM
from newsletter.models import Person

pytestmark = pytest.mark.django_db


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


class Output:
    """What a command's `stdout` is, over a text that can be read afterwards."""

    def __init__(self, stream: StringIO) -> None:
        from django.core.management.base import OutputWrapper

        self.stream, self.wrapper = stream, OutputWrapper(stream)


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("seed_content", *arguments, stdout=output)
    return output.getvalue()


def content() -> list[tuple]:
    """All that a seed decides, without keys of the database."""
    articles = ArticlePage.objects.order_by("path")
    return [
        *AuthorPage.objects.order_by("path").values_list("title", "slug", "biography", "translation_key"),
        *articles.values_list("title", "url_path", "standfirst", "published_at", "last_published_at", "reading_time"),
        *(tuple(block["id"] for block in article.body.raw_data) for article in articles),
        *(tuple(topic.name for topic in article.topics.all()) for article in articles),
        *(tuple(author.title for author in article.byline) for article in articles),
    ]


# What it adds


def test_it_adds_what_it_is_asked_for(small_pictures):
    run("--articles", "7", "--authors", "2", "--leads", "5")
    assert (ArticlePage.objects.count(), AuthorPage.objects.count(), Person.objects.count()) == (7, 2, 5)


def test_leads_can_be_had_alone():
    run("--leads", "5")
    assert (ArticlePage.objects.count(), AuthorPage.objects.count(), Person.objects.count()) == (0, 0, 5)


def test_a_further_run_adds_more_at_new_addresses(small_pictures):
    run("--articles", "7", "--authors", "2")
    run("--articles", "3", "--authors", "1")
    assert ArticlePage.objects.count() == 10
    assert set(AuthorPage.objects.values_list("slug", flat=True)) == {"author-1", "author-2", "author-3"}
    assert len(set(ArticlePage.objects.values_list("url_path", flat=True))) == 10


def test_a_further_run_does_not_write_the_same_again(small_pictures):
    run("--articles", "9", "--authors", "1")
    run("--articles", "9", "--authors", "1")
    titles = [set(author.get_children().values_list("title", flat=True)) for author in AuthorPage.objects.all()]
    assert len(titles[0] & titles[1]) < 3


def test_numbers_go_on_beside_other_authors(small_pictures):
    index = ArticleIndexPage.objects.get()
    for slug in ("author-5", "author-of-note", "ann"):
        index.add_child(instance=AuthorPage(title=slug, slug=slug))
    run("--authors", "1")
    assert AuthorPage.objects.filter(slug="author-6", title="Author 6").exists()


def test_the_same_seed_gives_the_same_content(small_pictures):
    run("--articles", "15", "--authors", "2", "--seed", "7")
    first = content()
    AuthorPage.objects.all().delete()
    ArticleIndexPage.objects.update(numchild=0)
    run("--articles", "15", "--authors", "2", "--seed", "7")
    assert content() == first


def test_another_seed_gives_other_content(small_pictures):
    run("--articles", "5", "--authors", "1", "--seed", "1")
    first = content()
    AuthorPage.objects.all().delete()
    run("--articles", "5", "--authors", "1", "--seed", "2")
    assert content()[1] != first[1]


# What it refuses


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "There is nothing to do: give --articles with --authors, or --leads."),
        (("--articles", "0", "--leads", "0"), "There is nothing to do: give --articles with --authors, or --leads."),
        (("--articles", "5"), "Articles stand below authors: give --authors of at least 1."),
        (("--articles", "-1", "--authors", "1"), "--articles must be between 0 and 1,000,000; it is -1."),
        (("--authors", "-1"), "--authors must be between 0 and 1,000,000; it is -1."),
        (("--leads", str(MAXIMUM + 1)), "--leads must be between 0 and 1,000,000; it is 1,000,001."),
    ],
)
def test_nonsense_is_refused_in_one_sentence(arguments, sentence):
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    assert str(refusal.value) == sentence
    assert not AuthorPage.objects.exists()


@pytest.mark.parametrize("arguments", [("--articles", "many"), ("--leads", "1.5"), ("--seed", "x"), ("--colour", "1")])
def test_what_is_no_number_is_refused(arguments):
    with pytest.raises(CommandError, match=r"invalid int value|unrecognized arguments"):
        run(*arguments)


def test_without_an_article_index_there_is_no_place_for_authors():
    ArticleIndexPage.objects.get().delete()
    with pytest.raises(CommandError, match=r"^There is no article index to put authors below\.$"):
        run("--articles", "5", "--authors", "1")


# What it says


def test_it_says_how_many_there_are(small_pictures):
    said = run("--articles", "3", "--authors", "1", "--leads", "2").splitlines()
    assert len(said) == 2
    assert said[0].startswith("100 %  3 of 3 articles by 1 authors, ")
    assert said[1].startswith("100 %  2 of 2 leads, ")
    assert said[1].endswith(" a second")


def progress(stream: StringIO, total: int) -> Progress:
    return Progress("articles", total, Output(stream).wrapper)


def test_in_a_file_there_is_a_line_for_every_tenth():
    stream = StringIO()
    bar = progress(stream, 1000)
    for _ in range(50):
        bar.add(20)
    lines = stream.getvalue().splitlines()
    assert [int(line.split("%")[0]) for line in lines] == list(range(10, 101, 10))


def test_a_step_of_more_than_a_tenth_is_one_line():
    stream = StringIO()
    bar = progress(stream, 100)
    bar.add(35)
    bar.add(65)
    assert [line.split("%")[0].strip() for line in stream.getvalue().splitlines()] == ["35", "100"]


def test_on_a_terminal_there_is_one_line_that_is_written_over():
    stream = Terminal()
    bar = progress(stream, 4)
    for _ in range(4):
        bar.add(1)
    said = stream.getvalue()
    assert said.count("\n") == 1
    assert said.endswith("\n")
    assert said.count("\r") == 4


def test_the_bar_fills():
    bar = progress(Terminal(), 10)
    assert bar.bar() == f"[{'.' * WIDTH}]"
    bar.add(5)
    assert bar.bar() == f"[{'#' * (WIDTH // 2)}{'.' * (WIDTH // 2)}]"
    bar.add(5)
    assert bar.bar() == f"[{'#' * WIDTH}]"


def test_large_numbers_can_be_read():
    bar = progress(Terminal(), 100_000)
    bar.add(12_345)
    assert " 12 %  12,345 of 100,000 articles, " in bar.sentence()
