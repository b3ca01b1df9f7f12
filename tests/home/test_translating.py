"""How a page is translated: by whom, with what above it, and what it refers to afterwards."""

import csv
from io import StringIO

import pytest
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from articles import lists
from articles.models import ArticleAuthor, ArticlePage, AuthorPage, ListedArticle, Topic
from newsletter.models import GuidebookFormField, GuidebookPage
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    ContentPageFactory,
    LandingPageFactory,
    SeriesFactory,
    TopicFactory,
)
from tests.factories import blocks as b
from tests.factories.languages import polish, translated
from tests.factories.newsletter import WORDING, GuidebookPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def locale():
    return polish()


def submit(client, page: Page):
    url = reverse("simple_translation:submit_page_translation", args=[page.pk])
    return client.post(url, {"locales": [polish().pk], "include_subtree": ""})


def version_of(page: Page):
    return page.get_translation_or_none(polish())


def a_topic_in_both() -> tuple[Topic, Topic]:
    topic = TopicFactory(name="Decisions")
    version = topic.copy_for_translation(polish())
    version.name, version.slug = "Decyzje", "decyzje"
    version.save()
    return topic, version


# The copy


def test_a_translation_is_a_draft_beside_the_original_with_a_slug_and_a_date_of_its_own(article_index):
    author = AuthorFactory(slug="ann")
    article = ArticleFactory(parent=author, slug="ask", comments_open=False)
    translated(author)
    version = ArticlePage.objects.get(pk=article.copy_for_translation(polish()).pk)
    assert not version.live
    assert version.get_parent().specific == author.get_translation(polish())
    assert version.published_at is None
    assert version.title == article.title
    version.slug = "pytaj"
    version.topics.set([a_topic_in_both()[1]])
    version.save_revision().publish()
    version.refresh_from_db()
    assert version.get_url() == "/pl/articles/ann/pytaj/"
    assert version.published_at > article.published_at


def test_it_is_by_the_polish_profiles_of_its_authors():
    ann, ben, eve = AuthorFactory(slug="ann"), AuthorFactory(slug="ben"), AuthorFactory(slug="eve")
    article = ArticleFactory(parent=ann, authors=[ben, eve])
    for author in (ann, ben):
        translated(author)
    version = version_of(translated(article))
    assert [author.specific for author in version.byline] == [version_of(ann), version_of(ben), eve]
    draft = version.get_latest_revision_as_object()
    assert draft.byline == version.byline
    assert ArticleAuthor.objects.filter(article=article).values_list("author", flat=True).count() == 3


def test_a_profile_that_is_translated_later_is_named_from_its_publishing_on(run_jobs):
    ann, ben = AuthorFactory(slug="ann"), AuthorFactory(slug="ben")
    article = ArticleFactory(parent=ann, authors=[ben])
    version = translated(article, slug="razem")
    version.title = "Written since"
    version.save_revision()
    profile = translated(ben, live=False)
    run_jobs()
    assert [author.pk for author in ArticlePage.objects.get(pk=version.pk).byline] == [version_of(ann).pk, ben.pk]
    profile.save_revision().publish()
    run_jobs()
    version = ArticlePage.objects.get(pk=version.pk)
    byline = [version_of(ann).pk, profile.pk]
    assert [author.pk for author in version.byline] == byline
    assert [author.pk for author in version.get_latest_revision_as_object().byline] == byline
    assert version.get_latest_revision_as_object().title == "Written since"
    assert version.title == article.title
    assert [author.pk for author in ArticlePage.objects.get(pk=article.pk).byline] == [ann.pk, ben.pk]
    assert ListedArticle.objects.filter(article=version, name=lists.by_author(profile.pk)).exists()


def test_a_draft_names_the_profile_that_was_translated_since(run_jobs):
    ben = AuthorFactory(slug="ben")
    draft = translated(ArticleFactory(authors=[ben]), live=False)
    profile = translated(ben)
    run_jobs()
    draft = ArticlePage.objects.get(pk=draft.pk)
    draft.get_latest_revision().publish()
    assert profile.pk in [author.pk for author in ArticlePage.objects.get(pk=draft.pk).byline]
    assert not ArticleAuthor.objects.filter(article=draft, author=ben).exists()


def test_what_it_refers_to_is_polish_where_there_is_a_version():
    topic, temat = a_topic_in_both()
    other = TopicFactory(name="Only English")
    linked, alone = ArticleFactory(slug="linked"), ArticleFactory(slug="alone")
    body = b.stream(b.paragraph(), b.related_article(linked), b.related_article(alone))
    article = ArticleFactory(topics=[topic, other], body=body, series=SeriesFactory())
    translated(linked, topics=[temat])
    version = ArticlePage.objects.get(pk=version_of(translated(article)).pk)
    assert list(version.topics.all()) == [temat]
    assert version.series is None
    related = [block.value["page"].specific for block in version.body if block.block_type == "related_article"]
    assert related == [version_of(linked), alone]
    assert list(ArticlePage.objects.get(pk=article.pk).topics.all()) == [topic, other]


