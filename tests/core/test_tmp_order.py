import pytest
from wagtail.models import Page

from tests.factories import ArticleFactory


@pytest.mark.django_db(transaction=True)
def test_a():
    ArticleFactory()
    assert Page.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_a2():
    ArticleFactory()
    assert Page.objects.count() == 6


@pytest.mark.django_db
def test_b(client):
    ArticleFactory()
    assert Page.objects.count() == 6
    assert client.get("/").status_code == 200


@pytest.mark.django_db
def test_c(client, live_server):
    ArticleFactory()
    assert Page.objects.count() == 6
