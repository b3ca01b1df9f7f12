"""What a new article may begin with."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import ReferenceIndex
from wagtail.test.utils.form_data import nested_form_data, streamfield

from articles.models import ArticlePage, ArticleTemplate
from tests.factories import ArticleTemplateFactory, AuthorFactory, ImageFactory
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


def links_of(response) -> list[str]:
    return [str(template) for template in response.context["templates"]]


def test_without_any_the_form_comes_at_once(editor_client, author):
    form = begin(editor_client, author).context["form"]
    assert (form.instance.standfirst, list(form.instance.body)) == ("", [])


def test_an_editor_is_asked_what_to_begin_with(editor_client, author, template):
    ArticleTemplateFactory(name="Note")
    response = begin(editor_client, author, next="/admin/articles/")
    assert links_of(response) == ["Interview", "Note"]
    html = response.content.decode()
    assert "One guest" in html
    headings = BeautifulSoup(html, "html.parser")("h1")
    assert [heading.get_text(" ", strip=True) for heading in headings] == ["New article Ann Berg"]
    assert f"?next=%2Fadmin%2Farticles%2F&amp;template={template.pk}" in html


def test_one_that_is_chosen_stands_in_the_form_and_nothing_is_saved(editor_client, author, template):
    page = begin(editor_client, author, template=template.pk).context["form"].instance
    assert page.standfirst == "Who, and why now."
    assert [str(block.value) for block in page.body] == [str(template.body[0].value)]
    assert not ArticlePage.objects.exists()
    template.refresh_from_db()
    assert template.body[0].value.source == "<p>Who is the guest?</p>"


def test_an_empty_page_can_be_chosen_too(editor_client, author, template):
    page = begin(editor_client, author, template="none").context["form"].instance
    assert (page.standfirst, list(page.body)) == ("", [])


@pytest.mark.parametrize("asked", ["999999", "x", ""])
def test_one_that_is_gone_is_asked_for_again(editor_client, author, template, asked):
    assert links_of(begin(editor_client, author, template=asked)) == ["Interview"]


def test_each_language_has_its_own(admin_client, author, template):
    there = translated(author)
    assert begin(admin_client, there).context["form"].instance.pk is None
    version = template.copy_for_translation(polish())
    version.name = "Wywiad"
    version.save()
    assert links_of(begin(admin_client, there)) == ["Wywiad"]
    assert links_of(begin(admin_client, author)) == ["Interview"]
    assert links_of(begin(admin_client, there, template=template.pk)) == ["Wywiad"]


def test_whoever_may_not_add_articles_is_not_asked(marketing_client, author, template):
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
