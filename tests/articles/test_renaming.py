"""What stands under another name keeps its old addresses, those of feeds and listings among them."""

import pytest
from wagtail.contrib.redirects.models import Redirect

from tests.factories import ArticleFactory, AuthorFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    """Publishes a page under another slug, as an editor does."""

    def publish(page, slug: str):
        page = type(page).objects.get(pk=page.pk)
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return publish


@pytest.fixture
def leads(client):
    """Where an address leads in the end; each step must be a permanent one."""

    def follow(path: str) -> str:
        response = client.get(path, follow=True)
        assert response.status_code == 200, (path, response.redirect_chain)
        assert len(response.redirect_chain) <= 1
        assert {status for _url, status in response.redirect_chain} <= {301}
        return response.request["PATH_INFO"].encode("latin-1").decode()  # As WSGI has it.

    return follow


@pytest.mark.parametrize("route", ["", "feed/"])
def test_an_author_who_takes_another_address_is_found_at_the_old_one(rename, leads, route):
    rename(AuthorFactory(slug="ann-a"), "ann-b")
    assert leads(f"/articles/ann-a/{route}") == f"/articles/ann-b/{route}"


@pytest.mark.parametrize("route", ["", "feed/", "ann/", "ann/feed/", "ann/ask/", "topics/teams/", "tags/ład/"])
def test_when_the_index_is_renamed_all_below_it_is_found_at_the_old_address(rename, leads, article_index, route):
    ArticleFactory(parent=AuthorFactory(slug="ann"), slug="ask", topics=[TopicFactory(name="Teams")], tags=["Ład", "+"])
    rename(article_index, "essays")
    assert leads(f"/articles/{route}") == f"/essays/{route}"


@pytest.mark.parametrize("route", ["", "feed/"])
def test_an_author_who_moves_with_the_index_twice_is_found_at_every_address(rename, leads, article_index, route):
    ann = AuthorFactory(slug="ann")
    rename(article_index, "essays")
    rename(ann, "ann-b")
    assert leads(f"/articles/ann/{route}") == leads(f"/essays/ann/{route}") == f"/essays/ann-b/{route}"


def give_slug(topic, slug: str) -> None:
    topic.slug = slug
    topic.save()


@pytest.mark.parametrize("route", ["", "feed/"])
def test_a_topic_with_another_address_is_found_at_all_it_had(leads, route):
    topic = TopicFactory(name="Teams")
    give_slug(topic, "groups")
    give_slug(topic, "crews")
    for slug in ("teams", "groups", "crews"):
        assert leads(f"/articles/topics/{slug}/{route}") == f"/articles/topics/crews/{route}"


def test_a_topic_that_takes_its_first_address_back_and_is_deleted_leads_nowhere(client):
    topic = TopicFactory(name="Teams")
    for slug in ("groups", "teams"):
        give_slug(topic, slug)
    assert client.get("/articles/topics/groups/", follow=True).status_code == 200
    topic.delete()
    assert client.get("/articles/topics/teams/").status_code == 404


def test_a_new_topic_takes_the_place_of_a_redirect(leads):
    topic = TopicFactory(name="Teams")
    give_slug(topic, "groups")
    TopicFactory(name="Other teams", slug="teams")
    assert leads("/articles/topics/teams/") == "/articles/topics/teams/"
    give_slug(topic, "crews")
    assert leads("/articles/topics/groups/") == "/articles/topics/crews/"


def test_a_topic_that_keeps_its_address_makes_no_redirect():
    topic = TopicFactory(name="Teams")
    topic.name = "Crews"
    topic.save()
    assert not Redirect.objects.exists()
