"""Pages of a listing; what cannot be a page is a 404."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from core.pagination import PER_PAGE, paginate

ITEMS = list(range(PER_PAGE * 2 + 1))


def page_of(query: str, items=ITEMS, **kwargs):
    return paginate(RequestFactory().get(f"/listing/{query}"), items, **kwargs)


def test_the_first_page_is_shown_unless_another_is_asked_for():
    page = page_of("")
    assert page.number == 1
    assert list(page) == ITEMS[:PER_PAGE]


def test_a_page_further_on_holds_what_follows():
    assert list(page_of("?page=2")) == ITEMS[PER_PAGE : PER_PAGE * 2]
    assert list(page_of("?page=3")) == ITEMS[PER_PAGE * 2 :]


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "", "4", str(10**9), "1" * 5000, "²", "1%002", "None"])
def test_what_is_no_page_is_not_found(page):
    with pytest.raises(Http404):
        page_of(f"?page={page}")


def test_a_listing_without_anything_has_one_empty_page():
    assert list(page_of("", items=[])) == []
    with pytest.raises(Http404):
        page_of("?page=2", items=[])


def test_the_number_on_a_page_may_be_another():
    assert list(page_of("?page=2", per_page=5)) == ITEMS[5:10]
