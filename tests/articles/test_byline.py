"""Who wrote it: the profile that an article stands under, and those who wrote it with them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from articles.models import ArticleAuthor, ArticlePage, AuthorPage
from articles.querysets import card_relations
from tests.factories import ArticleFactory, AuthorFactory
from tests.form_data import page_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return AuthorFactory(title="Ann Berg")


@pytest.fixture
def ben():
    return AuthorFactory(title="Ben Cole")


@pytest.fixture
def cleo():
    return AuthorFactory(title="Cleo Dahl")


def names(article: ArticlePage) -> list[str]:
    return [author.title for author in ArticlePage.objects.get(pk=article.pk).byline]


def test_an_article_is_by_the_author_it_stands_under(ann):
    assert names(ArticleFactory(parent=ann)) == ["Ann Berg"]


def test_those_who_wrote_it_too_follow_in_their_order(ann, ben, cleo):
    assert names(ArticleFactory(parent=ann, authors=[cleo, ben])) == ["Ann Berg", "Cleo Dahl", "Ben Cole"]


def test_the_author_it_stands_under_is_first_wherever_an_editor_has_put_the_name(ann, ben, cleo):
    article = ArticleFactory(parent=ann, authors=[ben, ann, cleo])
    assert names(article) == ["Ann Berg", "Ben Cole", "Cleo Dahl"]


def test_the_author_it_stands_under_cannot_be_left_out(ann, ben):
    article = ArticleFactory(parent=ann)
    article.article_authors.set([ArticleAuthor(author=ben)])
    article.save()
    assert names(article) == ["Ann Berg", "Ben Cole"]


def test_a_revision_keeps_the_order_when_it_is_published(ann, ben):
    article = ArticleFactory(parent=ann, live=False)
    article.article_authors.set([ArticleAuthor(author=ben)])
    article.save_revision().publish()
    assert names(article) == ["Ann Berg", "Ben Cole"]


def test_nobody_stands_in_a_byline_twice(ann):
    article = ArticleFactory(parent=ann)
    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleAuthor.objects.create(article=article, author=ann, sort_order=5)


def test_the_names_are_numbered_without_gaps(ann, ben, cleo):
    article = ArticleFactory(parent=ann, authors=[cleo, ben])
    assert list(article.article_authors.values_list("sort_order", flat=True)) == [0, 1, 2]


def test_saving_again_writes_no_names(ann, ben, django_assert_max_num_queries):
    article = ArticleFactory(parent=ann, authors=[ben])
    before = set(ArticleAuthor.objects.filter(article=article).values_list("pk", flat=True))
    article = ArticlePage.objects.get(pk=article.pk)
    article.save()
    assert set(ArticleAuthor.objects.filter(article=article).values_list("pk", flat=True)) == before


# In the editor


@pytest.fixture
def choose(admin_client):
    """Opens the editor, chooses these authors in the rows that are there, and presses a button."""

    def press(article: ArticlePage, *authors, button: str = "action-publish") -> None:
        url = reverse("wagtailadmin_pages:edit", args=[article.pk])
        form = page_form(admin_client.get(url).content.decode(), ArticlePage.objects.get(pk=article.pk))
        rows = {f"article_authors-{number}-author": str(author.pk) for number, author in enumerate(authors)}
        assert form.keys() >= rows.keys()
        response = admin_client.post(url, {**form, **rows, button: "1"})
        assert response.status_code == 302, response.context["form"].errors

    return press


def test_another_author_may_be_chosen_in_the_row_of_the_one_it_stands_under(choose, ann, ben):
    article = ArticleFactory(parent=ann)
    choose(article, ben)
    assert names(article) == ["Ann Berg", "Ben Cole"]


def test_authors_may_be_exchanged_by_choosing_each_in_the_row_of_the_other(choose, ann, ben, cleo):
    article = ArticleFactory(parent=ann, authors=[ben, cleo])
    choose(article, ben, ann, cleo)
    assert names(article) == ["Ann Berg", "Ben Cole", "Cleo Dahl"]
    choose(article, ann, cleo, ben)
    assert names(article) == ["Ann Berg", "Cleo Dahl", "Ben Cole"]


def test_a_draft_with_another_author_in_a_row_is_saved_again_and_published(choose, ann, ben, cleo):
    article = ArticleFactory(parent=ann, authors=[ben])
    choose(article, ben, cleo, button="action-save")
    choose(article, cleo, ben, button="action-save")
    assert names(article) == ["Ann Berg", "Ben Cole"]
    ArticlePage.objects.get(pk=article.pk).get_latest_revision().publish()
    assert names(article) == ["Ann Berg", "Cleo Dahl", "Ben Cole"]


def test_a_name_that_stays_keeps_its_row(ann, ben, cleo):
    article = ArticleFactory(parent=ann, authors=[ben])
    rows = dict(ArticleAuthor.objects.values_list("author__title", "pk"))
    article.article_authors.set([ArticleAuthor(author=author) for author in (cleo, ben, ben)])
    article.save()
    assert names(article) == ["Ann Berg", "Cleo Dahl", "Ben Cole"]
    assert rows.items() <= dict(ArticleAuthor.objects.values_list("author__title", "pk")).items()


# Moving


def move(article: ArticlePage, author) -> None:
    ArticlePage.objects.get(pk=article.pk).move(AuthorPage.objects.get(pk=author.pk), pos="last-child")


def test_an_article_that_moves_to_another_profile_is_by_that_author(ann, ben):
    article = ArticleFactory(parent=ann)
    move(article, ben)
    assert names(article) == ["Ben Cole"]


def test_those_who_wrote_it_too_move_with_it(ann, ben, cleo):
    article = ArticleFactory(parent=ann, authors=[cleo])
    move(article, ben)
    assert names(article) == ["Ben Cole", "Cleo Dahl"]


def test_one_who_wrote_it_too_becomes_the_first_when_it_moves_there(ann, ben, cleo):
    article = ArticleFactory(parent=ann, authors=[cleo, ben])
    move(article, ben)
    assert names(article) == ["Ben Cole", "Cleo Dahl"]


def test_moving_within_a_profile_changes_no_name(ann, ben):
    first, second = ArticleFactory(parent=ann, authors=[ben]), ArticleFactory(parent=ann)
    ArticlePage.objects.get(pk=first.pk).move(second, pos="right")
    assert names(first) == ["Ann Berg", "Ben Cole"]


def test_a_move_keeps_the_address_of_the_rest(ann, ben, client):
    article = ArticleFactory(parent=ann, slug="ask-twice")
    move(article, ben)
    article = ArticlePage.objects.get(pk=article.pk)
    assert article.get_url() == f"/articles/{ben.slug}/ask-twice/"
    assert client.get(article.get_url()).status_code == 200


def test_a_draft_made_before_the_move_is_published_under_the_new_name(ann, ben):
    article = ArticleFactory(parent=ann)
    article.title = "A better headline"
    article.save_revision()
    move(article, ben)
    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision()
    assert [author.title for author in draft.as_object().byline] == ["Ben Cole"]
    draft.publish()
    assert names(article) == ["Ben Cole"]
    assert ArticlePage.objects.get(pk=article.pk).title == "A better headline"


def test_what_was_never_published_is_published_under_the_new_name(ann, ben, cleo):
    article = ArticleFactory(parent=ann, authors=[cleo], live=False)
    article.save_revision()
    move(article, ben)
    ArticlePage.objects.get(pk=article.pk).get_latest_revision().publish()
    assert names(article) == ["Ben Cole", "Cleo Dahl"]


def test_the_editor_shows_a_draft_that_moved_under_its_new_name(choose, ann, ben, cleo):
    article = ArticleFactory(parent=ann, authors=[cleo])
    article.save_revision()
    move(article, ben)
    choose(article, ben, ann)
    assert names(article) == ["Ben Cole", "Ann Berg"]


def test_an_article_that_moves_away_and_back_is_by_its_first_author_again(ann, ben):
    article = ArticleFactory(parent=ann)
    article.save_revision()
    move(article, ben)
    move(article, ann)
    ArticlePage.objects.get(pk=article.pk).get_latest_revision().publish()
    assert names(article) == ["Ann Berg"]


@pytest.mark.parametrize("has_draft", [False, True])
def test_a_copy_under_another_profile_is_by_that_author(ann, ben, cleo, has_draft):
    article = ArticleFactory(parent=ann, authors=[cleo])
    if has_draft:
        article.save_revision()
    copy = article.copy(to=ben, update_attrs={"slug": "a-copy", "title": "A copy"})
    assert names(copy) == ["Ben Cole", "Cleo Dahl"]
    ArticlePage.objects.get(pk=copy.pk).get_latest_revision().publish()
    assert names(copy) == ["Ben Cole", "Cleo Dahl"]
    assert names(article) == ["Ann Berg", "Cleo Dahl"]


def test_the_migration_knows_the_profile_of_every_article(ann, ben, cleo):
    articles = [ArticleFactory(parent=ben, authors=[ann]), ArticleFactory(parent=cleo, live=False)]
    ArticlePage.objects.update(written_under=None)
    import_module("articles.migrations.0004_byline_after_a_move").remember_profiles(apps, None)
    assert [ArticlePage.objects.get(pk=article.pk).written_under for article in articles] == [ben.pk, cleo.pk]


def test_an_alias_names_those_who_wrote_what_it_stands_for(ann, ben, cleo):
    article = ArticleFactory(parent=ann)
    alias = article.create_alias(parent=ben, update_slug="an-alias")
    assert names(alias) == ["Ann Berg"]
    article.article_authors.add(ArticleAuthor(author=cleo, sort_order=1))
    article.save_revision().publish()
    assert names(alias) == ["Ann Berg", "Cleo Dahl"]


# On profiles


def titles(client, author) -> list[str]:
    return [article.title for article in client.get(author.get_url()).context["articles"]]


def test_an_article_is_on_the_profiles_of_all_who_wrote_it(client, ann, ben, cleo):
    ArticleFactory(parent=ann, authors=[ben], title="Together")
    ArticleFactory(parent=ann, title="Alone")
    assert sorted(titles(client, ann)) == ["Alone", "Together"]
    assert titles(client, ben) == ["Together"]
    assert titles(client, cleo) == []


def test_an_author_who_takes_another_name_has_it_in_every_byline(client, ann, ben):
    article = ArticleFactory(parent=ben, authors=[ann])
    ann.title = "Ann Berg-Cole"
    ann.save_revision().publish()
    assert "Ann Berg-Cole" in client.get(article.get_url()).content.decode()
    assert names(article) == ["Ben Cole", "Ann Berg-Cole"]


def test_an_author_who_is_deleted_leaves_the_articles_of_others(ann, ben):
    article = ArticleFactory(parent=ann, authors=[ben])
    ben.delete()
    assert names(article) == ["Ann Berg"]


def test_a_byline_of_many_cards_is_read_in_one_query(ann, ben, django_assert_num_queries):
    for _ in range(4):
        ArticleFactory(parent=ann, authors=[ben])
    articles = ArticlePage.objects.prefetch_related(*card_relations())
    with django_assert_num_queries(3):
        assert [[author.title for author in article.byline] for article in articles] == [["Ann Berg", "Ben Cole"]] * 4


def test_a_name_without_a_profile_is_no_error():
    """As while an editor adds a name and has not chosen who."""
    article = ArticlePage(title="New")
    article.article_authors.set([ArticleAuthor()])
    assert article.byline == []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_page_names_all_authors(client, number):
    authors = [AuthorFactory(title=f"Writer {letter}") for letter in "ABC"[:number]]
    article = ArticleFactory(parent=authors[0], authors=authors[1:])
    html = client.get(article.get_url()).content.decode()
    for author in authors:
        assert f'<a href="{author.get_url()}" rel="author">{author.title}</a>' in html
