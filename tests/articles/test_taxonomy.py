"""Topics, tags and series: what articles are sorted by."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from articles.models import ArticlePage, Series, Tag, Topic
from tests.factories import ArticleFactory, ImageFactory, SeriesFactory, TopicFactory

pytestmark = pytest.mark.django_db


def test_topics_are_listed_by_position_then_by_name():
    TopicFactory(name="Time", sort_order=1)
    TopicFactory(name="Teams", sort_order=1)
    TopicFactory(name="Zest", sort_order=0)
    assert [str(topic) for topic in Topic.objects.all()] == ["Zest", "Teams", "Time"]


def test_series_are_listed_by_name():
    SeriesFactory(name="B")
    SeriesFactory(name="A")
    assert [str(series) for series in Series.objects.all()] == ["A", "B"]


@pytest.mark.parametrize(
    ("model", "first", "second"),
    [
        (Topic, {"name": "One", "slug": "one"}, {"name": "One", "slug": "two"}),
        (Topic, {"name": "One", "slug": "one"}, {"name": "Two", "slug": "one"}),
        (Series, {"name": "One"}, {"name": "One"}),
    ],
)
def test_no_two_have_one_name_or_address(model, first, second):
    model.objects.create(**first)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**second)


def test_a_series_that_is_deleted_leaves_its_articles():
    article = ArticleFactory(series=SeriesFactory())
    article.series.delete()
    assert ArticlePage.objects.get(pk=article.pk).series is None


def test_readers_of_a_part_are_told_what_joins_the_series(client):
    described = SeriesFactory(name="Handing over", description="Choose it, give it away & leave it there.")
    shown = client.get(ArticleFactory(series=described).get_url()).content.decode()
    assert "Choose it, give it away &amp; leave it there." in shown
    bare = client.get(ArticleFactory(series=SeriesFactory()).get_url()).content.decode()
    assert "series-rail__description" not in bare


def test_an_editor_of_a_series_is_asked_for_nothing_that_is_shown_nowhere(admin_client):
    form = admin_client.get(snippet(Series, "add")).context["form"]
    assert set(form.fields) == {"name", "slug", "description"}


def test_a_topic_that_is_deleted_leaves_its_articles():
    topic = TopicFactory()
    article = ArticleFactory(topics=[topic])
    topic.delete()
    assert list(ArticlePage.objects.get(pk=article.pk).topics.all()) == []


def test_the_picture_of_a_topic_is_made_ready_when_it_is_saved(run_jobs):
    image = ImageFactory()
    TopicFactory(name="Decisions", image=image)
    run_jobs()
    image.refresh_from_db()
    assert image.ready_sources("hero")


def test_a_topic_without_a_picture_queues_nothing(run_jobs):
    TopicFactory(name="Decisions")
    assert run_jobs() == []


# In the admin


def snippet(model, view: str, *args) -> str:
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


@pytest.mark.parametrize("who", ["admin_client", "editor_client", "moderator_client"])
@pytest.mark.parametrize("model", [Topic, Tag, Series])
def test_those_who_write_see_and_make_them(request, who, model):
    client = request.getfixturevalue(who)
    model.objects.create(name="Decisions")
    listing = client.get(snippet(model, "list"))
    assert listing.status_code == 200
    assert b"Decisions" in listing.content
    response = client.post(snippet(model, "add"), {"name": "Teams", "slug": "teams", "sort_order": 0})
    assert response.status_code == 302
    assert model.objects.filter(name="Teams").exists()


@pytest.mark.parametrize("model", [Topic, Tag, Series])
def test_marketing_does_not(marketing_client, model):
    marketing_client.post(snippet(model, "add"), {"name": "Teams", "slug": "teams", "sort_order": 0})
    assert not model.objects.exists()
    assert marketing_client.get(snippet(model, "list")).status_code in {302, 403}


def test_a_topic_without_a_name_is_refused_beside_the_field(admin_client):
    response = admin_client.post(snippet(Topic, "add"), {"name": "", "slug": "x y", "sort_order": 0})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"name", "slug"}


def test_topics_are_found_by_their_name(admin_client):
    TopicFactory(name="Decisions")
    TopicFactory(name="Teams")
    html = admin_client.get(snippet(Topic, "list"), {"q": "decis"}).content.decode()
    assert "Decisions" in html
    assert "Teams" not in html


def test_all_articles_are_in_one_list(admin_client):
    ArticleFactory(title="Ask twice")
    response = admin_client.get("/admin/articles/")
    assert response.status_code == 200
    assert b"Ask twice" in response.content


def test_the_list_of_articles_is_filtered_by_topic(admin_client):
    topic = TopicFactory(name="Decisions")
    ArticleFactory(title="Ask twice", topics=[topic])
    ArticleFactory(title="Wait once", topics=[])
    html = admin_client.get("/admin/articles/", {"topics": topic.pk}).content.decode()
    assert "Ask twice" in html
    assert "Wait once" not in html
