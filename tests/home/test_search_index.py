"""What readers search follows whatever becomes of a page."""

import pytest
from django.core.management import call_command
from wagtail.models import PageViewRestriction

from articles.models import ArticlePage, AuthorPage, Topic
from home import search, search_filters, tasks
from home.fields import FTS5, TSQUERY, Wanted
from home.models import SearchEntry
from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def find(client):
    def ask(words: str, **query) -> list[str]:
        return [page.title for page in client.get("/search/", {"q": words, **query}).context["results"]]

    return ask


def article(title: str = "Lighthouse", **kwargs):
    made = ArticleFactory(title=title, **kwargs)
    made.save_revision().publish()
    return made


def test_what_is_unpublished_is_gone_at_once_and_back_when_published(find):
    made = article()
    made.unpublish()
    assert not SearchEntry.objects.filter(page=made.pk).exists()
    made.save_revision().publish()
    assert find("lighthouse") == ["Lighthouse"]


def test_what_is_deleted_leaves_no_entry(find):
    article().delete()
    assert find("lighthouse") == []
    assert not SearchEntry.objects.exclude(page__live=True).exists()


def test_a_changed_word_is_found_and_the_old_one_is_not(find):
    made = article()
    made.title = "Foghorn"
    made.save_revision().publish()
    assert (find("foghorn"), find("lighthouse")) == (["Foghorn"], [])


def test_what_is_moved_below_a_closed_page_is_gone_at_once(find, run_jobs):
    closed, author = AuthorFactory(), AuthorFactory(title="Lighthouse Ann")
    made = article(parent=author)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    made.move(closed, "last-child")
    assert find("lighthouse") == ["Lighthouse Ann"]
    run_jobs()
    assert find("lighthouse") == ["Lighthouse Ann"]
    made = ArticlePage.objects.get(pk=made.pk)
    made.move(AuthorPage.objects.get(pk=author.pk), "last-child")
    run_jobs()
    assert set(find("lighthouse")) == {"Lighthouse Ann", "Lighthouse"}


def test_what_stands_below_a_page_that_is_moved_is_found_again(find, run_jobs):
    below = ContentPageFactory(title="Foghorn")
    child = ContentPageFactory(title="Lighthouse", parent=below)
    other = ContentPageFactory(title="Other")
    below.move(other, "last-child")
    assert find("foghorn") == ["Foghorn"]
    run_jobs()
    assert find("lighthouse") == [child.title]


def test_a_topic_and_an_author_that_are_renamed_are_found_by_their_names(find, run_jobs):
    author, topic = AuthorFactory(title="Ann"), TopicFactory(name="Decisions")
    article(parent=author, topics=[topic])
    topic = Topic.objects.get(pk=topic.pk)
    topic.name = "Foghorns"
    topic.save()
    author.title = "Zielińska"
    author.save_revision().publish()
    run_jobs()
    assert find("foghorns") == ["Lighthouse"]
    assert find("zielinska") == ["Zielińska", "Lighthouse"]


def test_a_site_that_was_there_before_is_indexed_by_the_clock(find):
    article()
    SearchEntry.objects.all().delete()
    assert find("lighthouse") == []
    tasks.index_missing_pages()
    assert find("lighthouse") == ["Lighthouse"]


def test_the_command_of_wagtail_builds_it_anew(find):
    article()
    draft = ArticleFactory(title="Lighthouse draft", live=False)
    SearchEntry.objects.all().delete()
    call_command("update_index", verbosity=0)
    assert find("lighthouse") == ["Lighthouse"]
    assert not SearchEntry.objects.filter(page=draft.pk).exists()


def test_the_newest_come_first_among_equals(find):
    for number in range(3):
        article(f"Lighthouse {number}")
    assert find("lighthouse") == ["Lighthouse 2", "Lighthouse 1", "Lighthouse 0"]


def test_more_than_are_ranked_are_not_counted(client, monkeypatch):
    monkeypatch.setattr(search, "MOST", 2)
    for number in range(4):
        article(f"Lighthouse {number}")
    response = client.get("/search/", {"q": "lighthouse"})
    assert len(response.context["results"]) == 2
    assert "More than 2 pages speak of" in response.content.decode()
    monkeypatch.setattr(search, "MOST", 4)
    assert "More than" not in client.get("/search/", {"q": "lighthouse"}).content.decode()


def test_of_many_authors_those_are_offered_who_wrote_most_of_it(client, monkeypatch):
    monkeypatch.setattr(search_filters, "MOST_AUTHORS", 1)
    ann, ben = AuthorFactory(title="Ann", slug="ann"), AuthorFactory(title="Ben", slug="ben")
    for number, parent in enumerate((ann, ann, ben)):
        article(f"Lighthouse {number}", parent=parent)
    html = client.get("/search/", {"q": "lighthouse"}).content.decode()
    assert 'value="ann"' in html
    assert 'value="ben"' not in html
    chosen = client.get("/search/", {"q": "lighthouse", "author": "ben"}).content.decode()
    assert '<option value="ben" selected>' in chosen


def test_a_question_in_the_words_of_each_database():
    wanted = Wanted([["a", "b"], ["c*"]], [[["d"]], [["e"], ["f"]]])
    assert TSQUERY.question(wanted) == "(('a' | 'b') & ('c':*)) & !(('d')) & !(('e') & ('f'))"
    assert FTS5.question(wanted) == '(("a" OR "b") AND ("c" *)) NOT (("d")) NOT (("e") AND ("f"))'
