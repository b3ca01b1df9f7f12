"""Wagtail's list of the pages below one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import ArticleFactory, AuthorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    author = AuthorFactory(title="Ann")
    for title in ("Lighthouse", "Foghorn"):
        ArticleFactory(title=title, parent=author)
    ArticleFactory(title="Lighthouse of another")
    return author


@pytest.fixture
def listed(admin_client):
    def ask(page, **query) -> set[str]:
        answer = admin_client.get(reverse("wagtailadmin_explore", args=[page.pk]), query)
        return {row.title for row in answer.context["object_list"]}

    return ask


@pytest.mark.parametrize("query", [{}, {"ordering": "title"}, {"p": "1"}])
def test_all_children_are_listed_and_no_others(author, listed, query):
    assert listed(author, **query) == {"Lighthouse", "Foghorn"}


def test_a_search_finds_what_is_further_down(author, listed):
    assert listed(author.get_parent(), q="foghorn") == {"Foghorn"}


def test_children_are_looked_up_and_not_looked_for(author, admin_client):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL finds a path by its beginning.")
    with CaptureQueriesContext(connection) as context:
        admin_client.get(reverse("wagtailadmin_explore", args=[author.pk]))
    [counting] = [
        query["sql"] for query in context if "COUNT(*)" in query["sql"] and "articles_articlepage" in query["sql"]
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {counting}")
        assert "page_by_depth (depth=? AND path>? AND path<?)" in str(cursor.fetchall())
