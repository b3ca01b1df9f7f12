"""What a new article may begin with."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import ReferenceIndex
from wagtail.test.utils.form_data import nested_form_data, streamfield

from articles.models import ArticlePage, ArticleTemplate
from tests.factories import ArticleFactory, ArticleTemplateFactory, AuthorFactory, ImageFactory
from tests.factories import blocks as b
from tests.factories.languages import polish, translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return AuthorFactory(title="Ann Berg")


@pytest.fixture
def template():
    return ArticleTemplateFactory(name="Interview", purpose="One guest", standfirst="Who, and why now.")


def begin(client, author, **query):
    address = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", author.pk])
    return client.get(address, query)


def offered(response) -> dict[str, str]:
    html = BeautifulSoup(response.content, "html.parser")
    return {link.string: link["href"] for link in html.select(".beginning a")}


def test_without_any_none_are_offered(editor_client, author):
    response = begin(editor_client, author)
    assert (response.context["form"].instance.standfirst, offered(response)) == ("", {})


def test_an_editor_is_offered_what_to_begin_with_beside_an_empty_form(editor_client, author, template):
    ArticleTemplateFactory(name="Note")
    response = begin(editor_client, author, next="/admin/articles/")
    page = response.context["form"].instance
    assert (page.standfirst, list(page.body)) == ("", [])
    assert list(offered(response)) == ["Interview", "Note"]
    assert "One guest" in response.content.decode()
    assert offered(response)["Interview"].endswith(f"/{author.pk}/?next=%2Fadmin%2Farticles%2F&template={template.pk}")


def test_one_that_is_chosen_stands_in_the_form_and_nothing_is_saved(editor_client, author, template):
    response = begin(editor_client, author, template=template.pk)
    page = response.context["form"].instance
    assert page.standfirst == "Who, and why now."
    assert [str(block.value) for block in page.body] == [str(template.body[0].value)]
    assert BeautifulSoup(response.content, "html.parser").select_one(".beginning [aria-current]").string == "Interview"
    assert not ArticlePage.objects.exists()
    template.refresh_from_db()
    assert template.body[0].value.source == "<p>Who is the guest?</p>"


@pytest.mark.parametrize("asked", ["999999", "x", ""])
def test_one_that_is_gone_leaves_the_form_empty(editor_client, author, template, asked):
    page = begin(editor_client, author, template=asked).context["form"].instance
    assert (page.standfirst, list(page.body)) == ("", [])


def test_an_article_that_was_saved_has_begun(editor_client, author, template):
    article = ArticleFactory(parent=author)
    assert offered(editor_client.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))) == {}


def test_each_language_has_its_own(admin_client, author, template):
    there = translated(author)
    assert offered(begin(admin_client, there)) == {}
    version = template.copy_for_translation(polish())
    version.name = "Wywiad"
    version.save()
    assert list(offered(begin(admin_client, there))) == ["Wywiad"]
    assert list(offered(begin(admin_client, author))) == ["Interview"]
    assert begin(admin_client, there, template=template.pk).context["form"].instance.standfirst == ""


def test_whoever_may_not_add_articles_is_offered_none(marketing_client, author, template):
    assert begin(marketing_client, author).status_code == 302


def test_no_two_in_one_language_have_one_name(template):
    with pytest.raises(ValidationError, match="one of these"):
        ArticleTemplate(name="Interview").full_clean()


def test_what_is_used_in_one_is_known(template):
    picture = ImageFactory()
    template.body = b.stream(b.image(picture))
    template.save()
    assert [int(use.object_id) for use in ReferenceIndex.get_references_to(picture)] == [template.pk]


def test_moderators_keep_them_and_editors_do_not(moderator_client, editor_client):
    address = reverse(ArticleTemplate.snippet_viewset.get_url_name("add"))
    data = nested_form_data(
        {
            "name": "Note",
            "purpose": "",
            "standfirst": "",
            "body": streamfield([("heading", {"text": "What I saw", "level": "h2"})]),
        }
    )
    assert editor_client.post(address, data)["Location"] == "/admin/"
    assert not ArticleTemplate.objects.exists()
    moderator_client.post(address, data)
    assert ArticleTemplate.objects.get().body[0].value["text"] == "What I saw"