def test_the_sections_of_a_home_page_follow_their_topics_and_links(home_page):
    topic, temat = a_topic_in_both()
    about = ContentPageFactory(slug="about")
    home_page.sections = b.stream(b.latest_articles(topic=topic), b.call_to_action(page=about))
    home_page.save_revision().publish()
    home = translated(home_page)
    assert home.sections[0].value["topic"] == temat
    assert home.sections[1].value["button"]["page"].pk == about.pk


def test_an_alias_stays_the_mirror_of_its_original():
    article = ArticleFactory()
    version = article.copy_for_translation(polish(), copy_parents=True, alias=True)
    assert version.alias_of_id == article.pk
    assert [topic.name for topic in version.topics.all()] == [topic.name for topic in article.topics.all()]


def test_a_guidebook_has_a_form_and_a_consent_of_its_own(client):
    guidebook = GuidebookPageFactory(slug="ten", newsletter_wording=WORDING)
    guidebook.form_fields = [GuidebookFormField(label="Name", field_type="singleline", required=True)]
    guidebook.save_revision().publish()
    version = translated(guidebook, slug="dziesiec", newsletter_wording="Tak, chcę.", button_label="Proszę wysłać")
    version.form_fields.update(label="Imię")
    html = client.get("/pl/guidebooks/dziesiec/").content.decode()
    assert "Tak, chcę." in html
    assert WORDING not in html
    assert f'action="/pl/newsletter/ask/{version.pk}/' in html
    assert GuidebookPage.objects.get(pk=guidebook.pk).newsletter_wording == WORDING


def test_a_preview_is_in_the_language_of_the_page_before_its_tree_is_open(moderator_client, home_page):
    article = ArticleFactory()
    assert submit(moderator_client, article).status_code == 302
    version = version_of(article)
    html = moderator_client.get(reverse("wagtailadmin_pages:view_draft", args=[version.pk])).content.decode()
    assert '<html lang="pl"' in html
    assert "minuta czytania" in html
    assert "/pl/search/" in html


# By whom


@pytest.mark.parametrize("role", ["editor_client", "moderator_client", "admin_client"])
def test_who_writes_articles_has_them_translated(request, article_index, role):
    translated(article_index)
    article = ArticleFactory()
    client = request.getfixturevalue(role)
    assert b"Translate" in client.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content
    response = submit(client, article)
    version = version_of(article)
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[version.pk])
    assert not version.live
    assert client.get(response["Location"]).status_code == 200


def test_the_pages_above_are_made_too_where_one_may(moderator_client):
    article = ArticleFactory()
    form = moderator_client.get(reverse("simple_translation:submit_page_translation", args=[article.pk]))
    assert "made too, as drafts: Leaders Island, Articles, Author" in form.content.decode()
    assert submit(moderator_client, article).status_code == 302
    line = [version_of(page) for page in article.get_ancestors(inclusive=True).filter(depth__gt=1)]
    assert all(line)
    assert not any(page.live for page in line)


def test_and_are_waited_for_where_one_may_not(editor_client):
    article = ArticleFactory()
    form = editor_client.get(reverse("simple_translation:submit_page_translation", args=[article.pk]))
    assert "must be translated first: Leaders Island, Articles" in form.content.decode()
    assert submit(editor_client, article).status_code in {302, 403}
    assert version_of(article) is None
    assert Page.objects.filter(locale=polish()).count() == 0


def test_marketing_has_its_own_kinds_of_page_translated_and_no_other(marketing_client, home_page):
    translated(home_page)
    offer, about, article = LandingPageFactory(), ContentPageFactory(), ArticleFactory()
    for page in (offer, about, article):
        submit(marketing_client, page)
    assert version_of(offer)
    assert not version_of(about)
    assert not version_of(article)


def test_whoever_works_on_a_tree_works_on_its_version(home_page, article_index, editor, moderator):
    home, index = translated(home_page), translated(article_index)
    rights = GroupPagePermission.objects.filter(page=home_page.pk).count()
    assert GroupPagePermission.objects.filter(page=home.pk).count() == rights > 0
    author = AuthorFactory(parent=index)
    assert author.permissions_for_user(editor).can_edit()
    assert not author.permissions_for_user(editor).can_publish()
    assert home.permissions_for_user(moderator).can_publish()


