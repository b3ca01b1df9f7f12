"""The profile of someone who writes here."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from wagtail.models import PageViewRestriction

from articles.models import AuthorPage
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory
from tests.factories.blocks import block, stream

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return AuthorFactory(
        title="Ann Berg",
        slug="ann-berg",
        role="Columnist",
        summary="Counts what others feel.",
        biography="<p>Born by the sea, <b>she</b> says.</p>",
        links=stream(block("link", {"name": "Own site", "url": "https://ann.example/"})),
    )


def page(client, author) -> str:
    return client.get(author.get_url()).content.decode()


def test_the_profile_says_who_it_is(client, ann):
    html = page(client, ann)
    for words in ("<h1>Ann Berg</h1>", "Columnist", "Counts what others feel.", "<b>she</b>"):
        assert words in html
    assert '<a href="https://ann.example/" rel="me noopener">Own site</a>' in html


def test_the_profile_lists_what_is_published_the_newest_first(client, ann):
    start = datetime(2026, 3, 2, tzinfo=UTC)
    for day in range(3):
        ArticleFactory(parent=ann, title=f"Day {day}", published_at=start + timedelta(days=day))
    ArticleFactory(parent=ann, title="A draft", live=False)
    members = ArticleFactory(parent=ann, title="For members")
    PageViewRestriction.objects.create(page=members, restriction_type="login")
    listed = client.get(ann.get_url()).context["articles"]
    assert [article.title for article in listed] == ["Day 2", "Day 1", "Day 0"]


def test_somebody_who_has_not_written_yet_has_a_profile_all_the_same(client, ann):
    response = client.get(ann.get_url())
    assert response.status_code == 200
    assert b"Nothing has been published here yet." in response.content


def test_a_profile_with_nothing_but_a_name_is_shown(client):
    assert client.get(AuthorFactory(role="", summary="").get_url()).status_code == 200


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"search_description": "Found.", "summary": "In short.", "role": "Columnist"}, "Found."),
        ({"summary": "In short.", "role": "Columnist"}, "In short."),
        ({"summary": "", "role": "Columnist"}, "Columnist"),
        ({"summary": "", "role": ""}, ""),
    ],
)
def test_a_description_is_found_in_what_there_is(fields, expected):
    assert AuthorPage(title="Ann", **fields).meta_description == expected


def test_a_portrait_is_the_picture_for_others_unless_another_is_chosen():
    portrait, chosen = ImageFactory(), ImageFactory()
    for author, picture in ((AuthorPage(portrait=portrait), portrait), (AuthorPage(social_image=chosen), chosen)):
        assert author.shared_picture("http://localhost/").url == f"http://localhost{picture.file.url}"


def test_machines_are_told_who_it_is(client, ann):
    html = page(client, ann)
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    (profile,) = [item for item in json.loads(data)["@graph"] if item["@type"] == "ProfilePage"]
    person = profile["mainEntity"]
    assert person["@type"] == "Person"
    assert person["@id"] == "http://localhost/articles/ann-berg/#person"
    assert person["name"] == "Ann Berg"
    assert person["jobTitle"] == "Columnist"
    assert person["sameAs"] == ["https://ann.example/"]
    assert person["worksFor"] == {"@id": "http://localhost/#organization"}
    assert "image" not in person


def test_the_profile_names_its_feed(client, ann):
    assert 'type="application/rss+xml" title="Ann Berg" href="/articles/ann-berg/feed/"' in page(client, ann)


def test_a_search_finds_an_author_by_name_role_and_biography(ann):
    for words in ("Berg", "columnist", "sea"):
        assert list(AuthorPage.objects.search(words)) == [ann]


def test_a_portrait_that_is_deleted_leaves_the_profile():
    author = AuthorFactory(portrait=ImageFactory())
    author.portrait.delete()
    assert AuthorPage.objects.get(pk=author.pk).portrait is None
