"""All articles, and those of a topic or tag."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from wagtail.models import PageViewRestriction

from articles.models import ArticlePage
from core.pagination import PER_PAGE
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, TopicFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BAD_PAGES = ["0", "-1", "x", str(10**9), "1.5", "", "9" * 5000, "%C2%B2"]


def titles(response) -> list[str]:
    return [article.title for article in response.context["articles"]]


def articles(number: int, **kwargs):
    author = AuthorFactory()
    return [
        ArticleFactory(parent=author, title=f"No {n}", published_at=NOW + timedelta(days=n), **kwargs)
        for n in range(number)
    ]


def hidden(**kwargs):
    """A draft and an article behind a login, that no listing may show."""
    ArticleFactory(title="A draft", live=False, **kwargs)
    article = ArticleFactory(title="For members", **kwargs)
    PageViewRestriction.objects.create(page=article, restriction_type="login")


def test_all_articles_the_newest_first(client):
    articles(3)
    hidden()
    response = client.get("/articles/")
    assert titles(response) == ["No 2", "No 1", "No 0"]
    assert response.templates[0].name == "articles/article_index_page.html"


def test_articles_of_the_same_moment_keep_an_order(client):
    first, second = (ArticleFactory(title=title, published_at=NOW) for title in ("One", "Two"))
    assert titles(client.get("/articles/")) == [second.title, first.title]


def test_the_database_reads_them_in_the_order_of_an_index(client):
    """Sorting all articles for each page of a listing takes the longer, the more there are."""
    articles(3)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # It would sort three; not when that is forbidden and can be avoided.
            cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off")
    plan = ArticlePage.objects.published().newest_first()[:PER_PAGE].explain()
    assert "article_newest_first" in plan
    assert not re.search(r"Sort|TEMP B-TREE", plan), plan


def test_an_index_without_articles_says_so(client):
    response = client.get("/articles/")
    assert response.status_code == 200
    assert b"Nothing has been published here yet." in response.content


def test_a_long_list_has_pages(client):
    articles(PER_PAGE + 2)
    first, second = client.get("/articles/"), client.get("/articles/?page=2")
    assert len(titles(first)) == PER_PAGE
    assert titles(second) == ["No 1", "No 0"]
    assert 'href="?page=2"' in first.content.decode()
    assert 'href="?page=1"' in second.content.decode()


def test_each_page_of_a_list_is_an_address_of_its_own(client):
    articles(PER_PAGE + 2)
    html = client.get("/articles/?page=2").content.decode()
    assert '<link rel="canonical" href="http://localhost/articles/?page=2">' in html


@pytest.mark.parametrize("page", BAD_PAGES)
@pytest.mark.parametrize("listing", ["index", "topic", "tag", "author"])
def test_a_page_that_cannot_be_is_not_found(client, listing, page):
    topic = TopicFactory(name="Decisions")
    article = ArticleFactory(topics=[topic], tags=["calm"])
    path = {
        "index": "/articles/",
        "topic": "/articles/topics/decisions/",
        "tag": "/articles/tags/calm/",
        "author": article.get_parent().get_url(),
    }[listing]
    assert client.get(path).status_code == 200
    assert client.get(f"{path}?page={page}").status_code == 404


def test_whatever_else_stands_in_the_query_is_nobodys_business(client):
    articles(1)
    assert client.get("/articles/?utm_source=mail&page=1&x=%F0%9F%98%80").status_code == 200


# Topics


def test_a_topic_shows_its_articles_and_says_what_it_is(client):
    topic = TopicFactory(name="Decisions", introduction="<p>How they are <b>made</b>.</p>", image=ImageFactory())
    articles(2, topics=[topic])
    hidden(topics=[topic])
    ArticleFactory(topics=[TopicFactory(name="Teams")])
    response = client.get("/articles/topics/decisions/")
    assert titles(response) == ["No 1", "No 0"]
    html = response.content.decode()
    assert "<h1>Decisions</h1>" in html
    assert "How they are <b>made</b>" in html
    assert response.templates[0].name == "articles/article_listing.html"


def test_a_topic_has_an_address_a_title_and_a_description_of_its_own(client):
    TopicFactory(name="Decisions", seo_title="On deciding", search_description="Short & clear.")
    html = client.get("/articles/topics/decisions/").content.decode()
    assert '<link rel="canonical" href="http://localhost/articles/topics/decisions/">' in html
    assert "<title>On deciding" in html
    assert '<meta name="description" content="Short &amp; clear.">' in html


def test_a_topic_without_words_for_search_engines_uses_its_own(client):
    TopicFactory(name="Decisions", introduction="<p>How they are <b>made</b>.</p>")
    html = client.get("/articles/topics/decisions/").content.decode()
    assert "<title>Decisions" in html
    assert '<meta name="description" content="How they are made.">' in html


def test_the_way_to_a_topic_leads_over_the_index(client):
    TopicFactory(name="Decisions")
    crumbs = client.get("/articles/topics/decisions/").context["breadcrumbs"]
    assert [crumb["title"] for crumb in crumbs] == ["Home", "Articles", "Decisions"]
    assert crumbs[-1]["url"] == "http://localhost/articles/topics/decisions/"


def test_what_machines_are_told_of_a_topic_is_what_readers_see(client):
    TopicFactory(name="Decisions")
    response = client.get("/articles/topics/decisions/")
    trail = next(item for item in response.context["structured_data"] if item["@type"] == "BreadcrumbList")
    assert [item["name"] for item in trail["itemListElement"]] == ["Home", "Articles", "Decisions"]


def test_a_topic_names_its_feed(client):
    TopicFactory(name="Decisions")
    html = client.get("/articles/topics/decisions/").content.decode()
    assert 'href="/articles/topics/decisions/feed/"' in html


def test_a_topic_without_articles_is_still_a_page(client):
    TopicFactory(name="Decisions")
    assert b"Nothing has been published here yet." in client.get("/articles/topics/decisions/").content


@pytest.mark.parametrize(
    "path", ["topics/none/", "tags/none/", "tags/", "topics/none/feed/", "tags/none/feed/", "feed/feed/"]
)
def test_a_topic_or_tag_that_is_not_there_is_not_found(client, path):
    assert client.get(f"/articles/{path}").status_code == 404


def test_all_topics_are_listed_in_their_order(client):
    TopicFactory(name="Teams", sort_order=2)
    TopicFactory(name="Decisions", sort_order=1)
    assert [topic.name for topic in client.get("/articles/").context["topics"]] == ["Decisions", "Teams"]


@pytest.mark.parametrize("slug", ["archive", "authors", "feed", "series", "tags", "topics"])
def test_an_author_cannot_take_the_address_of_a_listing(slug):
    with pytest.raises(ValidationError) as error:
        AuthorFactory(slug=slug)
    assert "slug" in error.value.message_dict


def test_an_article_cannot_take_the_address_of_its_authors_feed():
    with pytest.raises(ValidationError) as error:
        ArticleFactory(slug="feed")
    assert "slug" in error.value.message_dict


# Tags


def test_a_tag_shows_its_articles(client):
    articles(2, tags=["Calm Minds"])
    hidden(tags=["Calm Minds"])
    ArticleFactory(tags=["other"])
    response = client.get("/articles/tags/calm-minds/")
    assert titles(response) == ["No 1", "No 0"]
    assert b"<h1>Calm Minds</h1>" in response.content


def test_a_tag_that_only_hidden_articles_carry_is_not_found(client):
    hidden(tags=["secret-plan"])
    assert client.get("/articles/tags/secret-plan/").status_code == 404


@pytest.mark.parametrize("name", ["Führung", "Łódź", "管理", "C++", "Ask; wait?"])
def test_a_tag_in_any_script_leads_from_the_article_to_its_page(client, name):
    article = ArticleFactory(tags=[name])
    html = client.get(article.get_url()).content.decode()
    (path,) = re.findall(r'<a href="([^"]+)" rel="tag">', html)
    response = client.get(path)
    assert titles(response) == [article.title]
    assert response.context["heading"] == name


def test_a_tag_without_a_letter_has_no_page_and_spoils_none(client):
    html = client.get(ArticleFactory(tags=["+", "calm"]).get_url()).content.decode()
    assert re.findall(r'<a href="([^"]+)" rel="tag">', html) == ["/articles/tags/calm/"]


def test_a_tag_is_no_page_for_search_engines_to_describe_with_the_words_of_the_index(client, article_index):
    article_index.search_description = "All of them."
    article_index.save_revision().publish()
    ArticleFactory(tags=["calm"])
    assert "All of them." not in client.get("/articles/tags/calm/").content.decode()


# In the sitemap


def topics_in_the_sitemap(client) -> list[str]:
    return re.findall(
        r"<loc>http://localhost/articles/topics/([^<]+)/</loc>", client.get("/sitemap-pages.xml").content.decode()
    )


def test_the_sitemap_names_the_topics_that_have_articles(client):
    decisions, teams = TopicFactory(name="Decisions"), TopicFactory(name="Teams")
    articles(2, topics=[decisions, teams])
    hidden(topics=[TopicFactory(name="Secrets")])
    TopicFactory(name="Nothing yet")
    assert topics_in_the_sitemap(client) == ["decisions", "teams"]


def test_topics_of_an_index_that_is_hidden_from_search_engines_are_not_in_the_sitemap(client, article_index):
    articles(1, topics=[TopicFactory(name="Decisions")])
    article_index.no_index = True
    article_index.save_revision().publish()
    assert topics_in_the_sitemap(client) == []
    assert "/articles/</loc>" not in client.get("/sitemap-pages.xml").content.decode()


def test_there_is_one_index_of_articles(home_page, article_index):
    from articles.models import ArticleIndexPage

    assert ArticleIndexPage.can_create_at(home_page) is False
    assert ArticleIndexPage.max_count_per_parent == 1
