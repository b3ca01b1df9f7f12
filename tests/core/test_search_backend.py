"""The weights of titles in the search of the admin."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from core import search_backend
from core.search_backend import KEY, NEW
from tests.factories import ContentPageFactory

pytestmark = pytest.mark.django_db


def weights() -> dict[str, float]:
    entries = IndexEntry.objects.filter(content_type__model="contentpage")
    titles = dict(Page.objects.values_list("pk", "title"))
    return {titles[int(key)]: norm for key, norm in entries.values_list("object_id", "title_norm")}


@pytest.fixture(autouse=True)
def many(monkeypatch) -> None:
    """As if the few entries of a test were many."""
    cache.delete(KEY)
    monkeypatch.setattr(search_backend, "MANY", 1)


def test_a_short_title_weighs_more_than_a_long_one():
    long = "Teams find their lost trust again by keeping every small promise"
    ContentPageFactory(title=long)
    cache.delete(KEY)  # That is of the first page alone.
    ContentPageFactory(title="Trust"), ContentPageFactory(title=f"{long} once more")
    found = weights()
    assert found["Trust"] > NEW > found[f"{long} once more"]


def test_the_average_of_all_titles_is_taken_once_and_not_with_each_page():
    ContentPageFactory(title="Trust")
    assert cache.get(KEY)
    with CaptureQueriesContext(connection) as context:
        ContentPageFactory(title="Meetings, letters, calls, visits and talks in corridors")
    assert not [query["sql"] for query in context.captured_queries if "AVG(" in query["sql"]]
    assert weights()["Meetings, letters, calls, visits and talks in corridors"] < NEW


def test_while_there_are_few_the_average_is_taken_each_time(monkeypatch):
    monkeypatch.setattr(search_backend, "MANY", 1_000)
    ContentPageFactory(title="Trust")
    assert cache.get(KEY) is None
    ContentPageFactory(title="Meetings, letters, calls, visits and talks in corridors")
    assert weights()["Meetings, letters, calls, visits and talks in corridors"] < NEW


def test_building_the_index_anew_weighs_all_by_the_average_of_that_day():
    ContentPageFactory(title="Trust")
    average = cache.get(KEY)
    ContentPageFactory(title="Teams find their lost trust again by keeping every small promise " * 3)
    backend = get_search_backend()
    backend.get_index_for_model(Page)._refresh_title_norms(full=True)
    assert cache.get(KEY) > average


def test_editors_find_a_page_by_its_title():
    page = ContentPageFactory(title="Delegation without tears")
    assert [found.pk for found in Page.objects.search("delegation")] == [page.pk]
