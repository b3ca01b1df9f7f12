"""Many rows at once, as if they had been saved one by one."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page

from articles.models import ArticleIndexPage, AuthorPage, Topic
from home.seeding import bulk
from home.seeding.writing import QUALITIES
from newsletter.models import Person
from tests.factories import AuthorFactory

pytestmark = pytest.mark.django_db
THEN = datetime(2020, 2, 29, 8, tzinfo=UTC)


def profiles(number: int) -> list[AuthorPage]:
    index = ArticleIndexPage.objects.get()
    pages = [AuthorPage(title=" ".join(QUALITIES[:count]), slug=f"no-{count}") for count in range(1, number + 1)]
    for count, page in enumerate(pages, start=1):
        bulk.place(page, index, count)
        bulk.publish_as_of(page, THEN)
    return pages


def test_rows_get_their_keys():
    locale = Locale.get_default()
    topics = [Topic(name=f"No {count}", slug=f"no-{count}", locale=locale) for count in range(5)]
    bulk.insert(Topic, topics)
    assert [Topic.objects.get(pk=topic.pk).name for topic in topics] == [topic.name for topic in topics]


def test_nothing_is_inserted_for_no_rows():
    with CaptureQueriesContext(connection) as context:
        bulk.insert(Topic, [])
    assert len(context) == 0


def test_more_rows_than_the_database_takes_at_once():
    people = [Person(email=f"no-{count}@example.com", created_at=THEN) for count in range(400)]
    bulk.insert(Person, people)
    assert Person.objects.count() == 400
    assert [Person.objects.get(pk=person.pk).email for person in people[::100]] == [p.email for p in people[::100]]


def test_dates_that_are_set_by_themselves_are_kept():
    bulk.insert(Person, [Person(email="ann@example.com", created_at=THEN)])
    assert Person.objects.get().created_at == THEN


def test_pages_get_both_their_rows():
    pages = profiles(3)
    bulk.insert_pages(pages)
    for page in pages:
        assert AuthorPage.objects.get(pk=page.pk).title == page.title
        assert Page.objects.get(pk=page.pk).specific == page
        assert not page._state.adding


def test_a_page_inserted_in_bulk_can_be_saved():
    pages = profiles(2)
    bulk.insert_pages(pages)
    pages[0].role = "Columnist"
    pages[0].save()
    assert AuthorPage.objects.count() == 2
    assert AuthorPage.objects.get(pk=pages[0].pk).role == "Columnist"


@pytest.mark.parametrize("number", [1, 35, 36, 1296, 1_679_615])
def test_a_place_is_what_treebeard_would_give(number):
    index = ArticleIndexPage.objects.get()
    page = AuthorPage(title="Ann", slug="ann")
    bulk.place(page, index, number)
    assert page.path == index.path + Page._int2str(number).rjust(Page.steplen, "0")
    assert (page.depth, page.url_path, page.locale) == (index.depth + 1, "/home/articles/ann/", index.locale)


def test_the_last_place_is_that_of_the_last_child():
    index = ArticleIndexPage.objects.get()
    assert bulk.last_child_number(index) == 0
    first, second = AuthorFactory(), AuthorFactory()
    assert bulk.last_child_number(index) == 2
    first.delete()
    assert bulk.last_child_number(index) == 2
    second.get_children()
    assert bulk.last_child_number(second) == 0


def test_a_page_published_once_and_one_published_again():
    once, again = AuthorPage(title="Ann", slug="ann"), AuthorPage(title="Bea", slug="bea")
    later = THEN.replace(year=2021, day=1)
    bulk.publish_as_of(once, THEN)
    bulk.publish_as_of(again, THEN, later)
    assert once.first_published_at == once.last_published_at == once.latest_revision_created_at == THEN
    assert (again.first_published_at, again.last_published_at) == (THEN, later)
    assert once.live
    assert once.draft_title == "Ann"


def test_companions_need_as_many_queries_for_ten_as_for_two():
    def queries(pages: list[AuthorPage]) -> int:
        bulk.insert_pages(pages)
        with CaptureQueriesContext(connection) as context:
            bulk.write_companions(pages)
        return len(context)

    two = queries(profiles(2))
    AuthorPage.objects.all().delete()
    assert queries(profiles(10)) <= two + 2  # SQLite takes a limited number of values at once.
