"""Versions of a page that have a name."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from core.models import VersionName
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    found = ArticleFactory(title="Ask twice")
    for standfirst in ("Before the lawyer.", "After the lawyer.", "As it is now."):
        found.standfirst = standfirst
        found.save_revision(log_action=True)
    return found


@pytest.fixture
def versions(article):
    return list(article.revisions.order_by("pk"))[-3:]


def address(article, version) -> str:
    return reverse("core_name_version", args=[article.pk, version.pk])


def rows(client, article) -> list[str]:
    html = BeautifulSoup(client.get(reverse("wagtailadmin_pages:history", args=[article.pk])).content, "html.parser")
    return [row.get_text(" ", strip=True) for row in html.select("tbody tr")]


def test_a_version_is_named_in_the_history_and_is_found_there(editor_client, article, versions):
    first, *_ = versions
    html = editor_client.get(reverse("wagtailadmin_pages:history", args=[article.pk])).content.decode()
    assert address(article, first) in html
    answer = editor_client.post(address(article, first), {"name": "Before the lawyer"})
    assert answer["Location"] == reverse("wagtailadmin_pages:history", args=[article.pk])
    assert [("“Before the lawyer”" in row) for row in rows(editor_client, article)] == [False, False, True, False]


def test_the_name_stands_beside_what_wagtail_says_of_a_version(editor_client, article, versions):
    VersionName.objects.create(revision=versions[-1], name="For the board")
    assert "“For the board” Current draft" in rows(editor_client, article)[0]


def test_a_name_can_be_changed_and_taken_away(editor_client, article, versions):
    VersionName.objects.create(revision=versions[0], name="Old")
    assert 'value="Old"' in editor_client.get(address(article, versions[0])).content.decode()
    editor_client.post(address(article, versions[0]), {"name": "New"})
    assert VersionName.objects.get().name == "New"
    editor_client.post(address(article, versions[0]), {"name": " "})
    assert not VersionName.objects.exists()


def test_a_name_that_is_too_long_is_said(editor_client, article, versions):
    answer = editor_client.post(address(article, versions[0]), {"name": "x" * 81})
    assert answer.status_code == 200
    assert "80" in answer.context["form"].errors["name"][0]
    assert not VersionName.objects.exists()


def test_the_version_of_another_page_is_not_to_be_had(editor_client, article):
    other = ArticleFactory().save_revision()
    assert editor_client.get(address(article, other)).status_code == 404


def test_who_may_not_edit_the_page_names_nothing(marketing_client, article, versions):
    assert marketing_client.post(address(article, versions[0]), {"name": "Mine"}).status_code == 302
    assert not VersionName.objects.exists()


def test_names_cost_the_history_no_query(editor_client, article, versions, django_assert_max_num_queries):
    def ask():
        return editor_client.get(reverse("wagtailadmin_pages:history", args=[article.pk]))

    ask()
    with django_assert_max_num_queries(60) as before:
        ask()
    for version in versions:
        VersionName.objects.create(revision=version, name="Named")
    with django_assert_max_num_queries(len(before)):
        assert "Named" in ask().content.decode()