def test_an_article_offers_the_topics_of_its_language(moderator_client):
    topic, _temat = a_topic_in_both()
    version = translated(ArticleFactory(topics=[topic]), live=False)
    html = moderator_client.get(reverse("wagtailadmin_pages:edit", args=[version.pk])).content.decode()
    assert "Decyzje" in html
    assert ">Decisions<" not in html
    author = AuthorPage.objects.get(pk=version.get_parent().pk)
    url = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", author.pk])
    html = moderator_client.get(url).content.decode()
    assert "Decyzje" in html
    assert ">Decisions<" not in html


def test_a_topic_may_be_called_the_same_in_two_languages_but_not_in_one(moderator_client):
    a_topic_in_both()
    url = reverse("wagtailsnippets_articles_topic:add")
    data = {"name": "Decisions", "slug": "decisions", "sort_order": 0, "introduction": "null"}
    response = moderator_client.post(f"{url}?locale=en-gb", data)
    assert response.status_code == 200
    assert "There is one of these already." in response.content.decode()
    assert moderator_client.post(f"{url}?locale=pl", data).status_code == 302
    assert Topic.objects.filter(name="Decisions").count() == 2


# How things stand


@pytest.fixture
def standing(article_index):
    translated(article_index)
    author = AuthorFactory(title="Ann Berg")
    pages = {name: ArticleFactory(title=name, parent=author, topics=[]) for name in ("Gone", "Begun", "Old", "New")}
    translated(pages["Begun"], live=False)
    for name in ("Old", "New"):
        translated(pages[name])
    pages["Old"].save_revision().publish()
    return pages


def exported(client, **query: str) -> dict[str, dict[str, str]]:
    response = client.get(reverse("core_translations"), {"export": "csv", **query})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return {row["Title"]: row for row in csv.DictReader(StringIO(text))}


def test_the_report_says_how_each_page_stands(moderator_client, standing):
    rows = exported(moderator_client)
    assert {name: rows[name]["Polish"] for name in standing} == {
        "Gone": "missing",
        "Begun": "draft",
        "Old": "out of date",
        "New": "up to date",
    }
    assert rows["Gone"]["English"] == ""
    assert rows["New"]["Language"] == "en-gb"
    html = moderator_client.get(reverse("core_translations")).content.decode()
    assert reverse("simple_translation:submit_page_translation", args=[standing["Gone"].pk]) in html
    assert reverse("wagtailadmin_pages:edit", args=[version_of(standing["Old"]).pk]) in html


def test_the_report_is_narrowed(moderator_client, standing):
    assert set(exported(moderator_client, state="outdated")) == {"Old"}
    assert "Gone" in exported(moderator_client, state="missing")
    assert "New" not in exported(moderator_client, state="missing")


def test_a_page_that_was_first_written_in_polish_is_the_original_there(moderator_client, article_index):
    index = translated(article_index)
    AuthorFactory(parent=index, title="Anna")
    row = exported(moderator_client)["Anna"]
    assert (row["Language"], row["Polish"], row["English"]) == ("pl", "", "missing")


def test_the_report_shows_what_one_works_on(editor_client, marketing_client, standing):
    assert "Leaders Island" not in exported(editor_client)
    assert "Gone" in exported(editor_client)
    assert marketing_client.get(reverse("core_translations")).status_code == 200


def test_it_costs_the_same_for_few_as_for_many(moderator_client, standing, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    moderator_client.get(reverse("core_translations"))
    with CaptureQueriesContext(connection) as few:
        moderator_client.get(reverse("core_translations"))
    for number in range(8):
        translated(ArticleFactory(parent=standing["Gone"].get_parent(), topics=[], title=f"More {number}"))
    with django_assert_num_queries(len(few)):
        moderator_client.get(reverse("core_translations"))


def test_it_is_in_the_menu_once_there_are_two_languages(moderator_client):
    url = reverse("core_translations")
    assert url in moderator_client.get("/admin/").content.decode()
    polish().delete()
    assert url not in moderator_client.get("/admin/").content.decode()


@pytest.mark.parametrize("with_id", [False, True])
def test_the_items_of_a_list_stay_what_they_are(with_id):
    """Loaded content has bare values in its lists; a form gives each an id."""
    said = ["Hand over the work.", "Say why."]
    stored = [{"id": f"item-{words}", "type": "item", "value": words} for words in said] if with_id else said
    version = translated(ArticleFactory(body=b.stream(b.key_takeaways(*stored))), slug="oddaj", title="Oddaj")
    assert list(version.body[0].value["items"]) == said


def test_neither_are_items_of_several_fields_changed():
    landing = LandingPageFactory(sections=b.stream(b.steps("Ask", "Listen"), b.feature_grid("Calm")))
    steps, grid = translated(landing, slug="oferta", title="Oferta").sections
    assert [step["title"] for step in steps.value["steps"]] == ["Ask", "Listen"]
    assert [feature["title"] for feature in grid.value["features"]] == ["Calm"]
